"""Functions for parts of a file, streams and buffers that only pydicom's API needs."""
