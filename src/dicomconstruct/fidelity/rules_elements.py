"""The rules of elements against the data dictionary (PS3.6, PS3.5 6.4, 7.8)."""

from __future__ import annotations

from functools import cache

from dicomconstruct import dictionary
from dicomconstruct.codec import Codec
from dicomconstruct.dictionary import Entry
from dicomconstruct.fidelity.rules import Part, Report
from dicomconstruct.fidelity.rules_structure import FORBIDDEN_GROUPS
from dicomconstruct.fidelity.rules_values import number_size
from dicomconstruct.grammar.kinds import Numbers, Text
from dicomconstruct.grammar.layouts import VALUE
from dicomconstruct.grammar.primitives import COMMAND_GROUP
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree import Meaning
from dicomconstruct.tree.pieces import count_of_values
from dicomconstruct.tree.scope import CHOICE, UNKNOWN

LOWEST_PRIVATE_ELEMENT = 0x1000
"""The lowest number of a private element that is no private creator (PS3.5 7.8.1)."""


def check_against_dictionary(meaning: Meaning, codec: Codec, report: Report) -> None:
    """Report departures of one element from the dictionary."""
    node = meaning.node
    tag = node.tag
    assert tag is not None
    entry = dictionary.entry_of(tag)
    if entry is not None and entry.retired:
        report.add("retired", node, Part.HEADER, found=entry.name)
    if tag.group in FORBIDDEN_GROUPS or tag.group == COMMAND_GROUP or tag.is_group_length:
        return
    if tag.is_private:
        _check_private(meaning, tag, report)
    elif entry is None:
        report.add("unknown-tag", node, Part.HEADER, found=tag)
    if entry is not None:
        _check_vr(meaning, entry, codec, report)


def _check_private(meaning: Meaning, tag: BaseTag, report: Report) -> None:
    if tag.is_private_creator:
        return
    if tag.element < LOWEST_PRIVATE_ELEMENT:
        report.add("private-element-number", meaning.node, Part.HEADER, found=tag)
    elif not meaning.creator:
        creator = BaseTag(tag.group << 16 | tag.element >> 8)
        report.add("private-without-creator", meaning.node, Part.HEADER, expected=creator)


def _check_vr(meaning: Meaning, entry: Entry, codec: Codec, report: Report) -> None:
    node = meaning.node
    options = entry.vr.split(CHOICE)
    if node.vr == UNKNOWN and UNKNOWN not in options:
        report.add("un-for-known-tag", node, Part.HEADER, expected=entry.vr)
    elif node.vr in codec.vrs and node.vr not in options:
        report.add("vr-differs", node, Part.HEADER, expected=entry.vr, found=node.vr)
    if meaning.vr.code not in options or node.content != VALUE:
        return
    count = _value_count(meaning)
    if count and not _allows(entry.vm, count):
        report.add("vm", node, Part.VALUE, expected=entry.vm, found=count)


def _value_count(meaning: Meaning) -> int:
    """The number of values; 0 where it is unknown."""
    kind = meaning.vr.kind
    if isinstance(kind, Numbers):
        return meaning.node.value_length // number_size(meaning.vr)
    return count_of_values(meaning) if isinstance(kind, Text) else 0


def _allows(vm: str, count: int) -> bool:
    """Whether a value multiplicity such as ``2``, ``1-3``, ``1-n`` or ``2-2n`` allows a number of values."""
    lowest, highest, step = _multiplicity(vm)
    return count >= lowest and (highest is None or count <= highest) and count % step == 0


@cache
def _multiplicity(vm: str) -> tuple[int, int | None, int]:
    """The lowest and highest number of values, None for no limit, and the number that it is a multiple of."""
    lowest, _, highest = vm.partition("-")
    if highest.endswith("n"):
        return int(lowest), None, int(highest.removesuffix("n") or 1)
    return int(lowest), int(highest or lowest), 1
