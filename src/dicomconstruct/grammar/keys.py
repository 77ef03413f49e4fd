"""Keys of tokens: for data elements, their tag (PS3.5 7.1.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from dicomconstruct.grammar.primitives import DELIMITING_GROUP
from dicomconstruct.tag import BaseTag, tag_of_number

TAG = ("group", "element")
ZERO = (0, 0)


class Key(NamedTuple):
    """The adjacent leading fields of every header by which tokens are found again.

    Parameters
    ----------
    fields
        Their names.
    make
        Called with their values; gives what rows keep, or raises KeyError for headers that no alternative reads.
    make_recovered
        The same for tokens that recovery rules read; None to use `make`.
    """

    fields: tuple[str, ...]
    make: Callable[..., Any]
    make_recovered: Callable[..., Any] | None = None


def element_key(group: int, element: int) -> BaseTag:
    """The tag of an element; KeyError for delimiters and zeros, which only recovery rules tell from garbage."""
    if (group, element) == ZERO:
        raise KeyError((group, element))
    return recovered_element_key(group, element)


def recovered_element_key(group: int, element: int) -> BaseTag:
    """The tag of an element, (0000,0000) too, which recovery rules tell from garbage; KeyError for delimiters."""
    if group == DELIMITING_GROUP:
        raise KeyError((group, element))
    return tag_of_number(group << 16 | element)


KEY = Key(TAG, element_key, recovered_element_key)
