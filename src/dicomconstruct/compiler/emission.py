"""The code emitted for a construct, before it is run: text, constants, and tables of functions."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from construct import Construct

from dicomconstruct.compiler.emit_levels import LevelEmitter
from dicomconstruct.compiler.emit_reader import ReaderEmitter
from dicomconstruct.compiler.emit_writer import WriterEmitter
from dicomconstruct.compiler.lower import lower, lower_levels, nested_in
from dicomconstruct.compiler.plan import Part, defaults_of
from dicomconstruct.compiler.source import SourceText
from dicomconstruct.grammar.combinators import Level
from dicomconstruct.grammar.keys import Key

DRIVER = """

def read_levels(data, pos, end, reading, start, lazy, single=False):
    rows = []
    frame = RowFrame(READERS[start], start, end, False, None, None, 0, rows, reading, lazy is not NO)
    while frame is not None:
        pos, frame = frame.read(data, pos, frame, reading)
    if single:
        del rows[1:]
        if not rows:
            raise Short
        pos = end_of(rows[0])
    return rows, pos
"""


class Emission:
    """The text of a reader and a writer, and the objects that it names.

    Parameters
    ----------
    construct
        The construct.
    name
        The name of the text.

    Attributes
    ----------
    plan
        The plan of the construct.
    text
        The emitted text.
    constants
        The objects that the text refers to by name; the same construct gives the same names.
    tables
        The constants that are filled with emitted functions, and the names of those functions.
    readers
        The names of the levels' readers, by the level's key.
    writers
        The names of the tokens' writers, by the level's key and the token's name.
    memos, defaults, key
        As for `Program`.
    """

    def __init__(self, construct: Construct, name: str) -> None:
        self.plan: Part = lower(construct, (name,))
        self._nested = nested_in(self.plan, name)
        source = SourceText()
        source.line(f'"""{name}: emitted by dicomconstruct.compiler. Edit the grammar, not this."""')
        emitter = self._emit_levels(source)
        ReaderEmitter(source, emitter).emit(self.plan)
        WriterEmitter(source).emit(self.plan)
        self.writers = self._emit_token_writers(source)
        self.readers = {plan.key: f"read_{plan.name}" for plan in emitter.plans} if emitter is not None else {}
        self.memos: Mapping[str, tuple[str, str, str]] = emitter.memos if emitter is not None else {}
        self.key: Key | None = self._nested.key if self._nested is not None else None
        self.defaults = defaults_of(self.levels)
        self.text = str(source)
        self.constants = source.constants
        self.tables = source.tables

    @property
    def levels(self) -> Mapping[Hashable, Level]:
        """The levels of the nested structures."""
        return self._nested.levels if self._nested is not None else {}

    def _emit_levels(self, source: SourceText) -> LevelEmitter | None:
        if self._nested is None:
            return None
        emitter = LevelEmitter(source, lower_levels(self._nested), self._nested.key)
        emitter.emit()
        source.lines += DRIVER.rstrip("\n").split("\n")
        return emitter

    def _emit_token_writers(self, source: SourceText) -> dict[tuple[Hashable, str], str]:
        """Emit a writer for each token; tokens that share a construct share it."""
        names: dict[int, str] = {}
        writers: dict[tuple[Hashable, str], str] = {}
        if self._nested is not None:
            for plan in lower_levels(self._nested):
                for token, construct in plan.level.tokens.items():
                    if id(construct) not in names:
                        names[id(construct)] = f"write_{plan.name}_{token.replace(' ', '_')}"
                        WriterEmitter(source).emit(lower(construct, (plan.name, token)), names[id(construct)])
                    writers[plan.key, token] = names[id(construct)]
        return writers
