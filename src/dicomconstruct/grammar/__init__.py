"""The DICOM file format as bidirectional construct structs: the only place that knows a byte's meaning.

`DicomFile` parses and builds any byte string (PS3.10 7.1); `encodings` has the constructs of each transfer
syntax (PS3.5 Annex A); `VRS` has a row for each value representation (PS3.5 6.2).
"""

from __future__ import annotations

from dicomconstruct.grammar.data_set import DataSetGrammar
from dicomconstruct.grammar.file import dicom_file
from dicomconstruct.grammar.syntaxes import SYNTAXES, Encoding, Encodings, TransferSyntax
from dicomconstruct.grammar.vrs import LONG, SHORT, VR, VRS, VRTable

STANDARD_GRAMMAR = DataSetGrammar(VRS)
DicomFile = dicom_file(STANDARD_GRAMMAR, SYNTAXES)
"""A whole Part 10 file or a bare data set: ``DicomFile.build(DicomFile.parse(b)) == b`` for every ``b``."""

encodings = Encodings(SYNTAXES, STANDARD_GRAMMAR)
"""Every encoding by transfer syntax UID."""


def encoding_for(uid: str) -> Encoding:
    """The encoding of a transfer syntax UID, padding and all; DicomError for one that is unknown."""
    return encodings.for_uid(uid)


__all__ = [
    "LONG",
    "SHORT",
    "SYNTAXES",
    "VR",
    "VRS",
    "DataSetGrammar",
    "DicomFile",
    "Encoding",
    "Encodings",
    "TransferSyntax",
    "VRTable",
    "dicom_file",
    "encoding_for",
    "encodings",
]
