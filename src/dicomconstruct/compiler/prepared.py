"""Emitted code of a generated module, which saves each process the compilation.

The module has the emitted text and its constants; only what is part of a construct is looked up in the grammar,
and only when it is used. A conformant file is read without it.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Hashable, Mapping
from functools import cache, cached_property
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from dicomconstruct.compiler.program import Program
from dicomconstruct.compiler.runtime import Shape, interpreting

if TYPE_CHECKING:
    from construct import Construct

    from dicomconstruct.compiler.emission import Emission
    from dicomconstruct.compiler.plan import Part

BEGIN, END = "# Emitted, word for word:\n", "# What the emitted functions find each other by:\n"
"""The lines of a module before and after the emitted text."""


class Deferred:
    """A constant that is part of a construct: looked up when it is called, indexed, or asked for an attribute."""

    __slots__ = ("resolved",)

    def __init__(self, find: Callable[[], Any]) -> None:
        self.resolved = cache(find)
        """Gives the constant itself."""

    def __call__(self, *arguments: Any) -> Any:
        return self.resolved()(*arguments)

    def __getitem__(self, key: Any) -> Any:
        return self.resolved()[key]

    def __contains__(self, key: Any) -> bool:
        return key in self.resolved()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.resolved(), name)


class EmittedConstruct:
    """The construct that a module was emitted for.

    Parameters
    ----------
    module, name
        The module that holds it, and its name there.
    """

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self.name = name

    @cached_property
    def construct(self) -> Construct:
        """The construct."""
        return getattr(import_module(self._module), self.name)

    @cached_property
    def emission(self) -> Emission:
        """The compiler's emission for it, the same as in the module."""
        emission: Emission = import_module("dicomconstruct.compiler.emission").Emission(self.construct, self.name)
        return emission

    @cached_property
    def levels(self) -> Any:
        """The levels of its nested structures."""
        lowering = import_module("dicomconstruct.compiler.lower")
        return lowering.nested_in(lowering.lower(self.construct, (self.name,)), self.name).levels

    def constant(self, name: str) -> Deferred:
        """A constant of the emitted text."""
        return Deferred(lambda: self.emission.constants[name])

    def level_table(self) -> Deferred:
        """The levels by their keys."""
        return Deferred(lambda: self.levels)

    def token(self, level: Hashable, name: str) -> Deferred:
        """The construct of a token."""
        return Deferred(lambda: self.levels[level].tokens[name])

    @staticmethod
    def interpreted(name: str) -> Deferred:
        """A function that hands over to the interpreter."""
        return Deferred(lambda: getattr(interpreting(), name))


def shapes_by_field(
    field: str,
    values: Mapping[Any, Any],
    token: str,
    construct: Any,
    size: int,
    known: Mapping[str, Any],
    constants: Mapping[str, Any],
    opens: Hashable | None,
    **others: Any,
) -> dict[Any, Shape]:
    """The shapes of an alternative by the values of one field; other parameters as for `Shape`."""
    return {
        number: Shape(token, construct, size, known, {field: value, **constants}, opens, **others)
        for number, value in values.items()
    }


class Prepared(Program):
    """The reader and writer in a generated module.

    Parameters
    ----------
    module
        The module; it has the emitted functions and their constants, and `ORIGIN`, `MEMOS`, `DEFAULTS`, `ROW_KEY`.
    """

    def __init__(self, module: ModuleType) -> None:
        self.namespace = vars(module)
        self.filename = str(module.__file__)
        self.memos = module.MEMOS
        self.defaults = module.DEFAULTS
        self.key = module.ROW_KEY
        self._origin: EmittedConstruct = module.ORIGIN
        self.tie_shapes()

    @property
    def construct(self) -> Construct:
        return self._origin.construct

    @property
    def plan(self) -> Part:
        return self._origin.emission.plan

    @property
    def source(self) -> str:
        lines = linecache.getlines(self.filename, self.namespace)
        return "".join(lines[lines.index(BEGIN) + 1 : lines.index(END)])
