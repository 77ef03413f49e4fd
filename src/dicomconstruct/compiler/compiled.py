"""A construct compiled in this process, and packers of fixed fields."""

from __future__ import annotations

import builtins
import linecache
from collections.abc import Callable, Mapping
from struct import error as struct_error, unpack_from
from typing import Any, NamedTuple

from construct import Construct

from dicomconstruct.compiler.emission import Emission
from dicomconstruct.compiler.emit_writer import emit_packer
from dicomconstruct.compiler.interpreting import as_interpreted, ask, built, called
from dicomconstruct.compiler.plan import Part
from dicomconstruct.compiler.program import Program
from dicomconstruct.compiler.runtime import Lazy, RowFrame, RowTokens, Short, UnreadLevel, end_of, value_under
from dicomconstruct.compiler.source import SourceText
from dicomconstruct.compiler.writing import NestedWriter, Unwrapped, exactly, octets, only_bytes, packed
from dicomconstruct.errors import GrammarError


class Compiled(Program):
    """The specialised reader and writer of a construct, emitted in this process.

    Parameters
    ----------
    construct
        The construct.
    name
        The name of the emitted source in tracebacks.
    """

    def __init__(self, construct: Construct, name: str) -> None:
        self.name = name
        self._construct = construct
        self._emission = emission = Emission(construct, name)
        self.memos = emission.memos
        self.defaults = emission.defaults
        self.key = emission.key
        self.filename = filename_of(name)
        self.namespace = {**RUNTIME, **emission.constants}
        load(emission.text, self.filename, self.namespace)
        self._tie(emission)

    @property
    def construct(self) -> Construct:
        return self._construct

    @property
    def plan(self) -> Part:
        return self._emission.plan

    @property
    def source(self) -> str:
        return self._emission.text

    def _tie(self, emission: Emission) -> None:
        """Fill the tables through which emitted functions find each other."""
        namespace = self.namespace
        for table, functions in emission.tables.items():
            namespace[table].update((value, namespace[name]) for value, name in functions.items())
        namespace["LEVELS"] = emission.levels
        namespace["READERS"] = {key: namespace[name] for key, name in emission.readers.items()}
        namespace["write_levels"] = NestedWriter(
            {token: namespace[name] for token, name in emission.writers.items()}
        )
        self.tie_shapes()

    def packer(self, *varying: str) -> Packer:
        """The packer of a structure of fixed fields: it packs from those that vary, once the others are preset.

        Raises GrammarError for any other structure, and where it lacks one of the fields named.
        """
        source = SourceText()
        name = f"{self.name} by {' '.join(varying)}"
        source.line(f'"""{name}: emitted by dicomconstruct.compiler. Edit the grammar, not this."""')
        preset = emit_packer(source, self.plan, varying, name)
        namespace: dict[str, Any] = {**RUNTIME, **source.constants, "build": self.build}
        load(str(source), filename_of(name), namespace)
        return Packer(str(source), preset, namespace["preset_with"])


class Packer(NamedTuple):
    """A structure of fixed fields, packed from a few of them."""

    source: str
    """The emitted text."""
    preset: tuple[str, ...]
    """The fields that are preset beforehand."""
    preset_with: Callable[..., Callable[..., bytes]]
    """Takes the preset fields; gives a function of those that vary, whose errors are those of `Compiled.build`."""

    def with_preset(self, fields: Mapping[str, Any]) -> Callable[..., bytes]:
        """The function that packs the fields that vary; `fields` has the others, and may have more, as in building.

        Raises GrammarError for bytes of another size than their field's.
        """
        try:
            return self.preset_with(*(fields[name] for name in self.preset))
        except Short:
            raise GrammarError(f"preset fields that do not fit: {', '.join(self.preset)}") from None


def filename_of(name: str) -> str:
    """A file name for emitted source that no other source has yet."""
    filename, count = f"<dicomconstruct {name}>", 1
    while filename in linecache.cache:
        count += 1
        filename = f"<dicomconstruct {name} {count}>"
    return filename


def load(text: str, filename: str, namespace: dict[str, Any]) -> None:
    """Run emitted source in a namespace; tracebacks, debuggers and `inspect` show its lines."""
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    exec(builtins.compile(text, filename, "exec"), namespace)


def compile(construct: Construct, name: str = "") -> Compiled:
    """The specialised reader and writer of a construct.

    Parameters
    ----------
    construct
        A construct that docs/compiler.md lists.
    name
        The name of its source in tracebacks; the construct's own name by default.

    Raises
    ------
    GrammarError
        For a construct that cannot be lowered; `path` names the field.

    >>> from construct import Bytes, Int8ub, Int16ub, Struct
    >>> record = compile(Struct("kind" / Int8ub, "length" / Int16ub), "record")
    >>> record.parse(bytes.fromhex("01 0002")).length
    2
    >>> record.build({"kind": 1, "length": 2}).hex()
    '010002'
    """
    return Compiled(construct, name or construct.name or type(construct).__name__)


RUNTIME: dict[str, Any] = {
    "RowFrame": RowFrame,
    "LATER": Lazy.LATER,
    "UnreadLevel": UnreadLevel,
    "NO": Lazy.NO,
    "RowTokens": RowTokens,
    "value_under": value_under,
    "Short": Short,
    "Unwrapped": Unwrapped,
    "ask": ask,
    "built": built,
    "called": called,
    "end_of": end_of,
    "exactly": exactly,
    "as_interpreted": as_interpreted,
    "octets": octets,
    "only_bytes": only_bytes,
    "packed": packed,
    "struct_error": struct_error,
    "unpack_from": unpack_from,
}
"""The objects that emitted code refers to by name."""
