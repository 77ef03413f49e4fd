r"""Data sets from tags, VRs and Python values, through the grammar: for examples and for tests.

>>> from dicomconstruct.grammar import encoding_for
>>> encoding = encoding_for("1.2.840.10008.1.2.1")
>>> parts = [element(encoding, "(0008,0060)", "CS", "MR"), element(encoding, "(0028,0010)", "US", 512)]
>>> encoding.data_set.build(parts).hex(" ")
'08 00 60 00 43 53 02 00 4d 52 28 00 10 00 55 53 02 00 00 02'
>>> part10(encoding, parts)[128:132]
b'DICM'
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dicomconstruct.errors import DicomError
from dicomconstruct.grammar import VR, VRS, DicomFile, Encoding, authoring, encoding_for
from dicomconstruct.grammar.authoring import Token
from dicomconstruct.grammar.primitives import TRANSFER_SYNTAX_UID
from dicomconstruct.tag import BaseTag, Tag
from dicomconstruct.values import CharacterSets

AnyTag = int | str | tuple[int, int]

EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1"
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"

_FIRST_UID = 0x6469636F6D636F6E7374727563742121

_DEFAULT = CharacterSets.of(None)


def element(
    encoding: Encoding, tag: AnyTag, vr: str | VR, value: Any = None, *, charsets: CharacterSets = _DEFAULT
) -> Token:
    """One element with a Python value.

    Parameters
    ----------
    encoding
        The encoding of its data set.
    tag
        As for `dicomconstruct.Tag`.
    vr
        The code of a VR of the standard, or a row of your own.
    value
        A value of the VR; None for an empty one. Bytes are text or numbers already encoded.
    charsets
        The character sets of text.

    Raises
    ------
    DicomError
        When the VR is unknown, or has no form for the value.
    """
    row = _row(vr)
    raw = value if isinstance(value, bytes) else row.kind.encode(value, encoding.layout.order, charsets)
    return authoring.element(encoding.layout, _pair(tag), row, row.kind.padded(raw))


def sequence(
    encoding: Encoding,
    tag: AnyTag,
    items: Iterable[Sequence[Token]],
    *,
    undefined: bool = False,
    undefined_items: bool | None = None,
    vr: str | VR = "SQ",
) -> Token:
    """A sequence; each item is a list of elements.

    Parameters
    ----------
    undefined
        Whether a delimiter ends the sequence rather than its length (PS3.5 7.5.2).
    undefined_items
        The same for its items; None for the value of `undefined`.
    """
    by_delimiter = undefined if undefined_items is None else undefined_items
    made = [authoring.item(encoding.layout, elements, undefined=by_delimiter) for elements in items]
    return authoring.sequence(encoding.layout, _pair(tag), _row(vr), made, undefined=undefined)


def fragments(encoding: Encoding, tag: AnyTag, pieces: Iterable[bytes], *, vr: str | VR = "OB") -> Token:
    """An encapsulated value: the basic offset table (maybe empty) and the fragments (PS3.5 A.4)."""
    row = _row(vr)
    return authoring.fragments(encoding.layout, _pair(tag), row, [row.kind.padded(one) for one in pieces])


def example_uid(number: int) -> str:
    """A UID for examples, derived from a number under PS3.5 B.2."""
    return f"2.25.{_FIRST_UID + number}"


def part10(encoding: Encoding, tokens: Sequence[Token], *, instance: str | None = None) -> bytes:
    """The bytes of a file with preamble, prefix and file meta group (PS3.10 7.1).

    Parameters
    ----------
    encoding
        The encoding of the data set.
    tokens
        The elements of the data set, in ascending order of their tags.
    instance
        The Media Storage SOP Instance UID; None for that of an example.
    """
    meta_encoding = encoding_for(EXPLICIT_LITTLE_ENDIAN)
    meta = [
        element(meta_encoding, (0x0002, 0x0001), "OB", b"\0\1"),
        element(meta_encoding, (0x0002, 0x0002), "UI", SECONDARY_CAPTURE),
        element(meta_encoding, (0x0002, 0x0003), "UI", instance or example_uid(1)),
        element(meta_encoding, TRANSFER_SYNTAX_UID, "UI", encoding.uid),
        element(meta_encoding, (0x0002, 0x0012), "UI", example_uid(0)),
    ]
    return bytes(DicomFile.build(authoring.file_container(encoding.syntax, tokens, meta)))


def bare(encoding: Encoding, tokens: Sequence[Token]) -> bytes:
    """The bytes of a data set on its own, as it travels over a network (PS3.7)."""
    return bytes(DicomFile.build(authoring.file_container(encoding.syntax, tokens, None)))


def _pair(tag: AnyTag) -> tuple[int, int]:
    made: BaseTag = Tag(tag)
    return made.group, made.element


def _row(vr: str | VR) -> VR:
    if isinstance(vr, VR):
        return vr
    if vr not in VRS:
        raise DicomError("unknown VR", found=vr)
    return VRS[vr]
