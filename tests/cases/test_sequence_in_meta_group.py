"""A sequence in the file meta group is looked through like any other (a reviewer's find)."""

from __future__ import annotations

import pytest
from bytes_of import UNDEFINED, explicit, item, long, sequence_end

from dicomconstruct import STANDARD, check
from dicomconstruct.explore import dump
from dicomconstruct.fidelity.verify import verify_bytes
from dicomconstruct.tree import first_difference

NAME = explicit(0x00100010, "PN", b"Doe^John")
SYNTAX = explicit(0x00020010, "UI", b"1.2.840.10008.1.2.1\0")


@pytest.mark.parametrize(
    "sequence",
    [
        long(0x00020102, "SQ", item(NAME)),
        long(0x00020102, "SQ", item(NAME) + sequence_end(), length=UNDEFINED),
        long(0x00020102, "SQ"),
    ],
    ids=["defined", "undefined", "empty"],
)
def test_it_is_looked_through(sequence: bytes) -> None:
    data = bytes(128) + b"DICM" + SYNTAX + sequence + NAME
    for engine in ("compiled", "reference"):
        assert first_difference(STANDARD.look(data, engine=engine), STANDARD.read_tree(data)) == ""
    assert any(finding.path.startswith("(0002,") for finding in check(data))
    assert "(0002,0102)" in dump(data)
    assert verify_bytes(data).faithful
