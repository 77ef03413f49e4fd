"""Face of pydicom.fileutil."""

from dicomconstruct.streams import (
    buffer_equality,
    buffer_length,
    buffer_remaining,
    check_buffer,
    path_from_pathlike,
    read_buffer,
    reset_buffer_position,
)

__all__ = [
    "buffer_equality",
    "buffer_length",
    "buffer_remaining",
    "check_buffer",
    "path_from_pathlike",
    "read_buffer",
    "reset_buffer_position",
]
