"""Face of pydicom.fileutil."""

from dicomconstruct.parts.buffers import (
    absorb_delimiter_item,
    buffer_equality,
    buffer_length,
    buffer_remaining,
    check_buffer,
    find_bytes,
    find_delimiter,
    length_of_undefined_length,
    path_from_pathlike,
    read_buffer,
    read_undefined_length_value,
    reset_buffer_position,
)

__all__ = [
    "absorb_delimiter_item",
    "buffer_equality",
    "buffer_length",
    "buffer_remaining",
    "check_buffer",
    "find_bytes",
    "find_delimiter",
    "length_of_undefined_length",
    "path_from_pathlike",
    "read_buffer",
    "read_undefined_length_value",
    "reset_buffer_position",
]
