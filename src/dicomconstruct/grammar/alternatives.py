"""Alternatives: the tokens that a level may have, each recognised by its header alone.

The interpreted structs try them one after the other, the compiler turns them into guarded code; where none fits,
both ask the rule of the level. Independent of DICOM.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, BinaryIO, NamedTuple

from construct import Construct

from dicomconstruct.errors import GrammarError
from dicomconstruct.grammar.fixed import fixed_size, struct_reader
from dicomconstruct.grammar.keys import Key as Key

Values = frozenset[Any]
CLOSE = ""
"""Answer of a rule or an alternative: the level ends here without a delimiter."""


class Unanswered(Exception):
    """A test cannot be answered: the input ends inside a header, or a context parameter is missing."""


def look_ahead(stream: BinaryIO, count: int, *, skip: int = 0) -> bytes:
    """Up to `count` bytes from the present position plus `skip`, without moving."""
    here = stream.tell()
    if skip:
        stream.seek(here + skip)
    data = bytes(stream.read(count))
    stream.seek(here)
    return data


class Place(NamedTuple):
    """The place in the input where alternatives are tried.

    Parameters
    ----------
    stream, at
        The input, and the offset of the header.
    end
        Where the level ends.
    frame
        The open level; None to test the header and its value alone.
    parameters
        The context parameters.
    levels, key
        The levels of the nested structure, and the fields of its key.
    """

    stream: BinaryIO
    at: int
    end: int
    frame: Any
    parameters: Mapping[str, Any]
    levels: Mapping[Hashable, Any]
    key: Key | None

    def ahead(self, offset: int, count: int) -> bytes:
        """Bytes at an offset of the input, fewer where it ends before."""
        return look_ahead(self.stream, count, skip=offset - self.stream.tell())

    def answer(self, parameter: str, fields: Any) -> Any:
        """The answer of a function among the context parameters to a header's key fields."""
        function = self.parameters.get(parameter)
        if function is None or self.key is None:
            raise Unanswered
        return function(tuple(getattr(fields, name) for name in self.key.fields))

    def stands(self, key: Hashable, at: int, end: int) -> bool:
        """Whether a conclusive alternative of a level stands at an offset, its value within `end`."""
        inside = self._replace(at=at, end=end, frame=None)
        try:
            return any(
                one.is_conclusive and one.token != CLOSE and one.known_at(inside) is not None
                for one in self.levels[key].alternatives
            )
        except Unanswered:
            return False


@dataclass(frozen=True)
class Is:
    """The value of a field, or the tuple of values of adjacent fields, is among `values`."""

    fields: tuple[str, ...]
    values: Values

    def holds(self, place: Place, fields: Any, stop: int) -> bool:  # noqa: ARG002
        found = tuple(getattr(fields, name) for name in self.fields)
        return (found if len(found) > 1 else found[0]) in self.values


@dataclass(frozen=True)
class Says:
    """A function among the context parameters, asked about the level's key fields, answers one of `values`."""

    parameter: str
    values: Values

    def holds(self, place: Place, fields: Any, stop: int) -> bool:  # noqa: ARG002
        return place.answer(self.parameter, fields) in self.values


@dataclass(frozen=True)
class At:
    """The `size` bytes at that offset from the beginning of the header are among `values`."""

    offset: int
    size: int
    values: Values

    def holds(self, place: Place, fields: Any, stop: int) -> bool:  # noqa: ARG002
        return place.ahead(place.at + self.offset, self.size) in self.values


@dataclass(frozen=True)
class Not:
    """The negation of a test."""

    test: Is | Says | At

    def holds(self, place: Place, fields: Any, stop: int) -> bool:
        return not self.test.holds(place, fields, stop)


@dataclass(frozen=True)
class Begins:
    """The content is empty, or begins with one of `starts` or with an alternative of the level `key`."""

    key: Hashable
    starts: Values = frozenset()

    def holds_inside(self, place: Place, begin: int, end: int) -> bool:
        """Whether the bytes between two offsets are such content."""
        if begin == end:
            return True
        size = len(next(iter(self.starts), b""))
        return (size and place.ahead(begin, size) in self.starts) or place.stands(self.key, begin, end)


@dataclass(frozen=True)
class Followed:
    """The value ends with the level, or one of these bytes stands after it."""

    values: Values

    def holds(self, place: Place, fields: Any, stop: int) -> bool:  # noqa: ARG002
        return stop == place.end or place.ahead(stop, len(next(iter(self.values)))) in self.values


@dataclass(frozen=True)
class Odd:
    """The field's value is an odd number."""

    field: str

    def holds(self, place: Place, fields: Any, stop: int) -> bool:  # noqa: ARG002
        return bool(getattr(fields, self.field) & 1)


@dataclass(frozen=True)
class Delimited:
    """A delimiter, no length, ends the level that the token stands in."""

    def holds(self, place: Place, fields: Any, stop: int) -> bool:  # noqa: ARG002
        return place.frame is None or not place.frame.has_length


@dataclass(frozen=True)
class Enclosed:
    """A token opened the level that the token stands in; it is not the outermost."""

    def holds(self, place: Place, fields: Any, stop: int) -> bool:  # noqa: ARG002
        return place.frame is None or place.frame.parent is not None


@dataclass(frozen=True)
class Shallow:
    """Fewer levels are open than the context parameter allows, `levels` of them counting as one."""

    parameter: str
    default: int
    levels: int

    def holds(self, place: Place, fields: Any, stop: int) -> bool:  # noqa: ARG002
        limit = place.parameters.get(self.parameter, self.default)
        return place.frame is None or bool(place.frame.depth < limit * self.levels)


Test = Is | Says | At | Not | Begins | Followed | Odd | Delimited | Enclosed | Shallow


