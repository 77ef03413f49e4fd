"""Keys of elements in a data set: tags and keywords, and the treatment of keys that are neither.

The settings decide how strict it is: `INVALID_KEYWORD_BEHAVIOR`, `INVALID_KEY_BEHAVIOR`, `writing_validation_mode`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from dicomconstruct.config import RAISE, options
from dicomconstruct.dataelem import description_of, is_repeating_keyword, tag_of_key
from dicomconstruct.errors import shown
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree.scope import UNKNOWN
from dicomconstruct.validity import report, warn

LIKE_A_KEYWORD = re.compile(r"(?=.*[a-z])(?=.*[A-Z])[A-Za-z][A-Za-z0-9]{3,}")
"""Attribute names in the spelling of keywords (PS3.6 6)."""
LARGEST_TAG = (1 << 32) - 1
LARGEST_PART = (1 << 16) - 1


def check_attribute(name: str) -> None:
    """Check the name of an attribute that is no element.

    Raises
    ------
    ValueError
        For the keyword of a repeating group, which has many tags (PS3.5 7.6), and for a name that looks like a
        keyword under ``INVALID_KEYWORD_BEHAVIOR = "RAISE"``; under ``"WARN"`` that is a warning.
    """
    if is_repeating_keyword(name):
        raise ValueError(f"{name!r} belongs to a repeating group: use add_new() with the tag that is meant")
    if LIKE_A_KEYWORD.fullmatch(name) is None:
        return
    problem = f"Camel case attribute '{name}' used which is not in the element keyword data dictionary"
    _complain(problem, options().INVALID_KEYWORD_BEHAVIOR)


def _complain(problem: str, behavior: str) -> None:
    if behavior == "RAISE":
        raise ValueError(problem)
    if behavior == "WARN":
        warn(problem)


def check_looked_for(key: Any) -> None:
    """Check a key of the ``in`` operator that is neither a tag nor a keyword; "" is the keyword of unknown tags.

    Raises
    ------
    ValueError
        Under ``INVALID_KEY_BEHAVIOR = "RAISE"``; under ``"WARN"`` there is a warning.
    """
    if key == "":
        return
    if is_too_large(key):
        problem = (
            "Invalid element tag value used with the 'in' operator: tags have a maximum value of (0xFFFF, 0xFFFF)"
        )
    else:
        problem = (
            f"Invalid value {of_a_key(key)} used with the 'in' operator: must be an element tag as a 2-tuple or "
            "int, or an element keyword"
        )
    _complain(problem, options().INVALID_KEY_BEHAVIOR)


def of_a_key(key: Any) -> str:
    """A key in quotes, for a message."""
    return f"'{shown(key)}'" if not isinstance(key, str) else shown(key)


def is_too_large(key: Any) -> bool:
    """Whether a number, or one of a pair, has more bits than a tag (PS3.5 7.1.1)."""
    if isinstance(key, int):
        return key > LARGEST_TAG
    if isinstance(key, tuple | list) and len(key) == 2 and all(isinstance(part, int) for part in key):
        return bool(min(key) >= 0 and max(key) > LARGEST_PART)
    return False


def tag_or(refusal: Callable[[Any], Exception]) -> Callable[[Any], BaseTag]:
    """A function from keys to tags, which raises ``refusal(key)`` for what is neither a tag nor a keyword."""

    def tag_of(key: Any) -> BaseTag:
        try:
            return tag_of_key(key)
        except (TypeError, ValueError) as error:
            raise refusal(key) from error

    return tag_of


tag_to_read = tag_or(lambda key: KeyError(key if isinstance(key, str) else str(key)))
tag_to_write = tag_or(lambda key: ValueError(f"Unable to convert the key {of_a_key(key)} to an element tag"))
tag_to_get = tag_or(lambda key: TypeError(f"Dataset.get key must be a string or tag, not {shown(key)}"))


def vr_to_begin_with(tag: BaseTag) -> str:
    """The VR of a new element: that of the dictionary, else UN.

    An unknown tag that is not private is reported according to `writing_validation_mode`.

    Raises
    ------
    KeyError
        For an unknown tag that is not private, where invalid values raise.
    """
    vr = description_of(tag).vr
    if vr:
        return vr
    if not tag.is_private:
        if options().writing_mode == RAISE:
            raise KeyError(f"Unknown DICOM tag {tag}")
        report(f"Unknown DICOM tag {tag} - setting VR to 'UN'", options().writing_mode)
    return UNKNOWN
