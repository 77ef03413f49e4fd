"""The DICOM file format as bidirectional construct structs: the only place that knows a byte's meaning.

`DicomFile` parses and builds any byte string (PS3.10 7.1); `encodings` has the constructs of each transfer
syntax (PS3.5 Annex A); `VRS` has a row for each value representation (PS3.5 6.2).

The facts (`primitives`, `layouts`, `vrs`, `syntaxes`) and what values mean (`kinds`) are imported without
construct; the structs made of them are loaded when one is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomconstruct.lazy import attributes

if TYPE_CHECKING:
    from dicomconstruct.grammar.combinators import stepwise
    from dicomconstruct.grammar.data_set import DataSetGrammar, dicom_file
    from dicomconstruct.grammar.headers import HEADER_SIZES, HEADERS, largest_length, tag_bytes
    from dicomconstruct.grammar.standard import STANDARD_GRAMMAR, DicomFile, encoding_for, encodings
    from dicomconstruct.grammar.syntaxes import SYNTAXES, Encoding, Encodings, TransferSyntax
    from dicomconstruct.grammar.vrs import LONG, SHORT, VR, VRS, Behaviour, VRTable

_HOMES = {
    "Behaviour": "dicomconstruct.grammar.vrs",
    "HEADERS": "dicomconstruct.grammar.headers",
    "HEADER_SIZES": "dicomconstruct.grammar.headers",
    "LONG": "dicomconstruct.grammar.vrs",
    "SHORT": "dicomconstruct.grammar.vrs",
    "STANDARD_GRAMMAR": "dicomconstruct.grammar.standard",
    "SYNTAXES": "dicomconstruct.grammar.syntaxes",
    "VR": "dicomconstruct.grammar.vrs",
    "VRS": "dicomconstruct.grammar.vrs",
    "DataSetGrammar": "dicomconstruct.grammar.data_set",
    "DicomFile": "dicomconstruct.grammar.standard",
    "Encoding": "dicomconstruct.grammar.syntaxes",
    "Encodings": "dicomconstruct.grammar.syntaxes",
    "TransferSyntax": "dicomconstruct.grammar.syntaxes",
    "VRTable": "dicomconstruct.grammar.vrs",
    "dicom_file": "dicomconstruct.grammar.data_set",
    "encoding_for": "dicomconstruct.grammar.standard",
    "encodings": "dicomconstruct.grammar.standard",
    "largest_length": "dicomconstruct.grammar.headers",
    "stepwise": "dicomconstruct.grammar.combinators",
    "tag_bytes": "dicomconstruct.grammar.headers",
}

__getattr__ = attributes(__name__, _HOMES)

__all__ = [
    "HEADERS",
    "HEADER_SIZES",
    "LONG",
    "SHORT",
    "STANDARD_GRAMMAR",
    "SYNTAXES",
    "VR",
    "VRS",
    "Behaviour",
    "DataSetGrammar",
    "DicomFile",
    "Encoding",
    "Encodings",
    "TransferSyntax",
    "VRTable",
    "dicom_file",
    "encoding_for",
    "encodings",
    "largest_length",
    "stepwise",
    "tag_bytes",
]
