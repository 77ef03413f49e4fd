"""The engine of the standard's grammar: the generated module while it is fresh, else compiled in this process."""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Iterable
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from dicomconstruct import compiler, grammar
from dicomconstruct.engines.compiled import CompiledEngine
from dicomconstruct.engines.grammar import FileGrammar
from dicomconstruct.engines.standard_sources_generated import CHECKSUM, SOURCES
from dicomconstruct.grammar.syntaxes import SYNTAXES
from dicomconstruct.grammar.vrs import VRS

if TYPE_CHECKING:
    from dicomconstruct.grammar import DataSetGrammar
    from dicomconstruct.grammar.combinators import Completing

PACKAGE = "dicomconstruct"


def checksum(sources: Iterable[str]) -> int | None:
    """CRC-32 of source files of this package; None where the package was installed without sources.

    Parameters
    ----------
    sources
        Their paths inside the package, with slashes.
    """
    package = sys.modules[PACKAGE]
    loader, folder = package.__loader__, package.__path__[0]
    crc = 0
    for source in sources:
        try:
            data = loader.get_data(os.path.join(folder, *source.split("/")))  # type: ignore[union-attr]
        except OSError:
            return None
        crc = zlib.crc32(data, crc)
    return crc


class StandardGrammar(FileGrammar):
    """The grammar of the standard's VRs and transfer syntaxes; each part is made when it is first needed."""

    def __init__(self) -> None:
        super().__init__(VRS, SYNTAXES)

    @cached_property
    def data_set(self) -> DataSetGrammar:
        return grammar.STANDARD_GRAMMAR

    @cached_property
    def file(self) -> Completing:
        return grammar.DicomFile

    @cached_property
    def is_fresh(self) -> bool:
        """Whether the generated module is fresh: no source that it was emitted from was edited since."""
        return checksum(SOURCES) in (None, CHECKSUM)

    @cached_property
    def compiled(self) -> CompiledEngine:
        if not self.is_fresh:
            return super().compiled
        return CompiledEngine(compiler.Prepared(import_module("dicomconstruct.engines.standard_generated")))
