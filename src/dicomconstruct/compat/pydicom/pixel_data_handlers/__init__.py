"""Face of pydicom.pixel_data_handlers, which pydicom 4 leaves out: flat arrays by the plugins' older names."""
