"""VR and decoder of each token type of a codec: one lookup for each element of a file."""

from __future__ import annotations

from functools import lru_cache

from dicomconstruct import dictionary
from dicomconstruct.codec import Codec
from dicomconstruct.compiler.runtime import MEMO_LIMIT, Shape
from dicomconstruct.dataelem.decoding import USUAL, Decoder, ValueSettings, decoder_of
from dicomconstruct.dataelem.hooks import USUAL_POLICY, ConversionPolicy
from dicomconstruct.grammar.kinds import Numbers
from dicomconstruct.grammar.layouts import ITEMS
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.vrs import VR
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree import Kind as TokenKind
from dicomconstruct.tree.scope import ENCAPSULATED, SEQUENCE, UNKNOWN, rests_on_sign

ElementDecoder = tuple[str, Decoder | None]
"""VR and decoder of the elements of a token type; no decoder for elements that enclose others."""


class DecodersByTag(dict[BaseTag, ElementDecoder | None]):
    """VR and decoder by tag, for elements of implicit VR; None where they depend on other elements too."""

    def __init__(self, codec: Codec, order: ByteOrder, settings: ValueSettings) -> None:
        super().__init__()
        self._codec = codec
        self._order = order
        self._settings = settings
        self._unlike_leaves = codec.vrs.holding_items | {UNKNOWN}

    def __missing__(self, tag: BaseTag) -> ElementDecoder | None:
        decoder = None
        if not tag.is_private and not rests_on_sign(tag):
            code = self._codec.vr_of(tag, None)
            if code is not None and code in self._codec.vrs and code not in self._unlike_leaves:
                decoder = element_decoder_of(self._codec.vrs[code], self._order, self._settings)
        if len(self) < MEMO_LIMIT:
            self[tag] = decoder
        return decoder


ElementDecoders = dict[Shape, ElementDecoder | DecodersByTag]


@lru_cache(maxsize=64)
def usual_element_decoders(codec: Codec) -> ElementDecoders:
    """`element_decoders_of` with default settings; avoids hashing the settings for each file."""
    return element_decoders_of(codec, USUAL)


def element_decoders_for(codec: Codec, policy: ConversionPolicy) -> ElementDecoders:
    """`element_decoders_of` for a policy; empty where hooks convert each element.

    Not cached where the program added elements to the dictionary, which apply in its context only.
    """
    if policy is not USUAL_POLICY and policy.is_hooked:
        return {}
    if dictionary.additions().elements:
        fresh: ElementDecoders = element_decoders_of.__wrapped__(codec, policy.settings)
        return fresh
    return usual_element_decoders(codec) if policy is USUAL_POLICY else element_decoders_of(codec, policy.settings)


@lru_cache(maxsize=64)
def element_decoders_of(codec: Codec, settings: ValueSettings = USUAL) -> ElementDecoders:
    """VR and decoder, or `DecodersByTag`, of each token type that the grammar of a codec reads."""
    decoders: ElementDecoders = {}
    by_tag: dict[ByteOrder, DecodersByTag] = {}
    for shape in codec.compiled.compiled.shapes:
        if shape.token != TokenKind.ELEMENT:
            continue
        order = shape.body.layout.order
        wire = shape.constants.get("vr")
        code = None if wire is None else str(wire, "ascii")
        if shape.body.content == ITEMS:
            is_said = code not in (None, UNKNOWN)
            if is_said or (len(codec.vrs.holding_items) == 1 and (settings.items_for_unknown or code is None)):
                decoders[shape] = (code if code in codec.vrs.holding_items else SEQUENCE), None
        elif shape.opens is not None:
            decoders[shape] = (ENCAPSULATED if code is None else code), None
        elif code is None and shape.body.layout.implicit:
            decoders[shape] = by_tag.setdefault(order, DecodersByTag(codec, order, settings))
        elif code is not None and code in codec.vrs and code != UNKNOWN:
            decoder = element_decoder_of(codec.vrs[code], order, settings)
            if decoder is not None:
                decoders[shape] = decoder
    return decoders


def element_decoder_of(row: VR, order: ByteOrder, settings: ValueSettings) -> ElementDecoder | None:
    """VR and decoder of a row; None where the length of an element decides its VR."""
    if settings.wrong_length_is_unknown and isinstance(row.kind, Numbers):
        return None
    return row.code, decoder_of(row, order, settings)
