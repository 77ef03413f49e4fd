"""What the dictionary says of a tag, and which tag a program means: the lookups that data sets live on."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import Any, NamedTuple, TypeVar

from dicomconstruct import dictionary
from dicomconstruct.tag import BaseTag, Tag

KEPT = 8192
"""Answers that are remembered: more than the dictionary has tags."""
UNNAMED = "Unknown"
"""Stands for the name of a private element that its creator's dictionary has without one."""
PRIVATE_NAME = "Private tag data"
"""The name of a private element that nobody knows."""
PRIVATE_CREATORS_END = 0xFF
"""The last element number of a private group that does not lie in a block (PS3.5 7.8.1)."""


Q = TypeVar("Q", bound=Hashable)
T = TypeVar("T")


def remembered(function: Callable[[Q], T]) -> Callable[[Q], T]:
    """Remember answers about the standard's dictionary; where a context added rows, ask anew."""
    kept = lru_cache(maxsize=KEPT)(function)
    added, nothing = dictionary.additions, dictionary.NO_ADDITIONS

    @wraps(function)
    def answer(asked: Q) -> T:
        return kept(asked) if added() is nothing else function(asked)

    return answer


class Description(NamedTuple):
    """What the dictionary says of a tag, as users see it."""

    name: str
    keyword: str
    vr: str
    vm: str
    is_retired: bool


@remembered
def description_of(tag: BaseTag) -> Description:
    """Name, keyword, VR, VM of a tag; the keyword of a repeating group is ""."""
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
    """The name of a private element under its creator, in brackets; "" for one that nobody knows."""
    return _private_name((tag, creator))


@remembered
def tag_of_keyword(keyword: str) -> BaseTag | None:
    """The tag of a keyword; None for a word that is none, and for the keyword of a repeating group."""
    tag = dictionary.tag_of(keyword)
    return None if tag is None or not description_of(tag).keyword else tag


@remembered
def element_of_keyword(keyword: str) -> tuple[BaseTag, str] | None:
    """The tag and the VR of a keyword; None as for `tag_of_keyword`."""
    tag = tag_of_keyword(keyword)
    return None if tag is None else (tag, description_of(tag).vr)


@remembered
def is_repeating_keyword(keyword: str) -> bool:
    """Whether a keyword is that of a repeating group, which has many tags (PS3.5 7.6)."""
    return dictionary.tag_of(keyword) is not None and tag_of_keyword(keyword) is None


def tag_of_key(key: Any) -> BaseTag:
    """The tag that a program means: a tag, a number, a pair of numbers, eight hexadecimal digits, a keyword.

    Raises ValueError for anything else.
    """
    if type(key) is BaseTag:
        return key
    if isinstance(key, str):
        tag = tag_of_keyword(key)
        if tag is not None:
            return tag
        return Tag(key)
    return Tag(key)
