"""One row per transfer syntax (PS3.5 Annex A, PS3.6 Table A-1), and the encodings made of them.

A new transfer syntax is a new row: reader, writer, checker and generators follow. At run time,
``STANDARD.with_encoding(TransferSyntax("1.2.3", "Mine", implicit=True))`` makes a codec with one row more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.grammar.vrs import LONG, SHORT

if TYPE_CHECKING:
    from construct import Construct

    from dicomconstruct.grammar.data_set import DataSetGrammar


@dataclass(frozen=True)
class TransferSyntax:
    """One transfer syntax.

    Parameters
    ----------
    uid, keyword
        As in PS3.6 Table A-1.
    implicit
        Whether elements lack the VR field (PS3.5 7.1.3).
    little_endian
        The byte order of the data set (PS3.5 7.3).
    deflated
        Whether the data set is a raw deflate stream (PS3.5 A.5).
    encapsulated
        Whether Pixel Data is in fragments (PS3.5 A.4).
    pixels_little_endian
        The byte order of native Pixel Data where it differs from the data set's; None where it does not.
    retired
        Whether the standard has retired it.
    """

    uid: str
    keyword: str = ""
    implicit: bool = False
    little_endian: bool = True
    deflated: bool = False
    encapsulated: bool = False
    pixels_little_endian: bool | None = None
    retired: bool = False

    @property
    def layout(self) -> Layout:
        return Layout.of(self.implicit, self.little_endian)


def uid_in(value: bytes | None) -> str | None:
    """The UID in a value, without its padding."""
    return None if value is None else str(value, "latin-1").strip(" \0")


class Encoding:
    """A transfer syntax with its constructs."""

    def __init__(self, syntax: TransferSyntax, grammar: DataSetGrammar) -> None:
        self.syntax = syntax
        self.uid = syntax.uid
        self.layout = syntax.layout
        self.implicit = syntax.implicit
        self.little_endian = syntax.little_endian
        self.deflated = syntax.deflated
        self.encapsulated = syntax.encapsulated
        self._grammar = grammar

    def __repr__(self) -> str:
        return f"<Encoding {self.syntax.keyword or self.uid}>"

    @property
    def header(self) -> Construct:
        """An element header: the long form where there is a VR (PS3.5 7.1.2), else the implicit one."""
        return self._grammar.header(self.layout, LONG)

    @property
    def short_header(self) -> Construct:
        """An element header with a 16-bit length where there is a VR, else the implicit one."""
        return self._grammar.header(self.layout, SHORT)

    @property
    def element(self) -> Construct:
        """One element with everything nested in it."""
        return self._grammar.element(self.layout)

    @property
    def item(self) -> Construct:
        """One item with its elements, and its delimiter if it has one."""
        return self._grammar.item(self.layout)

    @property
    def sequence(self) -> Construct:
        """The items of a sequence, and its delimiter if it has one."""
        return self._grammar.sequence(self.layout)

    @property
    def fragments(self) -> Construct:
        """The fragments of an encapsulated value, the basic offset table first, and the delimiter."""
        return self._grammar.fragments(self.layout)

    @property
    def data_set(self) -> Construct:
        """All elements to the end of the input (inflated, where the syntax is deflated)."""
        return self._grammar.data_set(self.layout)


class Encodings(Mapping[str, Encoding]):
    """The encodings by transfer syntax UID; immutable."""

    def __init__(self, syntaxes: Mapping[str, TransferSyntax], grammar: DataSetGrammar) -> None:
        self._encodings = {uid: Encoding(syntax, grammar) for uid, syntax in syntaxes.items()}

    def __getitem__(self, uid: str) -> Encoding:
        return self._encodings[uid]

    def __iter__(self) -> Iterator[str]:
        return iter(self._encodings)

    def __len__(self) -> int:
        return len(self._encodings)

    def for_uid(self, uid: str) -> Encoding:
        """The encoding of a UID, with or without its padding.

        Raises DicomError for a transfer syntax that the table does not know.
        """
        trimmed = uid.strip(" \0")
        if trimmed not in self._encodings:
            raise DicomError("unknown transfer syntax", found=trimmed or "nothing")
        return self._encodings[trimmed]


_ROWS = (
    TransferSyntax("1.2.840.10008.1.2", "ImplicitVRLittleEndian", implicit=True),
    TransferSyntax("1.2.840.10008.1.2.1", "ExplicitVRLittleEndian"),
    TransferSyntax("1.2.840.10008.1.2.1.98", "EncapsulatedUncompressedExplicitVRLittleEndian", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.1.99", "DeflatedExplicitVRLittleEndian", deflated=True),
    TransferSyntax("1.2.840.10008.1.2.2", "ExplicitVRBigEndian", little_endian=False, retired=True),
    TransferSyntax("1.2.840.10008.1.2.4.50", "JPEGBaseline8Bit", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.51", "JPEGExtended12Bit", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.52", "JPEGExtended35", encapsulated=True, retired=True),
    TransferSyntax(
        "1.2.840.10008.1.2.4.53", "JPEGSpectralSelectionNonHierarchical68", encapsulated=True, retired=True
    ),
    TransferSyntax(
        "1.2.840.10008.1.2.4.54", "JPEGSpectralSelectionNonHierarchical79", encapsulated=True, retired=True
    ),
    TransferSyntax(
        "1.2.840.10008.1.2.4.55", "JPEGFullProgressionNonHierarchical1012", encapsulated=True, retired=True
    ),
    TransferSyntax(
        "1.2.840.10008.1.2.4.56", "JPEGFullProgressionNonHierarchical1113", encapsulated=True, retired=True
    ),
    TransferSyntax("1.2.840.10008.1.2.4.57", "JPEGLossless", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.58", "JPEGLosslessNonHierarchical15", encapsulated=True, retired=True),
    TransferSyntax("1.2.840.10008.1.2.4.59", "JPEGExtendedHierarchical1618", encapsulated=True, retired=True),
    TransferSyntax("1.2.840.10008.1.2.4.60", "JPEGExtendedHierarchical1719", encapsulated=True, retired=True),
    TransferSyntax(
        "1.2.840.10008.1.2.4.61", "JPEGSpectralSelectionHierarchical2022", encapsulated=True, retired=True
    ),
    TransferSyntax(
        "1.2.840.10008.1.2.4.62", "JPEGSpectralSelectionHierarchical2123", encapsulated=True, retired=True
    ),
    TransferSyntax(
        "1.2.840.10008.1.2.4.63", "JPEGFullProgressionHierarchical2426", encapsulated=True, retired=True
    ),
    TransferSyntax(
        "1.2.840.10008.1.2.4.64", "JPEGFullProgressionHierarchical2527", encapsulated=True, retired=True
    ),
    TransferSyntax("1.2.840.10008.1.2.4.65", "JPEGLosslessHierarchical28", encapsulated=True, retired=True),
    TransferSyntax("1.2.840.10008.1.2.4.66", "JPEGLosslessHierarchical29", encapsulated=True, retired=True),
    TransferSyntax("1.2.840.10008.1.2.4.70", "JPEGLosslessSV1", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.80", "JPEGLSLossless", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.81", "JPEGLSNearLossless", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.90", "JPEG2000Lossless", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.91", "JPEG2000", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.92", "JPEG2000MCLossless", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.93", "JPEG2000MC", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.94", "JPIPReferenced"),
    TransferSyntax("1.2.840.10008.1.2.4.95", "JPIPReferencedDeflate", deflated=True),
    TransferSyntax("1.2.840.10008.1.2.4.100", "MPEG2MPML", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.100.1", "MPEG2MPMLF", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.101", "MPEG2MPHL", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.101.1", "MPEG2MPHLF", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.102", "MPEG4HP41", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.102.1", "MPEG4HP41F", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.103", "MPEG4HP41BD", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.103.1", "MPEG4HP41BDF", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.104", "MPEG4HP422D", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.104.1", "MPEG4HP422DF", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.105", "MPEG4HP423D", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.105.1", "MPEG4HP423DF", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.106", "MPEG4HP42STEREO", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.106.1", "MPEG4HP42STEREOF", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.107", "HEVCMP51", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.108", "HEVCM10P51", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.110", "JPEGXLLossless", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.111", "JPEGXLJPEGRecompression", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.112", "JPEGXL", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.201", "HTJ2KLossless", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.202", "HTJ2KLosslessRPCL", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.203", "HTJ2K", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.4.204", "JPIPHTJ2KReferenced"),
    TransferSyntax("1.2.840.10008.1.2.4.205", "JPIPHTJ2KReferencedDeflate", deflated=True),
    TransferSyntax("1.2.840.10008.1.2.5", "RLELossless", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.2.6.1", "RFC2557MIMEEncapsulation", retired=True),
    TransferSyntax("1.2.840.10008.1.2.6.2", "XMLEncoding", retired=True),
    TransferSyntax("1.2.840.10008.1.2.7.1", "SMPTEST211020UncompressedProgressiveActiveVideo"),
    TransferSyntax("1.2.840.10008.1.2.7.2", "SMPTEST211020UncompressedInterlacedActiveVideo"),
    TransferSyntax("1.2.840.10008.1.2.7.3", "SMPTEST211030PCMDigitalAudio"),
    TransferSyntax("1.2.840.10008.1.2.8.1", "DeflatedImageFrameCompression", encapsulated=True),
    TransferSyntax("1.2.840.10008.1.20", "Papyrus3ImplicitVRLittleEndian", implicit=True, retired=True),
    TransferSyntax(
        "1.2.840.113619.5.2", "GEPrivateImplicitVRBigEndianPixels", implicit=True, pixels_little_endian=False
    ),
)

SYNTAXES: Mapping[str, TransferSyntax] = {row.uid: row for row in _ROWS}
"""Every transfer syntax of PS3.6 Table A-1 (edition 2026d), and GE's private one with big-endian pixels."""
