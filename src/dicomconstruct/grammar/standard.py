"""The structs of the standard's own VRs and transfer syntaxes."""

from __future__ import annotations

from dicomconstruct.grammar.data_set import DataSetGrammar, dicom_file
from dicomconstruct.grammar.syntaxes import SYNTAXES, Encoding, Encodings
from dicomconstruct.grammar.vrs import VRS

STANDARD_GRAMMAR = DataSetGrammar(VRS)
DicomFile = dicom_file(STANDARD_GRAMMAR, SYNTAXES)
"""A whole Part 10 file or a bare data set: ``DicomFile.build(DicomFile.parse(b)) == b`` for every ``b``."""

encodings = Encodings(SYNTAXES, STANDARD_GRAMMAR)
"""Every encoding by transfer syntax UID."""


def encoding_for(uid: str) -> Encoding:
    """The encoding of a transfer syntax UID, with or without its padding; DicomError for an unknown one."""
    return encodings.for_uid(uid)
