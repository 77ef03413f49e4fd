"""Large values in pieces: together they are the value, and each means by itself what it means there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bytes_of import explicit
from hypothesis import given, strategies as st

from dicomconstruct import STANDARD
from dicomconstruct.tree import Meaning, pieces
from dicomconstruct.tree.pieces import count_of_values, pieces_of, relaid

SIZE = 64
CHARSETS = ("ISO_IR 100", "ISO_IR 192", "GB18030", "\\ISO 2022 IR 87", "\\ISO 2022 IR 149")
TEXTS = st.text(st.sampled_from("ab \\\r\n\u00e4\u65e5\u6c38\u5f5e\u4e00 "), max_size=300)


@pytest.fixture(autouse=True, scope="module")
def small_pieces() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "LARGE", SIZE)
        yield


def meaning_of(vr: str, value: bytes, charsets: str) -> Meaning:
    """The meaning of an element in a data set with a Specific Character Set."""
    terms = charsets.encode() + b" " * (len(charsets) % 2)
    data = explicit(0x00080005, "CS", terms) + explicit(0x00091000, vr, value)
    *_, meaning = STANDARD.meanings(STANDARD.read_tree(data))
    assert meaning.vr.code == vr
    return meaning


@pytest.mark.parametrize("charsets", CHARSETS)
@pytest.mark.parametrize("vr", ["UC", "UT", "LO", "PN"])
@given(text=TEXTS)
def test_text_in_pieces(vr: str, charsets: str, text: str) -> None:
    encoding = {"ISO_IR 100": "latin-1", "ISO_IR 192": "utf-8", "GB18030": "gb18030"}.get(charsets, "iso2022_jp")
    value = text.encode(encoding, "replace")
    meaning = meaning_of(vr, value, charsets)
    found = list(pieces_of(meaning))

    assert relaid(meaning) == meaning.relaid()
    assert all(len(piece.node.view) % 2 == 0 for piece in found[:-1])
    whole = meaning.vr.kind.layout(meaning.order).parse(value, charsets=meaning.charsets)["parts"]
    assert count_of_values(meaning) == (len(whole) if value.strip(b" \0") else 0)
    parts = [part for piece in found for part in parts_of(piece)]
    if meaning.vr.kind.split:
        assert [part for part in parts if part] == [part for part in whole if part]
    else:
        assert b"".join(parts) == b"".join(whole)


def parts_of(meaning: Meaning) -> list[bytes]:
    """The values of a text, or the text, without padding at the end."""
    layout = meaning.vr.kind.layout(meaning.order)
    parts: list[bytes] = layout.parse(meaning.node.view, charsets=meaning.charsets)["parts"]
    return parts


@pytest.mark.parametrize("value", [b"abcde\\", b"abcd\\", b"abc\\", b"abcdef  \\", b"ab\\cde\\"])
def test_values_are_cut_wherever_they_end(value: bytes) -> None:
    """Whether separators stand at even or odd offsets, no piece is much longer than it has to be."""
    meaning = meaning_of("UC", value * 100, "ISO_IR 100")

    assert max(piece.node.value_length for piece in pieces_of(meaning)) <= 2 * SIZE
    assert count_of_values(meaning) == value.count(b"\\") * 100 + 1


def test_what_cannot_be_cut_is_looked_at_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    meaning = meaning_of("UT", b"\xd2\xbb" * SIZE * 500, "GB18030")
    sizes: list[int] = []

    def behind_line(text: bytes) -> None:
        sizes.append(len(text))

    monkeypatch.setattr(pieces, "_behind_line", behind_line)

    assert [piece.node.value_length for piece in pieces_of(meaning)] == [1000 * SIZE]
    assert sum(sizes) < 4 * 1000 * SIZE
