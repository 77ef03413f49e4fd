"""The elements of a file as tuples, as pydicom.util.leanread has them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bytes_of import EXPLICIT_LE, IMPLICIT_LE, explicit, implicit, item, part10, sequence_end
from pydicom.util.leanread import dicomfile as peer
from real_files import FILES

from dicomconstruct.compat.pydicom.util.leanread import dicomfile
from dicomconstruct.grammar.primitives import PREFIX, UNDEFINED_LENGTH

SMALL = [path for path in FILES if path.stat().st_size < 1 << 16 and path.read_bytes().find(PREFIX) in (-1, 128)]
"""The peer looks for a prefix behind 128 bytes only."""


def listed(file: Callable[[Path], Any], path: Path) -> list[Any]:
    """The preamble and the elements, up to the first of undefined length."""
    found: list[Any] = []
    try:
        with file(path) as opened:
            found.append(opened.preamble)
            for element in opened:
                found.append(element)
                if element[2] == UNDEFINED_LENGTH:
                    break
    except NotImplementedError as error:
        found.append(str(error))
    return found


DERAILED = {"SC_rgb_jpeg.dcm": "implicit VR under explicit VR", "image_dfl.dcm": "deflated"}
"""Files whose elements pydicom takes other bytes for, and why."""


@pytest.mark.filterwarnings("ignore:Expected implicit VR:UserWarning")
@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.name)
def test_elements_are_those_of_the_peer(path: Path) -> None:
    ours = listed(dicomfile, path)
    if path.name in DERAILED:
        assert len(ours) > len(listed(peer, path))
    else:
        assert ours == listed(peer, path)


@pytest.mark.parametrize("is_explicit", [True, False])
def test_a_sequence_of_undefined_length_has_no_value(is_explicit: bool, tmp_path: Path) -> None:
    path = tmp_path / "one.dcm"
    items = item() + sequence_end()
    if is_explicit:
        elements = explicit(0x00081140, "SQ", items, length=UNDEFINED_LENGTH), explicit(0x00100020, "LO", b"id")
        path.write_bytes(part10(*elements, uid=EXPLICIT_LE))
    else:
        elements = implicit(0x00081140, items, length=UNDEFINED_LENGTH), implicit(0x00100020, b"id")
        path.write_bytes(part10(*elements, uid=IMPLICIT_LE))
    with dicomfile(path) as file:
        *_, before, last = file
    assert before[:4] == ((0x0008, 0x1140), b"SQ", UNDEFINED_LENGTH, None)
    assert last[:4] == ((0x0010, 0x0020), b"LO" if is_explicit else None, 2, b"id")


def test_other_elements_of_undefined_length_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "one.dcm"
    path.write_bytes(part10(explicit(0x00091001, "UN", bytes.fromhex("feffdde000000000"), length=UNDEFINED_LENGTH)))
    with pytest.raises(NotImplementedError, match="undefined length except for SQ"):
        list(dicomfile(path))
