"""JSON text of models of any depth; the depth that `json` supports is limited by the interpreter's stack."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

Dumps = Callable[[Any], str]
"""``dumps(value)``: the JSON text of a value."""


class Punctuation(str):
    """Text of a bracket, a comma or a key."""

    __slots__ = ()


SPACES = re.compile("[ \t\n\r]*")
CLOSING = {"{": "}", "[": "]"}
NEXT = Punctuation(", ")


def text_of_model(model: Mapping[str, Any], dumps: Dumps) -> str:
    """The text of a model, its keys sorted (PS3.18 F.2.2).

    Parameters
    ----------
    model
        The model.
    dumps
        ``dumps(value)``: the JSON text with sorted keys; may raise RecursionError for deep values.
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
            pending += _enclosed("{", [(Punctuation(f"{dumps(key)}: "), one[key]) for key in sorted(one)], "}")
        elif isinstance(one, list) and any(isinstance(value, dict | list) for value in one):
            pending += _enclosed("[", [(value,) for value in one], "]")
        else:
            pieces.append(dumps(one))
    return pieces


def _enclosed(start: str, members: list[tuple[Any, ...]], end: str) -> list[Any]:
    """The members of an object or array in brackets, separated by commas; the last one first."""
    separated = [part for member in members for part in (NEXT, *member)]
    return [Punctuation(end), *reversed(separated[1:]), Punctuation(start)]


def value_of_text(text: str, **hooks: Any) -> Any:
    """The value of a JSON text.

    Parameters
    ----------
    text
        The text.
    **hooks
        Those of `json.loads`; deeper text than `json` supports is read without them.

    Raises ValueError for invalid JSON text, and for a repeated name in an object of such a deep text.
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
    """The index behind a delimiter and spaces. JSONDecodeError where the delimiter is missing."""
    if not text.startswith(delimiter, place):
        raise json.JSONDecodeError(f"Expecting '{delimiter}' delimiter", text, place)
    return _behind_spaces(text, place + 1)
