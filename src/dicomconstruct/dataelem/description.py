"""Dictionary lookups of data sets: name, keyword and VR of a tag, and the tag of a key."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import Any, NamedTuple, TypeVar

from dicomconstruct import dictionary
from dicomconstruct.tag import BaseTag, Tag

KEPT = 8192
"""The size of caches: more than the dictionary has tags."""
UNNAMED = "Unknown"
"""The name of a private element whose dictionary entry has no name."""
PRIVATE_NAME = "Private tag data"
"""The name of an unknown private element."""
PRIVATE_CREATORS_END = 0xFF
"""The last element number of a private group outside the blocks (PS3.5 7.8.1)."""


Q = TypeVar("Q", bound=Hashable)
T = TypeVar("T")


def remembered(function: Callable[[Q], T]) -> Callable[[Q], T]:
    """Cache lookups in the standard's dictionary; contexts that added entries are not cached."""
    kept = lru_cache(maxsize=KEPT)(function)
    added, nothing = dictionary.additions, dictionary.NO_ADDITIONS

    @wraps(function)
    def answer(asked: Q) -> T:
        return kept(asked) if added() is nothing else function(asked)

    return answer


class Description(NamedTuple):
    """The dictionary entry of a tag as the attributes of `DataElement` show it."""

    name: str
    keyword: str
    vr: str
    vm: str
    is_retired: bool


@remembered
def description_of(tag: BaseTag) -> Description:
    """The description of a tag; the keyword of a repeating group is ""."""
    entry = dictionary.entry_of(tag)
    if tag.is_private:
        name = "Private Creator" if tag.element <= PRIVATE_CREATORS_END else PRIVATE_NAME
        return Description(name, entry.keyword if entry else "", entry.vr if entry else "", "", False)
    if entry is None:
        return Description("", "", "", "", False)
    keyword = "" if "x" in entry.tag else entry.keyword
    return Description(entry.name, keyword, entry.vr, entry.vm, entry.retired)


@remembered
def _private_name(asked: tuple[BaseTag, str]) -> str:
    entry = dictionary.private_entry_of(*asked)
    return f"[{entry.name or UNNAMED}]" if entry is not None else ""


def private_name_of(tag: BaseTag, creator: str) -> str:
    """The name of a private element under its creator, in brackets; "" for an unknown one."""
    return _private_name((tag, creator))


@remembered
def tag_of_keyword(keyword: str) -> BaseTag | None:
    """The tag of a keyword; None for an unknown keyword and for that of a repeating group."""
    tag = dictionary.tag_of(keyword)
    return None if tag is None or not description_of(tag).keyword else tag


@remembered
def element_of_keyword(keyword: str) -> tuple[BaseTag, str] | None:
    """The tag and the VR of a keyword; None as for `tag_of_keyword`."""
    tag = tag_of_keyword(keyword)
    return None if tag is None else (tag, description_of(tag).vr)


@remembered
def is_repeating_keyword(keyword: str) -> bool:
    """Whether a keyword belongs to a repeating group, which has many tags (PS3.5 7.6)."""
    return dictionary.tag_of(keyword) is not None and tag_of_keyword(keyword) is None


def tag_of_key(key: Any) -> BaseTag:
    """The tag of a tag, a number, a pair of numbers, eight hexadecimal digits or a keyword.

    Raises ValueError for any other key.
    """
    if type(key) is BaseTag:
        return key
    tag = tag_of_keyword(key) if isinstance(key, str) else None
    return Tag(key) if tag is None else tag
