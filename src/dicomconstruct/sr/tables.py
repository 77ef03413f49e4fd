"""The known concepts: codes of PS3.16, UIDs of PS3.6, and additions of a program in its context (PEP 567)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import AbstractContextManager
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import NamedTuple

from dicomconstruct.contexts import changed, unchanged
from dicomconstruct.dictionary.tables import table
from dicomconstruct.dictionary.uids import uid_entries
from dicomconstruct.sr.coding import Code

_GROUP = re.compile(r"CID([0-9]+)", re.IGNORECASE)
UIDS = "DCMUID"
"""The designator of the UIDs of PS3.6 as a coding scheme (PS3.16 8)."""


class Concept(NamedTuple):
    """A code under the keyword by which a program finds it, and the numbers of the context groups that hold it."""

    keyword: str
    code: Code
    context_groups: tuple[int, ...] = ()


_added: ContextVar[tuple[Concept, ...]] = ContextVar("dicomconstruct.sr.concepts", default=())


Codes = dict[str, dict[Code, None]]
"""The different codes under each keyword."""


@cache
def _standard() -> tuple[Concept, ...]:
    uids = (
        Concept(row.keyword, Code(row.uid, UIDS, row.name)) for row in uid_entries() if row.keyword and row.name
    )
    rows = (
        Concept(keyword, Code(value, scheme, meaning), tuple(int(number) for number in groups.split()))
        for scheme, value, meaning, keyword, groups in table("codes")
    )
    return (*uids, *rows)


@lru_cache(maxsize=8)
def _collected(concepts: tuple[Concept, ...]) -> dict[str, Codes]:
    """The codes of each scheme and of each context group, by its name."""
    found: dict[str, Codes] = {}
    for keyword, code, groups in concepts:
        for name in (code.scheme_designator, *(context_group_name(number) for number in groups)):
            found.setdefault(name, {}).setdefault(keyword, {})[code] = None
    return found


@cache
def _collected_standard() -> dict[str, Codes]:
    return _collected.__wrapped__(_standard())


def context_group_name(number: int) -> str:
    """The name of a context group."""
    return f"CID{number}"


def context_group_of(name: str) -> int | None:
    """The number of the context group that a name, in any case of letters, stands for; None for another name."""
    group = _GROUP.fullmatch(name)
    return int(group[1]) if group else None


def codes_of(name: str) -> Codes:
    """The codes of a scheme or a context group by keyword; empty for an unknown one."""
    known, added = _collected_standard().get(name, {}), _collected(_added.get()).get(name, {})
    if not added:
        return known
    return known | {keyword: known.get(keyword, {}) | codes for keyword, codes in added.items()}


def concepts() -> Iterable[Concept]:
    """Every concept that is known here."""
    return (*_standard(), *_added.get())


def add_concepts(new: Iterable[Concept]) -> None:
    """Add concepts to those known in this context.

    Parameters
    ----------
    new
        The concepts; one with the keyword and the code of a known one adds its context groups.

    Raises
    ------
    ValueError
        For a keyword that is not an identifier, since attributes cannot have such names.
    """
    new = tuple(new)
    wrong = [concept.keyword for concept in new if not concept.keyword.isidentifier()]
    if wrong:
        raise ValueError(f"A keyword is an identifier of Python, unlike {wrong[0]!r}")
    _added.set((*_added.get(), *new))


def concepts_for_a_while() -> AbstractContextManager[None]:
    """Context manager: undo at its end the additions made inside."""
    return changed(_added, unchanged)


def schemes() -> list[str]:
    """The designators of the schemes that have concepts here, in the order in which they came."""
    return [name for name in _names() if context_group_of(name) is None]


def context_groups() -> list[int]:
    """The numbers of the context groups that have concepts here."""
    return sorted(number for number in map(context_group_of, _names()) if number is not None)


def _names() -> Iterable[str]:
    return _collected_standard() | _collected(_added.get())
