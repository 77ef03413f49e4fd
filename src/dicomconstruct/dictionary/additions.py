"""Rows that a program adds to the dictionary: they hold in the context that added them (PEP 567).

A codec of one's own (`Codec.with_vr_of`) is the other way to know more tags than the standard does.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, NamedTuple

from dicomconstruct.contexts import changed, unchanged
from dicomconstruct.dictionary.entry import Entry

FIRST_OF_BLOCKS = 0x1000
"""The lowest element number of a block; below are the creators that reserve blocks (PS3.5 7.8.1)."""


class Additions(NamedTuple):
    """Rows by tag, tags by keyword, and rows of private elements by creator and tag, whatever the block."""

    elements: Mapping[int, Entry] = MappingProxyType({})
    keywords: Mapping[str, int] = MappingProxyType({})
    private: Mapping[str, Mapping[int, Entry]] = MappingProxyType({})


NO_ADDITIONS = Additions()
_current: ContextVar[Additions] = ContextVar("added to the dictionary", default=NO_ADDITIONS)
additions = _current.get
"""The rows added here; `NO_ADDITIONS` by default."""


def additions_for_a_while() -> AbstractContextManager[None]:
    """Context manager: undo at its end the additions made inside."""
    return changed(_current, unchanged)


def _set(**rows: Mapping[Any, Any]) -> None:
    _current.set(additions()._replace(**rows))


def in_any_block(tag: int) -> int:
    """A private tag as in the first block, whatever block its creator was given (PS3.5 7.8.1)."""
    return tag & 0xFFFF00FF if tag & 0xFFFF >= FIRST_OF_BLOCKS else tag


def add_elements(entries: Mapping[int, Entry], *, private: bool = False) -> None:
    """Add rows to the dictionary, or replace those that have their tags.

    Parameters
    ----------
    entries
        The rows by tag.
    private
        Whether to take rows of private tags too; those are found by their tag and keyword whatever the creator.

    Raises
    ------
    ValueError
        For a private tag, which belongs to a creator, unless `private`.
    """
    if not private and any(tag >> 16 & 1 for tag in entries):
        raise ValueError(
            'Private tags cannot be added using "add_dict_entries" - use "add_private_dict_entries" instead'
        )
    _set(elements={**additions().elements, **entries})
    add_keywords({entry.keyword: tag for tag, entry in entries.items() if entry.keyword})


def add_keywords(tags: Mapping[str, int]) -> None:
    """Add keywords for tags that have a row."""
    _set(keywords={**additions().keywords, **tags})


def take_out_element(tag: int) -> None:
    """Take a row out that was added here, with its keywords."""
    held = additions()
    _set(
        elements={known: entry for known, entry in held.elements.items() if known != tag},
        keywords={keyword: known for keyword, known in held.keywords.items() if known != tag},
    )


def take_out_keyword(keyword: str) -> None:
    """Take a keyword out that was added here."""
    _set(keywords={known: tag for known, tag in additions().keywords.items() if known != keyword})


def add_private_elements(creator: str, entries: Mapping[int, Entry]) -> None:
    """Add rows of a private creator; the block that their tags name does not matter (PS3.5 7.8.1).

    Raises ValueError for a tag that is not private.
    """
    if not all(tag >> 16 & 1 for tag in entries):
        raise ValueError(
            "Non-private tags cannot be added using 'add_private_dict_entries()' - use 'add_dict_entries()' instead"
        )
    own = {in_any_block(tag): entry for tag, entry in entries.items()}
    set_private_elements({creator: {**additions().private.get(creator, {}), **own}})


def set_private_elements(creators: Mapping[str, Mapping[int, Entry]]) -> None:
    """Replace all rows that are added here of these private creators."""
    _set(private={**additions().private, **creators})


def take_out_creator(creator: str) -> None:
    """Take out the rows of a private creator that were added here."""
    _set(private={known: rows for known, rows in additions().private.items() if known != creator})
