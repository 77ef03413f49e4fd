"""Text of a data set: one line for each element, items indented under their sequence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dicomconstruct.config import options
from dicomconstruct.dataelem import (
    SHOWN_VALUES,
    UNREAD,
    DataElement,
    description_of,
    private_name_of,
    shown_value,
)
from dicomconstruct.dataelem.description import remembered
from dicomconstruct.dataset.traversal import Descent, may_hold_items, walked
from dicomconstruct.errors import DicomError, MalformedValue
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag, in_order

INDENT = "   "
AFTER_ITEM = "---------"
BEFORE_META = "Dataset.file_meta " + "-" * 31
AFTER_META = "-" * 49
ELEMENT_FORMAT = "%(tag)s %(name)-35.35s %(VR)s: %(repval)s"
DEEPEST_SHOWN = 2000
"""Largest nesting depth that is shown: each level is indented further, so the size of the text is quadratic."""


@remembered
def _heading(asked: tuple[BaseTag, str | None]) -> str:
    """Tag and name of an element, padded to a fixed width; the name under its private creator, if any."""
    tag, creator = asked
    name = private_name_of(tag, creator) if creator else ""
    return f"{tag} {name or description_of(tag).name:<35.35} "


def text_of(data_set: Any, *, deep: bool = True) -> str:
    """The text of a data set, after that of its file meta information.

    Parameters
    ----------
    data_set
        A data set.
    deep
        Whether to show the items of sequences.

    Raises
    ------
    DicomError
        When the data set holds itself, or sequences nest deeper than `DEEPEST_SHOWN`.
    """
    meta = data_set.__dict__.get("file_meta") if options().show_file_meta else None
    lines = [BEFORE_META, *_lines(meta, True), AFTER_META] if meta else []
    lines += _lines(data_set, deep)
    return "\n".join(lines)


def _lines(data_set: Any, deep: bool) -> list[str]:
    """The lines of a data set and its items, without recursion."""
    descent = Descent(data_set)
    lines: list[str] = []
    waiting: list[tuple[Iterator[Any], Any, Iterator[BaseTag], str]] = []
    items: Iterator[Any] = iter(())
    here, tags, indent = data_set, iter(in_order(data_set._elements)), ""
    while True:
        elements = here._all_opened()
        for tag in tags:
            element = elements[tag]
            vr = element.VR
            value = element._value
            creator = element.private_creator if tag >> 16 & 1 else None
            if value is UNREAD:
                try:
                    view = element._source.view(element) if vr in element._codec.vrs.holding_bytes else b""
                    value = view if len(view) > SHOWN_VALUES else element.value
                except MalformedValue as error:
                    lines.append(f"{indent}{_heading((tag, creator))}{vr}: <{error.problem}, found {error.found}>")
                    continue
            if not may_hold_items(element) or not isinstance(value, Sequence):
                try:
                    text = shown_value(vr, value, vrs=element._codec.vrs)
                except Exception as error:
                    say_where(error, tag)
                    raise
                lines.append(f"{indent}{_heading((tag, creator))}{vr}: {text}")
                continue
            lines.append(f"{indent}{tag}  {element.name}  {len(value)} item(s) ---- ")
            if deep and value:
                check_shown_depth(len(waiting), tag)
                descent.into(id(here), len(waiting), map(id, value))
                waiting.append((items, here, tags, indent))
                indent += INDENT
                items = iter(value)
                here = next(items)
                break
        else:
            if not waiting:
                return lines
            if not elements:
                lines.append("")
            lines.append(f"{indent}{AFTER_ITEM}")
            here = next(items, None)
            if here is None:
                items, here, tags, indent = waiting.pop()
                continue
        tags = iter(in_order(here._elements))


def check_shown_depth(depth: int, tag: BaseTag) -> None:
    """Raise DicomError for a sequence that `DEEPEST_SHOWN` or more others enclose."""
    if depth >= DEEPEST_SHOWN:
        raise DicomError(
            "sequences nested too deeply to be shown", path=str(tag), expected=f"at most {DEEPEST_SHOWN} levels"
        )


def say_where(error: Exception, tag: BaseTag) -> None:
    """Name the tag of an element in the message of an error, or in a note where the message is fixed."""
    text = f"With tag {tag} got exception: {error}"
    if error.args and str(error) == str(error.args[0]):
        error.args = (text, *error.args[1:])
    else:
        error.add_note(text)


def formatted(data_set: Any, element_format: str, sequence_element_format: str) -> Iterator[str]:
    """The lines of a data set and its items, each element in a format.

    Parameters
    ----------
    data_set
        A data set.
    element_format, sequence_element_format
        %-formats with attribute names of elements, such as ``%(name)s``; the second is for sequences.
    """
    for _, element in walked(data_set):
        form = sequence_element_format if element.VR in element._codec.vrs.holding_items else element_format
        yield form % _Attributes(element)


class _Attributes(dict[str, Any]):
    """The attributes of an element by their names."""

    def __init__(self, element: DataElement) -> None:
        super().__init__()
        self._element = element

    def __missing__(self, name: str) -> Any:
        return getattr(self._element, name)
