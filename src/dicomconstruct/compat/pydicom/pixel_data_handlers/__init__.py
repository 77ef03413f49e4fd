"""Face of pydicom.pixel_data_handlers, which pydicom 4 leaves out: flat arrays by the plugins' older names."""

from importlib import import_module
from types import ModuleType

from dicomconstruct.compat.pydicom._asked_for import PIXELS, PROCESSING, UTILS, asked_for, moved

_HANDLERS = ("numpy", "gdcm", "pillow", "jpeg_ls", "pylibjpeg", "rle")
_HOMES = {PIXELS: PROCESSING, UTILS: ["expand_ybr422"]}

__getattr__ = asked_for(__name__, moved("pydicom.pixel_data_handlers", _HOMES))


def usual_handlers() -> list[ModuleType]:
    """The handlers in the order in which pydicom asks them."""
    return [import_module(f"{__name__}.{name}_handler") for name in _HANDLERS]
