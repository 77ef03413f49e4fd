"""Its place lets tests in every folder import what stands beside it, such as `bytes_of`."""
