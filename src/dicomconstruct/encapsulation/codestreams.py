"""The headers of compressed frames, read without decoding.

JPEG and JPEG-LS (ISO/IEC 10918-1, 14495-1), JPEG 2000 (15444-1), JPEG XL (18181-1), RLE Lossless (PS3.5 G); of each
only the fields needed to check a frame. Numbers are big endian, except in JPEG XL (bits) and RLE Lossless.
"""

from __future__ import annotations

from typing import Any

from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.rle import FRAME_STARTS

START_OF_IMAGE = b"\xff\xd8"
START_OF_SCAN = b"\xff\xda"
FRAMES = {bytes([0xFF, 0xC0 + kind]) for kind in range(16) if kind not in (4, 8, 12)} | {b"\xff\xf7"}
"""Markers that begin a frame: those of JPEG except the tables among them, and that of JPEG-LS."""
APPLICATIONS = {bytes([0xFF, 0xE0 + kind]) for kind in range(16)}
JFIF, ADOBE = b"\xff\xe0", b"\xff\xee"
ADOBE_TRANSFORM = 11
"""The offset of the colour transform in an Adobe segment; libjpeg ignores a segment that ends before it."""
JFIF_VERSION = 5
"""The offset of the version in a JFIF segment; only major version 1 exists."""
FIRST_MARKER = b"\xff\xc0"
"""The first marker of JPEG that is not reserved."""
RGB_COMPONENTS = [ord(letter) for letter in "RGB"]
NEVER_FOLLOWED = {bytes([0xFF, 0xD0 + kind]) for kind in range(8)} | {b"\xff\x01"}
"""Markers without a length."""
END_OF_IMAGE = b"\xff\xd9"
"""The marker that ends a JPEG image, and a JPEG 2000 codestream (ISO/IEC 10918-1 B.1.1.3, 15444-1 A.2)."""

MARKER_WITHIN = 10
"""The marker is searched for in this many last bytes of a frame, which may be padded."""

J2K_START = b"\xff\x4f\xff\x51"
"""The start of a codestream and the marker of the image and tile size that comes first."""
JP2_SIGNATURE = b"\x00\x00\x00\x0c\x6a\x50\x20\x20\x0d\x0a\x87\x0a"
J2K_DEPTH = 42
"""The offset of the first component's depth from the start of the codestream."""
J2K_COMPONENTS = 40


def _number(data: bytes, start: int, length: int = 2) -> int:
    return int.from_bytes(data[start : start + length], "big")


def jpeg_parameters(src: bytes) -> dict[str, Any]:
    """The parameters of a JPEG or JPEG-LS frame, from the segments before its first scan.

    Parameters
    ----------
    src
        The frame.

    Returns
    -------
    dict
        ``precision``, ``height``, ``width``, ``components``, ``component_ids``; ``app`` with the contents of
        application segments by marker, if any; ``lossy_error`` and ``interleave_mode`` for JPEG-LS.
        Empty for an incomplete or foreign header.
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
    """The parameters of the first component of a JPEG 2000 codestream (ISO/IEC 15444-1 A.5.1).

    Parameters
    ----------
    codestream
        The frame; a JP2 file with the codestream in it is taken too, though PS3.5 A.4.4 forbids it.

    Returns
    -------
    dict
        ``precision`` in bits, ``is_signed``, and ``jp2``: whether it is a JP2 file. Empty for other bytes.
    """
    found = j2k_parameters(codestream)
    return {name: found[name] for name in ("precision", "is_signed", "jp2") if name in found}


def j2k_parameters(codestream: bytes) -> dict[str, Any]:
    """As `get_j2k_parameters`, with ``height``, ``width`` and ``components``."""
    is_file = codestream[: len(JP2_SIGNATURE)] == JP2_SIGNATURE
    start = codestream.find(J2K_START) if is_file else 0
    if start < 0 or codestream[start : start + len(J2K_START)] != J2K_START or len(codestream) <= start + J2K_DEPTH:
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
"""The ratios of width to height by which a size may give the width (ISO/IEC 18181-1)."""
JXL_HEADER = 24
"""The number of bytes in which the size and the bit depth of an image are looked for."""
JXL_DEPTHS = (8, 10, 12)
"""The bits of a sample that a header codes by number; others are written in six bits."""


def jxl_parameters(codestream: bytes) -> dict[str, Any]:
    """The header of a JPEG XL image, alone or in a file (ISO/IEC 18181-1, 18181-2).

    Parameters
    ----------
    codestream
        The frame.

    Returns
    -------
    dict
        ``height`` and ``width``; ``precision`` in bits, unless samples are floats, or a preview, an animation or
        another size is described before it. Empty for other bytes.
    """
    start = 0
    if codestream.startswith(JXL_SIGNATURE):
        start = codestream.find(JXL_START, min(codestream.find(box) % len(codestream) for box in JXL_BOXES))
    if start < 0 or codestream[start : start + len(JXL_START)] != JXL_START:
        return {}
    header = codestream[start + len(JXL_START) :][:JXL_HEADER]
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
    found = {"height": height, "width": width}
    is_default = take(1)
    is_plain = is_default or not take(1) or not take(6) >> 3  # three bits of orientation, then three flags
    is_integer = is_default or (is_plain and not take(1))
    if is_integer:
        depth = 0 if is_default else take(2)
        found["precision"] = JXL_DEPTHS[depth] if depth < len(JXL_DEPTHS) else take(6) + 1
    if here > 8 * len(header):
        found.pop("precision", None)
    return found


JPEG, JPEG_2000, JP2, JPEG_XL, JPEG_XL_FILE, RLE = "JPEG", "JPEG 2000", "JP2", "JPEG XL", "JPEG XL file", "RLE"
BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    JPEG: (START_OF_IMAGE + b"\xff",),
    JPEG_2000: (J2K_START,),
    JP2: (JP2_SIGNATURE,),
    JPEG_XL: (JXL_START,),
    JPEG_XL_FILE: (JXL_SIGNATURE,),
    RLE: FRAME_STARTS,
}
"""The first bytes of frames by kind; JPEG-LS begins as JPEG does."""
PARAMETERS = {
    JPEG: jpeg_parameters,
    JPEG_2000: j2k_parameters,
    JP2: j2k_parameters,
    JPEG_XL: jxl_parameters,
    JPEG_XL_FILE: jxl_parameters,
}
LONGEST_BEGINNING = max(len(one) for beginnings in BEGINNINGS.values() for one in beginnings)


def kind_of(beginning: bytes) -> str:
    """The kind of a frame by its first bytes, one of the names in `BEGINNINGS`, or "".

    Parameters
    ----------
    beginning
        Its first `LONGEST_BEGINNING` bytes, or all of a shorter one.
    """
    return next((kind for kind, beginnings in BEGINNINGS.items() if beginning.startswith(beginnings)), "")


def parameters_of(frame: bytes) -> dict[str, Any]:
    """The parameters in the header of a frame of any kind; empty for an unknown kind."""
    parse = PARAMETERS.get(kind_of(frame[:LONGEST_BEGINNING]))
    return {} if parse is None else parse(frame)
