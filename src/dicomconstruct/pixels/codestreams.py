"""What the first bytes of compressed frames tell of them before anybody decodes them.

JPEG and JPEG-LS (ISO/IEC 10918-1, 14495-1), JPEG 2000 (15444-1), JPEG XL (18181-1); of each only what is needed to
judge a frame. The numbers of these formats are big endian, but for JPEG XL, which has bits.
"""

from __future__ import annotations

from typing import Any

from dicomconstruct.errors import DicomError

START_OF_IMAGE = b"\xff\xd8"
START_OF_SCAN = b"\xff\xda"
EXTENSIONS = b"\xff\xf8"
"""The marker of JPEG-LS' own parameters."""
FRAMES = {bytes([0xFF, 0xC0 + kind]) for kind in range(16) if kind not in (4, 8, 12)} | {b"\xff\xf7"}
"""Markers that begin a frame: those of JPEG but for the tables among them, and that of JPEG-LS."""
APPLICATIONS = {bytes([0xFF, 0xE0 + kind]) for kind in range(16)}
JFIF, ADOBE = b"\xff\xe0", b"\xff\xee"
ADOBE_TRANSFORM = 11
"""Where an Adobe segment tells how colours were transformed; libjpeg passes over one that ends before."""
JFIF_VERSION = 5
"""Where a JFIF segment tells its version; there has been a first one only."""
FIRST_MARKER = b"\xff\xc0"
"""The first marker of JPEG that is not reserved."""
RGB_COMPONENTS = [ord(letter) for letter in "RGB"]
NEVER_FOLLOWED = {bytes([0xFF, 0xD0 + kind]) for kind in range(8)} | {b"\xff\x01"}
"""Markers without a length."""
END_OF_IMAGE = b"\xff\xd9"

MARKER_WITHIN = 10
"""That marker is looked for in this many bytes at the end of a frame, which may be padded."""

J2K_START = b"\xff\x4f\xff\x51"
"""The start of a codestream and the marker of the image and tile size that comes first."""
JP2_SIGNATURE = b"\x00\x00\x00\x0c\x6a\x50\x20\x20\x0d\x0a\x87\x0a"
J2K_DEPTH = 42
"""Where the depth of the first component stands, counted from the start of the codestream."""
J2K_COMPONENTS = 40


def _number(data: bytes, start: int, length: int = 2) -> int:
    return int.from_bytes(data[start : start + length], "big")


def jpeg_parameters(src: bytes) -> dict[str, Any]:
    """What a JPEG or JPEG-LS frame says of itself before its first scan.

    Parameters
    ----------
    src
        The frame.

    Returns
    -------
    dict
        ``precision``, ``height``, ``width``, ``components``, ``component_ids``; ``app`` with the contents of
        application segments by marker, where there are any; ``lossy_error`` and ``interleave_mode`` for JPEG-LS.
        Empty where these are not the bytes of a whole header.
    """
    if src[:2] != START_OF_IMAGE:
        return {}
    found: dict[str, Any] = {}
    applications: dict[bytes, bytes] = {}
    is_ls = False
    here = 2
    while here + 4 <= len(src):
        marker = bytes(src[here : here + 2])
        if marker[0] != 0xFF:
            return {}
        if marker == b"\xff\xff":
            here += 1
            continue
        if marker in NEVER_FOLLOWED or marker == END_OF_IMAGE:
            here += 2
            continue
        if marker < FIRST_MARKER:
            return {}
        length = _number(src, here + 2)
        content = bytes(src[here + 4 : here + 2 + length])
        if length < 2 or len(content) != length - 2:
            return {}
        if marker in FRAMES:
            if len(content) < 6 or len(content) < 6 + 3 * content[5]:
                return {}
            found.update(
                precision=content[0],
                height=_number(content, 1),
                width=_number(content, 3),
                components=content[5],
                component_ids=[content[6 + 3 * place] for place in range(content[5])],
            )
            is_ls = marker == b"\xff\xf7"
        elif marker in APPLICATIONS:
            applications[marker] = content
        elif marker == START_OF_SCAN:
            if not found:
                return {}
            if is_ls and len(content) >= 4:
                found["lossy_error"], found["interleave_mode"] = content[-3], content[-2]
            if applications:
                found["app"] = applications
            return found
        here += 2 + length
    return {}


