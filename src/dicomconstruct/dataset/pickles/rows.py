"""Packing of rows of tokens as integers, and of the shapes that recovery rules made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from functools import lru_cache
from typing import Any
from zlib import crc32

from dicomconstruct.codec import Codec
from dicomconstruct.compiler.runtime import CHILDREN, Row, Shape, end_of
from dicomconstruct.dataset.as_read import ITEM_TOKEN
from dicomconstruct.errors import DicomError
from dicomconstruct.tag import tag_of_number

NUMBERS_OF_A_ROW = 5
"""Shape, offset, length, key, children."""
NONE = -1
"""Replaces an end or key of None."""
LEAF, UNOPENED, OPENED = range(3)
"""A row without children; a row with unread children; ``OPENED + n`` for a row with n children."""
Shapes = tuple[Codec, int, list[tuple[Any, ...]]]
"""A codec, the fingerprint of its grammar, and the packed shapes of recovery rules."""


def recovered(shape: Shape) -> tuple[Any, ...]:
    """The packed shape of a token that a recovery rule read: its header, without the value."""
    container = {name: shape.container[name] for name in ("form", "header") if name in shape.container}
    if "header" in container:
        header = container["header"]
        container["header"] = {name: held for name, held in header.items() if not name.startswith("_")}
    return shape.token, shape.body, shape.size, shape.opens, container


def shape_of(codec: Codec, token: str, body: Any, size: int, opens: Any, container: dict[str, Any]) -> Shape:
    """The shape of a token that a recovery rule read, from the arguments that `recovered` packs."""
    made = Shape(token, None, size, {"body": body}, {}, opens, container=container)
    made.read = codec.compiled.compiled.namespace["READERS"].get(opens)
    return made


class GrammarShapes:
    """The shapes of the grammar of a codec, by number.

    Parameters
    ----------
    codec
        The codec.

    Attributes
    ----------
    fingerprint
        A checksum of the shapes.
    """

    def __init__(self, codec: Codec) -> None:
        self.shapes = list(codec.compiled.compiled.shapes)
        self.numbers = {id(shape): number for number, shape in enumerate(self.shapes)}
        facts = [(one.token, one.body, one.size, *one.constants.items(), one.known) for one in self.shapes]
        self.fingerprint = crc32(repr(facts).encode())


grammar_shapes = lru_cache(maxsize=8)(GrammarShapes)
"""Cached from the first pickled data set of a codec on."""


def shapes_of(packed: Shapes) -> list[Shape]:
    """All shapes that the rows of a pickle refer to. DicomError for the shapes of another grammar."""
    codec, fingerprint, others = packed
    known = grammar_shapes(codec)
    if fingerprint != known.fingerprint:
        raise DicomError("a pickle of another release, whose grammar differs")
    return [*known.shapes, *(shape_of(codec, *one) for one in others)]


class RowPacker:
    """Packs the rows of a codec as integers, which refer to `shapes`; `number` is the number of these."""

    def __init__(self, codec: Codec, number: int) -> None:
        known = grammar_shapes(codec)
        self.shapes: Shapes = codec, known.fingerprint, []
        self.number = number
        self._numbers = dict(known.numbers)
        self._met: list[Shape] = []
        """References to the shapes of recovery rules, so that their ``id`` stays unique."""

    def _number_of(self, shape: Shape) -> int:
        if id(shape) not in self._numbers:
            self._numbers[id(shape)] = len(self._numbers)
            self._met.append(shape)
            self.shapes[2].append(recovered(shape))
        return self._numbers[id(shape)]

    def packed(self, rows: list[Row], opened: Mapping[int, list[Row]], closed: Set[int]) -> list[int]:
        """Pack rows and their children, without recursion.

        Parameters
        ----------
        rows
            The rows.
        opened
            By the ``id`` of a row, children that replace its own.
        closed
            The ``id`` of rows that are packed without children. Items stay items.
        """
        numbers: list[int] = []
        pending: list[Iterator[Row]] = [iter(rows)]
        while pending:
            for row in pending[-1]:
                shape, offset, end, key = row[:CHILDREN]
                inside = opened.get(id(row), row[CHILDREN] if len(row) > CHILDREN else None)
                children = LEAF if len(row) == CHILDREN else UNOPENED
                if id(row) in closed:
                    is_element = key is not None and shape.token != ITEM_TOKEN  # an item of a wrong tag has a key
                    end, inside, children = end_of(row), None, LEAF if is_element else UNOPENED
                elif inside is not None:
                    children = OPENED + len(inside)
                length = NONE if end is None else end - offset
                numbers += self._number_of(shape), offset, length, NONE if key is None else int(key), children
                if inside:
                    pending.append(iter(inside))
                    break
            else:
                pending.pop()
        return numbers


def unpacked(numbers: list[int], shapes: list[Shape]) -> list[Row]:
    """The rows of integers from `RowPacker.packed`, without recursion."""
    top: list[Row] = []
    holders: list[tuple[list[Row], int]] = []
    rows, missing = top, len(numbers)
    for place in range(0, len(numbers), NUMBERS_OF_A_ROW):
        number, offset, length, key, children = numbers[place : place + NUMBERS_OF_A_ROW]
        end = None if length == NONE else offset + length
        head = (shapes[number], offset, end, None if key == NONE else tag_of_number(key))
        while not missing:
            rows, missing = holders.pop()
        missing -= 1
        inside: list[Row] | None = None if children == UNOPENED else []
        rows.append(head if children == LEAF else (*head, inside))
        if inside is not None and children > OPENED:
            holders.append((rows, missing))
            rows, missing = inside, children - OPENED
    return top
