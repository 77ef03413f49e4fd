"""Constants of the grammar with other values, in every module of it and in the lines of the page."""

from __future__ import annotations

import sys
from dataclasses import fields, is_dataclass, replace
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest

from dicomconstruct import grammar
from dicomconstruct.grammar.vocabulary import End, Line

PREFIX = "dicomconstruct.grammar."


def change_everywhere(monkeypatch: pytest.MonkeyPatch, name: str, old: Any, new: Any) -> None:
    """Give a constant another value, and what is made of it: lines of the page, tuples of tags."""
    for module in walk_packages(grammar.__path__, PREFIX):
        import_module(module.name)
    changed = 0
    for module in [one for key, one in sys.modules.items() if key.startswith(PREFIX)]:
        for attribute, value in list(vars(module).items()):
            other = new if attribute == name and value == old else replaced(value, old, new)
            if other is not value:
                monkeypatch.setattr(module, attribute, other)
                changed += 1
    assert changed


def replaced(value: Any, old: Any, new: Any) -> Any:
    """A line, an end or a tuple with the constant changed; the same object where it does not have it."""
    if isinstance(value, Line | End) and is_dataclass(value):
        changes = {one.name: replaced_field(getattr(value, one.name), old, new) for one in fields(value)}
        changes = {key: other for key, other in changes.items() if other is not getattr(value, key)}
        return replace(value, **changes) if changes else value
    if type(value) is tuple and any(isinstance(one, tuple | Line) for one in value):
        others = tuple(new if one == old else replaced(one, old, new) for one in value)
        return value if all(one is other for one, other in zip(value, others, strict=True)) else others
    return value


def replaced_field(value: Any, old: Any, new: Any) -> Any:
    """The same of a field of a line: a tag, a group or a tuple of tags."""
    return new if value == old and type(value) is type(old) else replaced(value, old, new)
