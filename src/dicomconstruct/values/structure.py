"""What a construct made of a value, as text: containers with their names, lists, and what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

CUT = "..."


def structure_text(value: Any, most: int) -> str:
    """What a construct made of a value in one line, of a long one the beginning; no more of it is looked at."""
    text = ""
    for piece in _pieces(value, most):
        text += piece
        if len(text) > most:
            return f"{text[: most - len(CUT)]}{CUT}"
    return text


def _pieces(value: Any, most: int) -> Iterator[str]:
    if isinstance(value, Mapping):
        names = [name for name in value if not str(name).startswith("_")]  # construct keeps its stream under such
        yield from _enclosed("{}", (chain((f"{name}: ",), _pieces(value[name], most)) for name in names))
    elif isinstance(value, list | tuple):
        yield from _enclosed("[]", (_pieces(one, most) for one in value))
    else:
        yield repr(value[:most] if isinstance(value, str | bytes) else value)


def _enclosed(brackets: str, parts: Iterable[Iterable[str]]) -> Iterator[str]:
    yield brackets[0]
    for number, part in enumerate(parts):
        yield from chain((", ",) if number else (), part)
    yield brackets[1]
