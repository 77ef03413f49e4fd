"""Face of pydicom.encaps."""

from functools import partial
from typing import Any

from dicomconstruct import encapsulation
from dicomconstruct.compat.pydicom._asked_for import asked_for, warn_of_removal
from dicomconstruct.config import options
from dicomconstruct.encapsulation import *
from dicomconstruct.parts import deprecated_encapsulation as deprecated

_BufferedItem = encapsulation.BufferedItem
INSTEAD = {
    "get_frame_offsets": "parse_basic_offsets",
    "get_nr_fragments": "parse_fragments",
    "generate_pixel_data_fragment": "generate_fragments",
    "generate_pixel_data_frame": "generate_frames",
    "generate_pixel_data": "generate_fragmented_frames",
    "decode_data_sequence": "generate_fragments",
    "defragment_data": "generate_fragments",
    "itemise_frame": "itemize_frame",
    "itemise_fragment": "itemize_fragment",
    "read_item": "generate_fragments",
}
"""Deprecated functions and their successors."""


def _deprecated(name: str) -> Any:
    if options().use_future:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    warn_of_removal(f"{__name__}.{name} is deprecated and", INSTEAD[name])
    return getattr(deprecated, name)


__getattr__ = asked_for(__name__, {name: partial(_deprecated, name) for name in INSTEAD})
__all__ = [name for name in encapsulation.__all__ if name != "BufferedItem"]
