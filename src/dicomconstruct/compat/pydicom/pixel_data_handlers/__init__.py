"""Face of pydicom.pixel_data_handlers, which pydicom 4 leaves out: flat arrays by the plugins' older names."""

from dicomconstruct.compat.pydicom._moved import PIXELS, PROCESSING, UTILS, moved

__getattr__ = moved("pydicom.pixel_data_handlers", {PIXELS: PROCESSING, UTILS: ["expand_ybr422"]})