def check_end(src: bytes) -> None:
    """Raise DicomError for a JPEG-LS frame without its end, which CharLS needs seconds to refuse."""
    if END_OF_IMAGE not in src[-MARKER_WITHIN:]:
        raise DicomError("The JPEG-LS frame has no end of image marker, which CharLS does not decode")


def get_j2k_parameters(codestream: bytes) -> dict[str, Any]:
    """What a JPEG 2000 codestream says of the first component of its image (ISO/IEC 15444-1 A.5.1).

    Parameters
    ----------
    codestream
        The frame; a JP2 file with the codestream in it is taken too, though PS3.5 A.4.4 forbids it.

    Returns
    -------
    dict
        ``precision`` in bits, ``is_signed``, and ``jp2``: whether it is a file. Empty where it is neither.
    """
    found = j2k_parameters(codestream)
    return {name: found[name] for name in ("precision", "is_signed", "jp2") if name in found}


def j2k_parameters(codestream: bytes) -> dict[str, Any]:
    """As `get_j2k_parameters`, with ``height``, ``width`` and ``components``."""
    start = 0
    is_file = codestream[: len(JP2_SIGNATURE)] == JP2_SIGNATURE
    if is_file:
        start = codestream.find(J2K_START)
    if start < 0 or codestream[start : start + len(J2K_START)] != J2K_START:
        return {}
    if len(codestream) <= start + J2K_DEPTH:
        return {}
    depth = codestream[start + J2K_DEPTH]
    right, bottom, left, top = (_number(codestream, start + 8 + 4 * place, 4) for place in range(4))
    return {
        "precision": (depth & 0x7F) + 1,
        "is_signed": bool(depth & 0x80),
        "jp2": is_file,
        "height": max(0, bottom - top),
        "width": max(0, right - left),
        "components": _number(codestream, start + J2K_COMPONENTS),
    }


JXL_START = b"\xff\x0a"
JXL_SIGNATURE = b"\x00\x00\x00\x0cJXL \x0d\x0a\x87\x0a"
JXL_BOXES = (b"jxlc", b"jxlp")
"""The boxes of a JPEG XL file that a codestream stands in: whole, or a part with its number."""
JXL_SIDE_BITS = (9, 13, 18, 30)
JXL_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
"""Width to height, where the size of an image tells that instead of its width (ISO/IEC 18181-1)."""


def jxl_parameters(codestream: bytes) -> dict[str, Any]:
    """``height`` and ``width`` of a JPEG XL image or file (ISO/IEC 18181-1, 18181-2); empty for no such."""
    start = 0
    if codestream.startswith(JXL_SIGNATURE):
        start = codestream.find(JXL_START, min(codestream.find(box) % len(codestream) for box in JXL_BOXES))
    if start < 0 or codestream[start : start + len(JXL_START)] != JXL_START:
        return {}
    header = codestream[start + len(JXL_START) :][:12]
    bits, here = int.from_bytes(header, "little"), 0

    def take(count: int) -> int:
        nonlocal here
        here += count
        return bits >> (here - count) & ((1 << count) - 1)

    def side(is_small: int) -> int:
        return (take(5) + 1) * 8 if is_small else take(JXL_SIDE_BITS[take(2)]) + 1

    is_small = take(1)
    height = side(is_small)
    ratio = take(3)
    width = side(is_small) if not ratio else height * JXL_RATIOS[ratio - 1][0] // JXL_RATIOS[ratio - 1][1]
    return {"height": height, "width": width}
