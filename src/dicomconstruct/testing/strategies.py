"""Hypothesis strategies made from the grammar's own rows: values, elements, data sets, files, and odd files.

They draw from the tables, so that a new VR or transfer syntax is drawn without a change here.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.grammar import VR, Encoding, authoring
from dicomconstruct.grammar.authoring import Token
from dicomconstruct.grammar.headers import tag_bytes
from dicomconstruct.grammar.integers import int32
from dicomconstruct.grammar.kinds import DEFAULT_CHARACTER_SETS, Items, Kind, KindTable, Numbers, Raw, Tags, Text
from dicomconstruct.grammar.laid import Laid
from dicomconstruct.grammar.primitives import ITEM, ITEM_DELIMITER, PIXEL_DATA, SEQUENCE_DELIMITER, ByteOrder
from dicomconstruct.testing.authoring import part10
from dicomconstruct.values import DATE, DATE_TIME, DECIMAL_STRING, INTEGER_STRING, TIME, UNIQUE_IDENTIFIER

LONGEST_VALUE = 24
"""The most bytes of a drawn value; longer ones find nothing more."""
MOST_ELEMENTS = 6
DEEPEST = 3


def values(vr: VR, order: ByteOrder = ByteOrder.LITTLE) -> SearchStrategy[bytes]:
    """Value fields that a VR can hold, padded: whole numbers, dates that are dates, printable ASCII for the rest.

    Only the empty value for a VR whose construct has no fixed size, unless its row has a strategy.

    Parameters
    ----------
    vr
        A row of a VR table.
    order
        The byte order.
    """
    own = vr.behaviour.strategy
    if own is not None:
        drawn: SearchStrategy[Any] = own()
        return drawn.map(lambda value: vr.kind.encode(value, order, DEFAULT_CHARACTER_SETS))
    return VALUES.of(vr.kind)(vr.kind)


def _of_numbers(kind: Kind) -> SearchStrategy[bytes]:
    width = kind.word_size * (2 if isinstance(kind, Tags) else 1)
    return st.lists(st.binary(min_size=width, max_size=width), max_size=3).map(b"".join)


def _of_words(kind: Kind) -> SearchStrategy[bytes]:
    words = st.binary(max_size=LONGEST_VALUE // kind.word_size)
    return words.map(lambda raw: raw * kind.word_size).map(kind.padded)


def _of_text(kind: Kind) -> SearchStrategy[bytes]:
    text = FORMS.of(kind)
    if text is None:
        letters = st.characters(min_codepoint=0x20, max_codepoint=0x7E)
        return st.text(letters, max_size=LONGEST_VALUE).map(str.encode).map(kind.padded)
    return st.lists(text, max_size=3).map("\\".join).map(str.encode).map(kind.padded)


def _of_size(kind: Kind) -> SearchStrategy[bytes]:
    size = kind.size if isinstance(kind, Laid) else None
    return st.just(b"") if size is None else st.binary(min_size=size, max_size=size).map(kind.padded)


VALUES: KindTable[Callable[[Kind], SearchStrategy[bytes]]] = KindTable(
    {Kind: _of_size, Numbers: _of_numbers, Raw: _of_words, Text: _of_text}
)
"""The value fields of a kind."""
FORMS: KindTable[SearchStrategy[str] | None] = KindTable(
    {
        Text: None,
        DATE: st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)).map("{:%Y%m%d}".format),
        TIME: st.times().map("{:%H%M%S.%f}".format),
        DATE_TIME: st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2099, 12, 31)).map(
            "{:%Y%m%d%H%M%S}".format
        ),
        DECIMAL_STRING: st.integers(-(10**9), 10**9).map(str) | st.decimals(-9, 9, places=4).map(str),
        INTEGER_STRING: st.integers(-(2**31), 2**31 - 1).map(str),
        UNIQUE_IDENTIFIER: st.lists(st.integers(0, 10**6).map(".{}".format), max_size=4).map(
            lambda arcs: "1.2.840" + "".join(arcs)
        ),
    }
)
"""One value of a text form such as a date, by its converter; None for plain text."""


def private_tags() -> SearchStrategy[tuple[int, int]]:
    """Tags of private elements, which no dictionary has (PS3.5 7.8)."""
    groups = st.integers(0x0009, 0x7FDF).map(lambda number: number | 1)
    return st.tuples(groups, st.integers(0x1000, 0xFFFF))


def elements(
    vr: VR | None = None, *, encoding: Encoding | None = None, codec: Codec = STANDARD
) -> SearchStrategy[Token]:
    """Elements with a value of their own, as tokens for ``encoding.data_set.build``.

    Parameters
    ----------
    vr
        Their VR; None for any other than that of sequences.
    encoding
        Their encoding; None for explicit VR little endian.
    codec
        The codec with the rows to draw from.
    """
    layout = (encoding or codec.encoding_for("1.2.840.10008.1.2.1")).layout
    plain = [row for row in codec.vrs.values() if not isinstance(row.kind, Items)]
    rows = st.sampled_from(plain) if vr is None else st.just(vr)
    return rows.flatmap(
        lambda row: st.builds(
            authoring.element, st.just(layout), private_tags(), st.just(row), values(row, layout.order)
        )
    )


@st.composite
def data_sets(
    draw: Callable[[SearchStrategy[Any]], Any], encoding: Encoding | None = None, *, codec: Codec = STANDARD
) -> list[Token]:
    """Data sets in ascending order of tags, with sequences of both lengths and, where the encoding has
    them, fragments."""
    encoding = encoding or codec.encoding_for("1.2.840.10008.1.2.1")
    return _data_set(draw, encoding, codec, DEEPEST)


def _data_set(
    draw: Callable[[SearchStrategy[Any]], Any], encoding: Encoding, codec: Codec, depth: int
) -> list[Token]:
    tokens = draw(st.lists(elements(encoding=encoding, codec=codec), max_size=MOST_ELEMENTS))
    for _ in range(draw(st.integers(0, 2)) if depth else 0):
        undefined = draw(st.booleans())
        inside = [_data_set(draw, encoding, codec, depth - 1) for _ in range(draw(st.integers(0, 2)))]
        items = [authoring.item(encoding.layout, one, undefined=draw(st.booleans())) for one in inside]
        row = codec.vrs[draw(st.sampled_from(sorted(codec.vrs.holding_items)))]
        tokens.append(authoring.sequence(encoding.layout, draw(private_tags()), row, items, undefined=undefined))
    ordered = {(token["header"]["group"], token["header"]["element"]): token for token in tokens}
    tokens = [ordered[tag] for tag in sorted(ordered)]
    if encoding.encapsulated and depth == DEEPEST and draw(st.booleans()):
        pieces = draw(st.lists(st.binary(max_size=8).map(lambda raw: raw + raw), min_size=1, max_size=3))
        tokens.append(authoring.fragments(encoding.layout, PIXEL_DATA, codec.vrs["OB"], [b"", *pieces]))
    return tokens


@st.composite
def files(
    draw: Callable[[SearchStrategy[Any]], Any], encoding: Encoding | None = None, *, codec: Codec = STANDARD
) -> bytes:
    """Whole files: preamble, file meta group, data set; in any encoding by default."""
    encoding = encoding or draw(st.sampled_from(list(codec.encodings.values())))
    tokens = draw(data_sets(encoding, codec=codec))
    return part10(encoding, tokens)


def mutated(originals: Sequence[bytes]) -> SearchStrategy[bytes]:
    """One of the files with some of its bytes changed: flipped, spliced lengths, delimiters, cut, repeated."""
    return st.sampled_from(originals).flatmap(_mutations)


def odd_files(codec: Codec = STANDARD) -> SearchStrategy[bytes]:
    """Drawn files, mutated in their structure."""
    return files(codec=codec).flatmap(_mutations)


def _splices() -> list[bytes]:
    """Bytes to put in wrong places, as real files have them: tags with a role, lengths, VR letters, zeros."""
    roles = (ITEM, ITEM_DELIMITER, SEQUENCE_DELIMITER)
    marks = [tag_bytes(tag, order) for tag in roles for order in ByteOrder]
    lengths = [int32(order).build(number) for order in ByteOrder for number in (0, 1, 8, 0xFFFF, (1 << 32) - 1)]
    letters = [row.wire for row in STANDARD.vrs.values()]
    return [*marks, *(mark + lengths[0] for mark in marks), *lengths, *letters, bytes(8)]


_SPLICES = tuple(_splices())


@st.composite
def _mutations(draw: Callable[[SearchStrategy[Any]], Any], original: bytes) -> bytes:
    data = bytearray(original)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        kind = draw(st.sampled_from(["flip", "overwrite", "insert", "delete", "cut", "repeat"]))
        piece = draw(st.sampled_from(_SPLICES))
        if kind == "flip" and data:
            data[at] ^= 1 << draw(st.integers(0, 7))
        elif kind == "overwrite":
            data[at : at + len(piece)] = piece
        elif kind == "insert":
            data[at:at] = piece
        elif kind == "delete":
            del data[at : at + draw(st.integers(1, 16))]
        elif kind == "cut":
            del data[at:]
        elif kind == "repeat":
            data[at:at] = data[at : at + draw(st.integers(1, 64))]
    return bytes(data)
