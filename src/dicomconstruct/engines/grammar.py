"""The grammar of whole files over VR rows and transfer syntaxes, and the engines that run it, each made once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from dicomconstruct import compiler, grammar
from dicomconstruct.engines.compiled import CompiledEngine
from dicomconstruct.engines.reference import ReferenceEngine
from dicomconstruct.grammar.syntaxes import TransferSyntax
from dicomconstruct.grammar.vrs import VRTable

if TYPE_CHECKING:
    from dicomconstruct.grammar import DataSetGrammar, Encodings
    from dicomconstruct.grammar.combinators import Completing

NAME = "DicomFile"
"""The name in tracebacks of the source emitted for whole files."""


class FileGrammar:
    """A grammar of whole files; codecs that differ only in limits or dictionary share one.

    Parameters
    ----------
    vrs
        The VR rows.
    syntaxes
        The transfer syntaxes by UID.
    """

    def __init__(self, vrs: VRTable, syntaxes: Mapping[str, TransferSyntax]) -> None:
        self.vrs = vrs
        self.syntaxes = syntaxes

    @cached_property
    def data_set(self) -> DataSetGrammar:
        """The constructs of data sets."""
        return grammar.DataSetGrammar(self.vrs)

    @cached_property
    def encodings(self) -> Encodings:
        """The encodings by transfer syntax UID."""
        return grammar.Encodings(self.syntaxes, self.data_set)

    @cached_property
    def file(self) -> Completing:
        """The construct of whole files."""
        return grammar.dicom_file(self.data_set, self.syntaxes)

    @cached_property
    def reference(self) -> ReferenceEngine:
        """The engine that interprets the constructs."""
        return ReferenceEngine(self.file)

    @cached_property
    def compiled(self) -> CompiledEngine:
        """The engine that runs code emitted from them; compiled when first asked for."""
        return CompiledEngine(compiler.compile(self.file, NAME))
