"""The concepts that are known: the UIDs of PS3.6 as codes, and those that a program adds, in its context (PEP 567).

The standard's tables of context groups (PS3.16) are not among the facts this package is made from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import NamedTuple

from dicomconstruct.dictionary.uids import uid_entries
from dicomconstruct.sr.coding import Code

UIDS = "DCMUID"
"""The designator of the UIDs of PS3.6 as a coding scheme (PS3.16 8)."""


class Concept(NamedTuple):
    """A code under the keyword by which a program finds it, and the numbers of the context groups that hold it."""

    keyword: str
    code: Code
    context_groups: tuple[int, ...] = ()


_added: ContextVar[tuple[Concept, ...]] = ContextVar("dicomconstruct.sr.concepts", default=())


@cache
def _uids() -> tuple[Concept, ...]:
    return tuple(
        Concept(row.keyword, Code(row.uid, UIDS, row.name)) for row in uid_entries() if row.keyword and row.name
    )


def concepts() -> Iterable[Concept]:
    """Every concept that is known here."""
    return (*_uids(), *_added.get())


def add_concepts(new: Iterable[Concept]) -> None:
    """Make concepts known in this context, beside those that are.

    Parameters
    ----------
    new
        The concepts; one with the keyword and the code of a known one adds its context groups.

    Raises
    ------
    ValueError
        For a keyword that is no identifier, since nobody could ask for it by name.
    """
    new = tuple(new)
    wrong = [concept.keyword for concept in new if not concept.keyword.isidentifier()]
    if wrong:
        raise ValueError(f"A keyword is an identifier of Python, unlike {wrong[0]!r}")
    _added.set((*_added.get(), *new))


@contextmanager
def concepts_for_a_while() -> Iterator[None]:
    """Take back at the end what is added meanwhile."""
    token = _added.set(_added.get())
    try:
        yield
    finally:
        _added.reset(token)


def schemes() -> list[str]:
    """The designators of the schemes that have concepts here, in the order in which they came."""
    return list(dict.fromkeys([UIDS, *(concept.code.scheme_designator for concept in _added.get())]))


def context_groups() -> list[int]:
    """The numbers of the context groups that have concepts here."""
    return sorted({number for concept in concepts() for number in concept.context_groups})
