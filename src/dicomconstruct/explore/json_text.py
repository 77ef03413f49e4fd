"""JSON documents as text in pieces, so that a long list in one need not be held in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


def json_pieces(value: Any, level: int = 0) -> Iterator[str]:
    """The text of `json.dumps` with an indent of 1, in pieces that are made as they are asked for.

    Parameters
    ----------
    value
        JSON types. An iterator stands for a list, and a function for its result
        when its turn comes.
    level
        The number of lists and objects around it.
    """
    margin = "\n" + " " * level
    if callable(value):
        yield from json_pieces(value(), level)
    elif isinstance(value, Mapping) and any(map(_is_made_later, value.values())):
        before = "{"
        for key, inner in value.items():
            yield f"{before}{margin} {json.dumps(key)}: "
            yield from json_pieces(inner, level + 1)
            before = ","
        yield margin + "}"
    elif isinstance(value, Iterator):
        before = "["
        for inner in value:
            yield f"{before}{margin} "
            yield from json_pieces(inner, level + 1)
            before = ","
        yield "[]" if before == "[" else f"{margin}]"
    else:
        yield json.dumps(value, indent=1).replace("\n", margin)


def _is_made_later(value: Any) -> bool:
    """Whether a value holds iterators or functions, which are evaluated when their turn comes."""
    return isinstance(value, Iterator | Mapping) or callable(value)
