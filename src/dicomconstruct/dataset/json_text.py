"""JSON text of models however deep they nest: `json` itself goes as deep as the interpreter's stack does."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

Dumps = Callable[[Any], str]
"""Gives the text of a value."""


class Punctuation(str):
    """Text that stands between values, or is the key of one."""

    __slots__ = ()


SPACES = re.compile("[ \t\n\r]*")
CLOSING = {"{": "}", "[": "]"}
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


def value_of_text(text: str, **hooks: Any) -> Any:
    """The value of a JSON text.

    Parameters
    ----------
    text
        The text.
    **hooks
        Those of `json.loads`. One for objects is asked of text that nests no deeper than `json` goes.

    Raises ValueError for what is no JSON text, and for a name that a deeper text has twice in an object.
    """
    try:
        return json.loads(text, **hooks)
    except RecursionError:
        return _value_of_deep_text(text)


def _value_of_deep_text(text: str) -> Any:
    scalar_at = json.JSONDecoder(parse_constant=str).raw_decode
    top: list[Any] = []
    holders: list[tuple[Any, str]] = [(top, "")]
    place = _behind_spaces(text, 0)
    while True:
        here, _ = holders[-1]
        key = None
        if isinstance(here, dict):
            key, place = scalar_at(text, place)
            if not isinstance(key, str) or key in here:
                raise json.JSONDecodeError("Expecting another property name", text, place)
            place = _expected(text, _behind_spaces(text, place), ":")
        end = CLOSING.get(text[place : place + 1])
        if end is None:
            value, place = scalar_at(text, place)
            place = _behind_spaces(text, place)
        else:
            value = {} if end == "}" else []
            place = _behind_spaces(text, place + 1)
        if key is None:
            here.append(value)
        else:
            here[key] = value
        if end is not None:
            holders.append((value, end))
            if not text.startswith(end, place):
                continue
        while len(holders) > 1 and text.startswith(holders[-1][1], place):
            holders.pop()
            place = _behind_spaces(text, place + 1)
        if len(holders) == 1:
            if place != len(text):
                raise json.JSONDecodeError("Extra data", text, place)
            return top[0]
        place = _expected(text, place, ",")


def _behind_spaces(text: str, place: int) -> int:
    found = SPACES.match(text, place)
    return place if found is None else found.end()


def _expected(text: str, place: int, delimiter: str) -> int:
    """The place of what follows a delimiter. JSONDecodeError where there is none."""
    if not text.startswith(delimiter, place):
        raise json.JSONDecodeError(f"Expecting '{delimiter}' delimiter", text, place)
    return _behind_spaces(text, place + 1)
