"""Names of pydicom before its release 1.0, and of 2.x where 3.0 dropped them; each warns with today's word.

Before the standard gave its elements keywords, pydicom made attributes of their names: the apostrophes and blanks
went, so that "Patient's Name" was ``PatientsName``, and a sequence was the plural of what it holds: "Beam Sequence"
was ``Beams``. `old_keywords` applies the rule to the names in the dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from operator import attrgetter, contains
from typing import Any

from dicomconstruct import dictionary
from dicomconstruct.compat import pydicom as peer
from dicomconstruct.compat.pydicom import dicomio, filereader, filewriter
from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataset import Dataset
from dicomconstruct.dataset.element_access import ElementAccess
from dicomconstruct.filereader import dcmread
from dicomconstruct.filewriter import dcmwrite
from dicomconstruct.validity import warn

SEQUENCE, ITEMS = "SQ", "Sequence"
NO_LETTER = re.compile("[^A-Za-z0-9_]")
METHODS = {
    "Add": "add",
    "AddNew": "add_new",
    "GroupDataset": "group_dataset",
    "RemovePrivateTags": "remove_private_tags",
    "SaveAs": "save_as",
}
"""Methods of data sets, with today's names."""
PROPERTIES = {"PixelArray": "pixel_array"}


def warn_of(old: str, today: str) -> None:
    """Warn of an old name."""
    warn(f"{old!r} is a name of older days, use {today!r}", DeprecationWarning)


def plurals_of(word: str) -> list[str]:
    """The plurals that English, or pydicom, made of a word."""
    if word.endswith("s"):
        return [word]
    if word.endswith("x"):
        return [f"{word}es"]
    return [f"{word[:-1]}ies", f"{word}s"] if word.endswith("y") else [f"{word}s"]


@cache
def old_keywords() -> dict[str, str]:
    """Today's keywords by the old ones, without those that are a keyword today or would stand for two elements.

    An element of the standard's current edition comes before a retired one.
    """
    rows = [entry for entry in dictionary.standard_entries().values() if entry.keyword]
    today = {entry.keyword for entry in (*rows, *dictionary.masked_entries())}
    found: dict[str, str] = {}
    for retired in (False, True):
        made: dict[str, set[str]] = {}
        for entry in (one for one in rows if one.retired is retired):
            name = NO_LETTER.sub("", entry.name)
            words = [name]
            if entry.vr == SEQUENCE and name.endswith(ITEMS):
                words += plurals_of(name.removesuffix(ITEMS))
            for word in words:
                made.setdefault(word, set()).add(entry.keyword)
        for word, keywords in made.items():
            if len(keywords) == 1 and word not in today and word.isidentifier():
                found.setdefault(word, *keywords)
    return found


def open_dicom(filename: Any, force: bool = False) -> Iterator[DataElement]:
    """The elements of a file one by one, those of the file meta information first; parameters as for `dcmread`."""
    read = dcmread(filename, force=force)
    yield from read.file_meta
    yield from read


def _renamed(old: str, today: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        warn_of(old, today)
        return function(*arguments, **named)

    call.__name__ = call.__qualname__ = old
    call.__doc__ = f"`{today}` under its old name; warns."
    return call


def _called(today: str) -> Callable[..., Any]:
    return lambda data_set, *arguments, **named: getattr(data_set, today)(*arguments, **named)


def _of_a_keyword(held: Callable[..., Any]) -> Callable[..., Any]:
    """A method whose first argument may be a keyword, and may be an old one."""

    def call(data_set: Any, key: Any, *value: Any) -> Any:
        keyword = old_keywords().get(key) if isinstance(key, str) else None
        if keyword is None:
            return held(data_set, key, *value)
        warn_of(key, keyword)
        return held(data_set, keyword, *value)

    return call


FUNCTIONS: list[tuple[tuple[Any, ...], tuple[str, ...], str, Callable[..., Any]]] = [
    ((peer, filereader), ("read_file", "ReadFile"), "dcmread", dcmread),
    ((peer, filewriter), ("write_file", "WriteFile"), "dcmwrite", dcmwrite),
    ((dicomio,), ("read_file",), "dcmread", dcmread),
    ((dicomio,), ("write_file",), "dcmwrite", dcmwrite),
    ((filereader,), ("open_dicom",), "dcmread", open_dicom),
]
"""Functions with their homes, old names and today's."""
ATTRIBUTES: dict[str, Any] = {
    **{old: _renamed(old, today, _called(today)) for old, today in METHODS.items()},
    **{old: property(_renamed(old, today, attrgetter(today))) for old, today in PROPERTIES.items()},
    "has_key": _renamed("has_key", "in", contains),
}
"""Attributes of data sets by their old names."""
TAKING_KEYWORDS = ("__getattr__", "__setattr__", "__delattr__", "__contains__", "data_element")
"""Methods of data sets that take keywords, and now old ones too."""
_before: list[tuple[Any, str, Any]] = []
"""The state before the old names were added: the owner, the name, the former value or None."""


def _old_names() -> Iterator[tuple[Any, str, Any]]:
    """The owner, the name and the value of everything that old names need."""
    for homes, names, today, function in FUNCTIONS:
        yield from ((home, old, _renamed(old, today, function)) for home in homes for old in names)
    yield from ((Dataset, old, attribute) for old, attribute in ATTRIBUTES.items())
    yield from ((ElementAccess, name, _of_a_keyword(vars(ElementAccess)[name])) for name in TAKING_KEYWORDS)


def add_old_names() -> None:
    """Have the old names in pydicom's modules and in data sets."""
    if not _before:
        for owner, name, value in list(_old_names()):
            _before.append((owner, name, vars(owner).get(name)))
            setattr(owner, name, value)


def remove_old_names() -> None:
    """Take the old names out again."""
    while _before:
        owner, name, value = _before.pop()
        if value is None:
            delattr(owner, name)
        else:
            setattr(owner, name, value)