def positive(test: Test) -> Test:
    """The test without its negation."""
    return test.test if isinstance(test, Not) else test


def fields_of(test: Test) -> tuple[str, ...]:
    """The header's fields that a test looks at."""
    inner = positive(test)
    return inner.fields if isinstance(inner, Is) else (inner.field,) if isinstance(inner, Odd) else ()


@dataclass(frozen=True)
class Alternative:
    """A token that may stand at a level, with the tests that recognise it.

    Parameters
    ----------
    token
        The name of the token in its level; `CLOSE` where the level ends before this header.
    header
        The header: a Struct of fields of fixed size; it is the token's field `name`.
    tests
        The alternative fits where all of them hold.
    known
        The fields of the token that follow from the alternative, by name; reading adds the value's end to ``body``.
    length
        The field that says how long the value is, which stays within the level; None where the token is
        its header alone, or a delimiter ends what it opens.
    typed_by
        A field whose values share the alternative; each makes a token type, so that rows need not keep the field.
    has_key
        Whether its row keeps the level's key, which `Key.make` may refuse.
    is_conclusive
        Whether finding it shows that content whose level is not known yet is of this one.
    clause
        The clause of the standard.
    """

    token: str
    header: Construct
    tests: tuple[Test, ...]
    known: Mapping[str, Any] = field(default_factory=dict)
    length: str | None = "length"
    typed_by: str | None = None
    has_key: bool = True
    is_conclusive: bool = True
    clause: str = field(default="", compare=False)

    def known_at(self, place: Place) -> Mapping[str, Any] | None:
        """The known fields of the token at a place where it fits; None where it does not.

        Raises Unanswered where a test cannot be answered.
        """
        size = fixed_size(self.header)
        data = place.ahead(place.at, size)
        fields = struct_reader(self.header)(data.ljust(size, b"\0"))
        if len(data) < size:
            if self._is_refused_by(fields, len(data)):
                return None
            raise Unanswered
        begin = place.at + size
        stop = begin if self.length is None else begin + getattr(fields, self.length, 0)
        for test in self.tests:
            if isinstance(test, Begins):
                fits = test.holds_inside(place, begin, place.end if self.length is None else stop)
            else:
                fits = test.holds(place, fields, stop)
            if not fits:
                return None
        return self._completed(place, fields, stop)

    def _is_refused_by(self, fields: Any, size: int) -> bool:
        """Whether a test of those fields fails that the first bytes of the header hold."""
        ends = accumulate(one.sizeof() for one in self.header.subcons)
        held = {one.name for one, end in zip(self.header.subcons, ends, strict=True) if end <= size}
        return any(
            isinstance(test, Is) and held.issuperset(test.fields) and not test.holds(None, fields, 0)  # type: ignore[arg-type]
            for test in self.tests
        )

    def _completed(self, place: Place, fields: Any, stop: int) -> Mapping[str, Any] | None:
        if not self.known:
            return self.known
        if stop > place.end or (self.has_key and not self._makes_key(place.key, fields)):
            return None
        if self.length is None:
            return self.known
        return {**self.known, "body": self.known["body"]._replace(end=stop)}

    @staticmethod
    def _makes_key(key: Key | None, fields: Any) -> bool:
        try:
            return key is None or key.make(*(getattr(fields, name) for name in key.fields)) is not None
        except KeyError:
            return False


@dataclass(frozen=True)
class Ending:
    """When a level that has been read to its end closes without its rule being asked.

    It closes where nothing encloses it, where it has no length, where the level around it ends at the same offset,
    and where the bytes that follow say so.

    Parameters
    ----------
    before
        It closes before these bytes.
    not_before
        It closes before all other bytes; before any bytes where this is empty.
    never_before
        It never closes before these bytes.
    """

    before: Values = frozenset()
    not_before: Values | None = None
    never_before: Values = frozenset()

    def closes(self, place: Place) -> bool:
        """Whether the level ends at a place."""
        frame, at = place.frame, place.at
        if at != frame.end or self._stands(self.never_before, place):
            return False
        if self.not_before is not None and not self.not_before:
            return True
        if frame.parent is None or not frame.has_length or frame.parent.end <= at:
            return True
        if self.not_before is None:
            return self._stands(self.before, place)
        return not self._stands(self.not_before, place)

    @staticmethod
    def _stands(values: Values, place: Place) -> bool:
        return any(place.ahead(place.at, len(one)) == one for one in values)


@dataclass(frozen=True)
class Marked:
    """An extent's length where `marker` stands at that offset from here."""

    offset: int
    marker: bytes
    length: int


@dataclass(frozen=True)
class Foreseen:
    """A decision's answer without its rule: a table's entry for an earlier field.

    Parameters
    ----------
    by
        The earlier field, or None where there is one answer.
    answers
        The answer by that field's value.
    levels
        Where given: by that field's value, the level of which a conclusive alternative has to stand here.
    """

    by: str | None
    answers: Mapping[Any, Any]
    levels: Mapping[Any, Hashable] | None = None
    nested: Any = field(default=None, compare=False, repr=False)
    """A nested structure that has these levels."""

    def __post_init__(self) -> None:
        if self.levels is not None and self.nested is None:
            raise GrammarError(
                "an answer that goes by levels says which nested structure has them", path=str(self.by)
            )

    def answer(self, stream: BinaryIO, context: Any, end: int) -> Any:
        """The answer where it is known; KeyError where the rule has to be asked."""
        by = None if self.by is None else context[self.by]
        if self.levels is not None:
            place = Place(stream, stream.tell(), end, None, context._params, self.nested.levels, self.nested.key)
            if not place.stands(self.levels[by], place.at, end):
                raise KeyError(by)
        return self.answers[by]
