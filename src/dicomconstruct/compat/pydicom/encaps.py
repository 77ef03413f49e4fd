"""Face of pydicom.encaps."""

import warnings
from typing import Any

from dicomconstruct.config import options
from dicomconstruct.encapsulation import (
    BufferedItem,
    EncapsulatedBuffer,
    encapsulate,
    encapsulate_buffer,
    encapsulate_extended,
    encapsulate_extended_buffer,
    fragment_frame,
    generate_fragmented_frames,
    generate_fragments,
    generate_frames,
    get_frame,
    itemize_fragment,
    itemize_frame,
    parse_basic_offsets,
    parse_fragments,
)
from dicomconstruct.parts import deprecated_encapsulation as _deprecated

_BufferedItem = BufferedItem

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
"""Functions that are deprecated, and what to call instead."""


def __getattr__(name: str) -> Any:
    if name not in INSTEAD or options().use_future:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    warnings.warn(
        f"{__name__}.{name} is deprecated and will be removed in v4.0, please use '{INSTEAD[name]}' instead",
        DeprecationWarning,
        stacklevel=2,
    )
    return getattr(_deprecated, name)


__all__ = [
    "EncapsulatedBuffer",
    "encapsulate",
    "encapsulate_buffer",
    "encapsulate_extended",
    "encapsulate_extended_buffer",
    "fragment_frame",
    "generate_fragmented_frames",
    "generate_fragments",
    "generate_frames",
    "get_frame",
    "itemize_fragment",
    "itemize_frame",
    "parse_basic_offsets",
    "parse_fragments",
]
