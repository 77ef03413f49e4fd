"""What the shapes of a codec's rows mean to a user: the VR of an element, and what decodes its value.

Looked at once for a codec and the settings that hold (`dicomconstruct.dataelem.decoding`), so that an element of a
file costs a look into a table.
"""

from __future__ import annotations

from functools import lru_cache

from dicomconstruct import dictionary
from dicomconstruct.codec import Codec
from dicomconstruct.compiler.runtime import MEMO_LIMIT, Shape
from dicomconstruct.dataelem.decoding import USUAL, Decoder, ValueSettings, decoder_of
from dicomconstruct.dataelem.hooks import USUAL_HOW, How
from dicomconstruct.grammar.kinds import Numbers
from dicomconstruct.grammar.layouts import ITEMS
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.vrs import VR
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree import Kind as TokenKind
from dicomconstruct.tree.scope import ENCAPSULATED, SEQUENCE, UNKNOWN, rests_on_sign

Leaf = tuple[str, Decoder | None]
"""What elements of one VR in one byte order share: the VR, and what decodes; None where they enclose others."""


class LeavesByTag(dict[BaseTag, Leaf | None]):
    """The leaves of elements whose header has no VR; None for one that the tag alone does not tell."""

    def __init__(self, codec: Codec, order: ByteOrder, settings: ValueSettings) -> None:
        super().__init__()
        self._codec = codec
        self._order = order
        self._settings = settings
        self._unlike_leaves = codec.vrs.holding_items | {UNKNOWN}

    def __missing__(self, tag: BaseTag) -> Leaf | None:
        leaf = None
        if not tag.is_private and not rests_on_sign(tag):
            code = self._codec.vr_of(tag, None)
            if code is not None and code in self._codec.vrs and code not in self._unlike_leaves:
                leaf = leaf_of(self._codec.vrs[code], self._order, self._settings)
        if len(self) < MEMO_LIMIT:
            self[tag] = leaf
        return leaf


Leaves = dict[Shape, Leaf | LeavesByTag]


@lru_cache(maxsize=64)
def usual_leaves(codec: Codec) -> Leaves:
    """`leaves_of` for the settings that hold where nobody changed any; those need no hashing for each file."""
    return leaves_of(codec, USUAL)


def leaves_for(codec: Codec, how: How) -> Leaves:
    """`leaves_of` for elements that are converted so; empty where hooks have to be asked about each.

    Made anew where the program added elements to the dictionary, which hold in its context only.
    """
    if how is not USUAL_HOW and how.is_hooked:
        return {}
    if dictionary.additions().elements:
        fresh: Leaves = leaves_of.__wrapped__(codec, how.settings)
        return fresh
    return usual_leaves(codec) if how is USUAL_HOW else leaves_of(codec, how.settings)


@lru_cache(maxsize=64)
def leaves_of(codec: Codec, settings: ValueSettings = USUAL) -> Leaves:
    """What a codec's alternatives know of the elements that they read."""
    leaves: Leaves = {}
    by_tag: dict[ByteOrder, LeavesByTag] = {}
    for shape in codec.compiled.compiled.shapes:
        if shape.token != TokenKind.ELEMENT:
            continue
        order = shape.body.layout.order
        wire = shape.constants.get("vr")
        code = None if wire is None else str(wire, "ascii")
        if shape.body.content == ITEMS:
            is_said = code not in (None, UNKNOWN)
            if is_said or (len(codec.vrs.holding_items) == 1 and (settings.items_for_unknown or code is None)):
                leaves[shape] = (code if code in codec.vrs.holding_items else SEQUENCE), None
        elif shape.opens is not None:
            leaves[shape] = (ENCAPSULATED if code is None else code), None
        elif code is None and shape.body.layout.implicit:
            leaves[shape] = by_tag.setdefault(order, LeavesByTag(codec, order, settings))
        elif code is not None and code in codec.vrs and code != UNKNOWN:
            leaf = leaf_of(codec.vrs[code], order, settings)
            if leaf is not None:
                leaves[shape] = leaf
    return leaves


def leaf_of(row: VR, order: ByteOrder, settings: ValueSettings) -> Leaf | None:
    """The leaf of a VR; None where the length of an element decides about its VR."""
    if settings.wrong_length_is_unknown and isinstance(row.kind, Numbers):
        return None
    return row.code, decoder_of(row, order, settings)
