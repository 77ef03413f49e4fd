"""Face of pydicom.util.hexutil."""

from __future__ import annotations


def hex2bytes(hexstring: str | bytes) -> bytes:
    """The bytes of hexadecimal digits, which spaces may separate. TypeError for other types."""
    if not isinstance(hexstring, str | bytes):
        raise TypeError(f"hexadecimal digits are text or bytes, not {type(hexstring).__name__}")
    return bytes.fromhex(hexstring if isinstance(hexstring, str) else str(hexstring, "ascii"))


def bytes2hex(byte_string: bytes) -> str:
    """The hexadecimal digits of bytes, a space between two bytes."""
    return byte_string.hex(" ")
