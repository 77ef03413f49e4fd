"""The evaluators of the grammar, which read the same containers from the same bytes."""

from __future__ import annotations

from dicomconstruct.engines.compiled import CompiledEngine, Record
from dicomconstruct.engines.grammar import FileGrammar
from dicomconstruct.engines.reference import ReferenceEngine

__all__ = ["CompiledEngine", "FileGrammar", "Record", "ReferenceEngine"]
