"""Rows of tokens as numbers, to be pickled, with the shapes of recovery rules beside the grammar's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple
from zlib import crc32

from dicomconstruct.codec import STANDARD
from dicomconstruct.compiler.runtime import CHILDREN, Row, Shape, end_of
from dicomconstruct.dataset.stored import ITEM_TOKEN
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.layouts import Body
from dicomconstruct.tag import tag_of_number

NUMBERS_OF_A_ROW = 5
"""Shape, offset, length, key, children."""
NONE = -1
"""Stands for an end or a key that is None."""
LEAF, UNOPENED, OPENED = range(3)
"""A row without children; one whose children were not read; one with as many as the number is larger."""
Opened = Mapping[int, list[Row]]
NOT_OPENED: Opened = MappingProxyType({})


class RecoveredShape(NamedTuple):
    """The shape of a token that a recovery rule read: its header, without the value."""

    token: str
    body: Body
    size: int
    opens: Any
    container: dict[str, Any]

    @classmethod
    def of(cls, shape: Shape) -> RecoveredShape:
        """What is needed of a shape to make it again."""
        container = {name: shape.container[name] for name in ("form", "header") if name in shape.container}
        if "header" in container:
            header = container["header"]
            container["header"] = {name: held for name, held in header.items() if not name.startswith("_")}
        return cls(shape.token, shape.body, shape.size, shape.opens, container)

    def shape(self) -> Shape:
        """The shape."""
        made = Shape(self.token, None, self.size, {"body": self.body}, {}, self.opens, container=self.container)
        made.read = STANDARD.compiled.compiled.namespace["READERS"].get(self.opens)
        return made


class GrammarShapes:
    """The shapes of the standard codec's alternatives, by number.

    Attributes
    ----------
    fingerprint
        A number that another release of the grammar is not likely to have.
    """

    def __init__(self) -> None:
        self.shapes = list(STANDARD.compiled.compiled.shapes)
        self.numbers = {id(shape): number for number, shape in enumerate(self.shapes)}
        facts = [(one.token, one.body, one.size, *one.constants.items(), one.known) for one in self.shapes]
        self.fingerprint = crc32(repr(facts).encode())


grammar_shapes = lru_cache(maxsize=1)(GrammarShapes)
"""They are looked at once, when the first data set is pickled."""


class PackedShapes(NamedTuple):
    """The shapes that the rows of a pickle refer to."""

    fingerprint: int
    recovered: list[RecoveredShape]

    def shapes(self) -> list[Shape]:
        """All shapes. DicomError for those of another release of the grammar."""
        known = grammar_shapes()
        if self.fingerprint != known.fingerprint:
            raise DicomError("a pickle of another release, whose grammar differs")
        return [*known.shapes, *(one.shape() for one in self.recovered)]


class RowPacker:
    """Puts rows into numbers, which refer to `shapes`."""

    def __init__(self) -> None:
        known = grammar_shapes()
        self.shapes = PackedShapes(known.fingerprint, [])
        self._known = len(known.shapes)
        self._numbers = dict(known.numbers)
        self._met: list[Shape] = []
        """Keeps the shapes of recovery rules, whose numbers go by their ``id``."""

    def _number_of(self, shape: Shape) -> int:
        """The number of a shape that has none yet."""
        number = self._numbers[id(shape)] = self._known + len(self._met)
        self._met.append(shape)
        self.shapes.recovered.append(RecoveredShape.of(shape))
        return number

    def packed(self, rows: list[Row], opened: Opened = NOT_OPENED, closed: Set[int] = frozenset()) -> list[int]:
        """The numbers of rows and of all inside them, without recursion.

        Parameters
        ----------
        rows
            The rows.
        opened
            By the ``id`` of a row other rows to be found inside it.
        closed
            The ``id`` of rows inside which nothing is to be found: they have their ends only. Items stay items.
        """
        numbers: list[int] = []
        numbers_of = self._numbers
        pending: list[Iterator[Row]] = [iter(rows)]
        while pending:
            for row in pending[-1]:
                shape, offset, end, key = row[:CHILDREN]
                inside, children = None, LEAF
                if id(row) in closed:
                    is_element = key is not None and shape.token != ITEM_TOKEN  # an item of a wrong tag has a key
                    end, children = end_of(row), LEAF if is_element else UNOPENED
                elif id(row) in opened:
                    inside = opened[id(row)]
                    children = OPENED + len(inside)
                elif len(row) > CHILDREN:
                    inside = row[CHILDREN]
                    children = UNOPENED if inside is None else OPENED + len(inside)
                number = numbers_of.get(id(shape))
                if number is None:
                    number = self._number_of(shape)
                length = NONE if end is None else end - offset
                numbers += number, offset, length, NONE if key is None else int(key), children
                if inside:
                    pending.append(iter(inside))
                    break
            else:
                pending.pop()
        return numbers


def unpacked(numbers: list[int], shapes: list[Shape]) -> list[Row]:
    """The rows of numbers that a `RowPacker` made, without recursion."""
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
        if children == LEAF:
            rows.append(head)
        elif children == UNOPENED:
            rows.append((*head, None))
        else:
            inside: list[Row] = []
            rows.append((*head, inside))
            if children > OPENED:
                holders.append((rows, missing))
                rows, missing = inside, children - OPENED
    return top
