"""Queries of a File-set: the instances with given values, and the values of elements."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from dicomconstruct.dataelem import tag_of_key
from dicomconstruct.dataset import Dataset
from dicomconstruct.fileset.instances import FileInstance
from dicomconstruct.tag import BaseTag
from dicomconstruct.validity import warn

EXPAND = "consider using the 'load' parameter to expand the search to the corresponding SOP instances"


def matching(instances: Iterable[FileInstance], load: bool, wanted: dict[str, Any]) -> list[FileInstance]:
    """The instances whose elements have the values wanted; as `FileSet.find`."""
    values = {tag_of_key(keyword): value for keyword, value in wanted.items()}
    found, known = [], False
    for instance in instances:
        held: FileInstance | Dataset = instance.load() if load else instance
        if all(tag in held for tag in values):
            known = True
            if all(held[tag].value == value for tag, value in values.items()):
                found.append(instance)
    if not load and not known:
        warn(f"None of the records in the DICOMDIR dataset contain all the query elements, {EXPAND}")
    return found


def values_of(instances: Iterable[FileInstance], elements: list[Any], load: bool) -> dict[Any, list[Any]]:
    """The different values of every element; as `FileSet.find_values`."""
    tags = {element: tag_of_key(element) for element in elements}
    found: dict[Any, list[Any]] = {element: [] for element in elements}
    hashed: dict[Any, set[Any]] = {element: set() for element in elements}
    for instance in instances:
        held: FileInstance | Dataset = instance.load() if load else instance
        for element, tag in tags.items():
            if tag in held:
                value = held[tag].value
                is_hashable = isinstance(value, Hashable)
                if value not in (hashed[element] if is_hashable else found[element]):
                    found[element].append(value)
                    if is_hashable:
                        hashed[element].add(value)
    missing = [
        str(BaseTag(element)) if isinstance(element, int) else str(element)
        for element in elements
        if not found[element]
    ]
    if missing and not load:
        warn(f"None of the records in the DICOMDIR dataset contain {missing}, {EXPAND}")
    return found
