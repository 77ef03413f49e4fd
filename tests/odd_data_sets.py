"""Files that are odd where other elements rest on them: drawn, or real ones with a few bytes changed.

Character sets, creators, signs, lengths and transfer syntaxes that are there twice, misspelt, of another VR or
without a meaning.
"""

from __future__ import annotations

import struct
from typing import Any

from bytes_of import explicit, implicit, item, opening
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from real_files import FILES

from dicomconstruct.testing import example_files

CHARACTER_SETS = [
    b"ISO_IR 100",
    b"ISO_IR 192",
    b"ISO_IR 101",
    b"",
    b"\\ISO 2022 IR 87",
    b"ISO 2022 IR 6\\ISO 2022 IR 87",
    b"ISO-IR 192",
    b"nonsense ",
    b"ISO_IR 100\\ISO_IR 144",
    b"\xff\xfe",
]
TEXTS = [
    b"M\xfcller ",
    b"\xe4\xa1\xfc ",
    "Größe".encode(),
    b"plain ",
    b"\x1b$B;3ED\x1b(B",
    b"\xc3\x28",
    b"A\\B ",
    b"",
]
UIDS = [
    b"1.2.840.10008.1.2.1\0",
    b"1.2.840.10008.1.2.1\\1.2.840.10008.1.2 ",
    b"1.2.840.10008.1.2.1 ",
    b"1.2.840.10008.1.2.1\0\0\0",
    b"1.2.3.4 ",
    b"",
]
NUMBERS = [b"\1\0", b"\0\1", b"", b"\1", b"\0\0\1\0", b"\xff\xff", b"\4\0\0\0", b"\1\0\2\0\3\0"]
OTHER_VRS = ["CS", "UN", "OB", "US", "SH", "LO", "SQ", "XX", "PN", "DS", "UT"]
GOVERNING: list[tuple[list[int], str, list[bytes]]] = [
    ([0x00080005], "CS", CHARACTER_SETS),
    ([0x00280103], "US", NUMBERS),
    ([0x00280106, 0x00280107, 0x00281101, 0x00283006, 0x00280010], "US", NUMBERS),
    ([0x00090010, 0x00090011, 0x00110010], "LO", [b"GEMS_IDEN_01", b" ACME ", *TEXTS]),
    ([0x00091001, 0x00091101, 0x00111001], "UN", [b"AB", b"", *NUMBERS]),
    ([0x00080000, 0x00100000, 0x00000000], "UL", NUMBERS),
    ([0x00020010, 0x00020000, 0x00080016, 0x00080018], "UI", UIDS),
    ([0x00100010], "PN", TEXTS),
    ([0x00081030, 0x00104000], "LO", TEXTS),
    ([0x7FE00010, 0x60003000, 0x00281201], "OW", NUMBERS),
]
TAILS = [b"", b"", b"\0\0", bytes(20), b"junkjunkjunk"]
SMALL = [path for path in FILES if path.stat().st_size < 20_000]


@st.composite
def elements(draw: DrawFn, order: str, deep: int = 1) -> bytes:
    """One element, of another VR than its own now and then."""
    tags, vr, values = draw(st.sampled_from(GOVERNING))
    if deep and draw(st.integers(0, 7)) == 0:
        inside = draw(st.lists(st.lists(elements(order, deep - 1), max_size=3), max_size=2))
        return explicit(0x00081140, "SQ", b"".join(item(*one, order=order) for one in inside), order=order)
    if deep and draw(st.integers(0, 11)) == 0:
        items = item(implicit(0x00080060, b"CT"), explicit(0x00080005, "CS", b"ISO_IR 192"))
        return explicit(0x20051080, "UN", items + item(implicit(0x00100010, b"M\xfcller ")), order=order)
    code = draw(st.sampled_from(OTHER_VRS)) if draw(st.integers(0, 3)) == 0 else vr
    return explicit(draw(st.sampled_from(tags)), code, draw(st.sampled_from(values)), order=order)


@st.composite
def meta_groups(draw: DrawFn) -> bytes:
    """Preamble, prefix and a file meta group, in which something may be missing, wrong or there twice."""
    syntaxes = draw(
        st.lists(st.tuples(st.sampled_from(["UI", "UI", "UI", "SH", "UN", "US"]), st.sampled_from(UIDS)))
    )
    group = b"".join(explicit(0x00020010, vr, value) for vr, value in syntaxes[:2])
    group += explicit(0x00020003, "UI", b"1.2.3\0")
    length = explicit(0x00020000, draw(st.sampled_from(["UL", "UN", "US"])), struct.pack("<I", len(group)))
    return opening() + draw(st.sampled_from([length, b""])) + group


@st.composite
def odd_files(draw: DrawFn) -> bytes:
    """A data set of such elements, as a file or bare."""
    order = draw(st.sampled_from("<<>"))
    chosen = draw(st.lists(elements(order), min_size=1, max_size=8))
    if draw(st.integers(0, 2)):
        chosen.sort(key=lambda one: struct.unpack_from(f"{order}HH", one))
    head = draw(meta_groups()) if order == "<" and draw(st.booleans()) else b""
    return head + b"".join(chosen) + draw(st.sampled_from(TAILS))


@st.composite
def mutated(draw: DrawFn, files: Any) -> bytes:
    """A file of which a few bytes are others, gone, or there twice."""
    data = bytearray(draw(files))
    for _ in range(draw(st.integers(0, 3))):
        if not data:
            break
        at, size = draw(st.integers(0, len(data) - 1)), draw(st.integers(1, 24))
        change = draw(st.sampled_from(["set", "twice", "gone", "cut"]))
        if change == "set":
            data[at] = draw(st.integers(0, 255))
        elif change == "twice":
            data[at:at] = data[at : at + size]
        elif change == "gone":
            del data[at : at + size]
        else:
            del data[max(at, len(data) // 2) :]
    return bytes(data)


def real_files() -> Any:
    """The bytes of a small real file, or of an example."""
    real = st.sampled_from(SMALL).map(lambda path: path.read_bytes())
    return real | st.sampled_from([data for _, data in example_files()])
