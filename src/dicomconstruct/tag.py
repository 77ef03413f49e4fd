"""Data element tags (PS3.5 7.1.1): `BaseTag`, an int with a group and an element number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from operator import index
from typing import Any, TypeAlias

from dicomconstruct.errors import DicomError, OutOfRange, UnwritableValue, WrongType
from dicomconstruct.lazy import above, point_to_face

_TYPES = "both arguments must be the same type and str or int"


def _comparing(compare: Callable[[int, Any], bool]) -> Callable[[int, Any], bool]:
    """A comparison operator that takes numbers, pairs of group and element, and keywords."""
    return lambda tag, other: compare(tag, other if isinstance(other, int) else _comparable(other))


class BaseTag(int):
    """A data element tag as the 32-bit number ``group << 16 | element``.

    It compares with numbers, pairs of group and element, and keywords.
    """

    __slots__ = ()
    __hash__ = int.__hash__

    def __eq__(self, other: object) -> bool:
        if isinstance(other, int) or not isinstance(other, (tuple, list, str)):
            return int.__eq__(self, other)
        return int.__eq__(self, _number_of(other))

    def __ne__(self, other: object) -> bool:
        if isinstance(other, int) or not isinstance(other, (tuple, list, str)):
            return int.__ne__(self, other)
        return int.__ne__(self, _number_of(other))

    __lt__, __le__, __gt__, __ge__ = map(_comparing, (int.__lt__, int.__le__, int.__gt__, int.__ge__))

    @property
    def group(self) -> int:
        return self >> 16

    @property
    def element(self) -> int:
        return self & 0xFFFF

    elem = element

    @property
    def json_key(self) -> str:
        """Eight hexadecimal digits, as in the DICOM JSON model (PS3.18 F.2.2)."""
        return f"{self.group:04X}{self.element:04X}"

    @property
    def is_private(self) -> bool:
        """True for an odd group (PS3.5 7.8)."""
        return self.group % 2 == 1

    @property
    def is_private_creator(self) -> bool:
        """True for (gggg,0010-00FF) of an odd group (PS3.5 7.8.1)."""
        return self.is_private and 0x10 <= self.element <= 0xFF

    @property
    def private_creator(self) -> BaseTag:
        """The tag of the element that reserves the block of this one (PS3.5 7.8.1)."""
        return BaseTag(self.group << 16 | self.element >> 8)

    @property
    def is_group_length(self) -> bool:
        """True for (gggg,0000) (PS3.5 7.2)."""
        return self.element == 0

    def __str__(self) -> str:
        return f"({self.group:04X},{self.element:04X})"

    __repr__ = __str__


TagType: TypeAlias = int | str | tuple[int, int] | BaseTag
TagListType: TypeAlias = list[int] | list[str] | list[tuple[int, int]] | list[BaseTag]


def _number_of(other: tuple[Any, ...] | list[Any] | str) -> int:
    """The number of a pair or a keyword; -1 for anything but a tag."""
    try:
        return Tag(other)
    except ValueError:
        return -1


def _comparable(other: Any) -> Any:
    """The number of a pair or a keyword; a float unchanged. TypeError for anything else."""
    if isinstance(other, float):
        return other
    try:
        return Tag(other)
    except ValueError as error:
        raise WrongType("Cannot compare Tag with non-Tag item") from error


def Tag(arg: int | str | tuple[Any, Any] | list[Any], arg2: int | str | None = None) -> BaseTag:  # noqa: N802
    """Make a tag of a number, of a group and an element, of hexadecimal digits or of a keyword.

    Parameters
    ----------
    arg
        The tag as a number; a pair of numbers or of texts of hexadecimal digits; a text: ``"00100010"``,
        ``"0x00100010"``, ``"(0010,0010)"`` or a keyword. With `arg2`, the group.
    arg2
        The element number, as a number or as hexadecimal digits, like the group.

    Raises
    ------
    ValueError
        When the argument is not a tag; also an OverflowError for more than 32 bits, or 16 of a group or an element,
        and a TypeError for an argument of another type, or a group of another type than the element.
    """
    if arg2 is None:
        if isinstance(arg, int):
            return _of_number(arg, arg)
        if isinstance(arg, str):
            return _of_text(arg)
    given = arg if arg2 is None else (arg, arg2)
    if not isinstance(given, (tuple, list)):
        raise WrongType(
            f"Unable to create an element tag from {given!r}: it must be an int, a str or a pair of them"
        )
    if len(given) != 2:
        raise ValueError(f"Unable to create an element tag from '{given}': it must be an int or a 2-tuple")
    return _of_pair(given)


@lru_cache(maxsize=1 << 14)
def tag_of_number(number: int) -> BaseTag:
    """The tag of a 32-bit number; cached, so that dict lookups mostly compare identity only."""
    return BaseTag(number)


def _of_number(number: int, given: object) -> BaseTag:
    if number < 0:
        raise UnwritableValue(f"Unable to create an element tag from '{given}': tags must be positive")
    if number >= 1 << 32:
        raise OutOfRange(
            f"Unable to create an element tag from '{given}': "
            "the combined group and element values are limited to a maximum of 4-bytes"
        )
    return tag_of_number(number)


def _of_pair(given: tuple[Any, ...] | list[Any]) -> BaseTag:
    group, element = given
    if isinstance(group, str) and isinstance(element, str):
        group, element = int(group, 16), int(element, 16)
    elif not isinstance(group, int) or not isinstance(element, int):
        raise WrongType(f"Unable to create an element tag from '{given}': {_TYPES}")
    if group < 0 or element < 0:
        raise UnwritableValue(f"Unable to create an element tag from '{given}': tags must be positive")
    if group > 0xFFFF or element > 0xFFFF:
        raise OutOfRange(
            f"Unable to create an element tag from '{given}': "
            "the group and element values are limited to a maximum of 2-bytes each"
        )
    return tag_of_number(group << 16 | element)


def _of_text(given: str) -> BaseTag:
    text = given.strip()
    if text[:1] == "(" and text[-1:] == ")":
        text = text[1:-1]
    group, comma, element = text.partition(",")
    try:
        if comma:
            return _of_pair((int(group, 16), int(element, 16)))
        return _of_number(int(text, 16), given)
    except ValueError as error:
        if isinstance(error, DicomError):
            raise
    tag = _tag_of_keyword(given)
    if tag is None:
        raise ValueError(
            f"Unable to create an element tag from '{given}': unknown DICOM element keyword or an invalid int"
        )
    return tag


def _tag_of_keyword(word: str) -> BaseTag | None:
    """The tag of a keyword, or None. The dictionary is in a layer above this one."""
    dictionary = above("dictionary")
    tag: BaseTag | None = dictionary.tag_of(word)
    return None if tag is None or "x" in dictionary.entry_of(tag).tag else tag


def in_order(tags: Iterable[BaseTag]) -> list[BaseTag]:
    """Sort tags by their numbers, which is faster than by their own comparison operators."""
    return sorted(tags, key=index)


def TupleTag(group_elem: tuple[int, int]) -> BaseTag:  # noqa: N802
    """Make a tag of a valid pair of numbers, unchecked."""
    return BaseTag(group_elem[0] << 16 | group_elem[1])


@contextmanager
def tag_in_exception(tag: BaseTag) -> Iterator[None]:
    """Add the tag to errors raised inside: ``With tag (gggg,eeee) got exception: ...``."""
    try:
        yield
    except Exception as error:
        problem = f"With tag {tag} got exception: {error}"
        try:
            named = type(error)(problem)
        except TypeError:  # an exception class that does not take one text
            error.add_note(problem)
            raise error from None
        raise named from error


point_to_face(globals())
