"""The text of a JSON model, however deep it nests: `json` itself goes as deep as the interpreter's stack does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Dumps = Callable[[Any], str]
"""Gives the text of a value."""


class Punctuation(str):
    """Text that stands between values, or is the key of one."""

    __slots__ = ()


OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY, NEXT = map(Punctuation, ("{", "}", "[", "]", ", "))


def text_of_model(model: Mapping[str, Any], dumps: Dumps) -> str:
    """The text of a model, its keys sorted (PS3.18 F.2.2).

    Parameters
    ----------
    model
        The model.
    dumps
        Gives the text of a value, with sorted keys, and raises RecursionError for one that nests too deeply for it.
    """
    try:
        return dumps(model)
    except RecursionError:
        return "".join(_pieces(model, dumps))


def _pieces(model: Mapping[str, Any], dumps: Dumps) -> list[str]:
    pieces: list[str] = []
    pending: list[Any] = [model]
    while pending:
        one = pending.pop()
        if type(one) is Punctuation:
            pieces.append(one)
        elif isinstance(one, dict):
            inside: list[Any] = [OPEN_OBJECT]
            for key in sorted(one):
                inside += (Punctuation(f"{dumps(key)}: "), one[key], NEXT)
            pending += reversed(_closed(inside, CLOSE_OBJECT))
        elif isinstance(one, list) and any(isinstance(value, dict | list) for value in one):
            inside = [OPEN_ARRAY]
            for value in one:
                inside += (value, NEXT)
            pending += reversed(_closed(inside, CLOSE_ARRAY))
        else:
            pieces.append(dumps(one))
    return pieces


def _closed(inside: list[Any], end: Punctuation) -> list[Any]:
    """What stands in an object or an array, with its end in the place of what leads to one value more."""
    if inside[-1] is NEXT:
        inside.pop()
    return [*inside, end]
