"""Construct structs compiled to Python source: a plan, an emitted reader and writer, loaded like a module.

It knows construct and the combinators of `grammar.combinators`, and nothing of DICOM. `compile` refuses what it
cannot lower with a GrammarError that names it; ``Interpreted(...)`` in a grammar leaves a part to the interpreter.
"""

from __future__ import annotations

from construct import Construct

from dicomconstruct.compiler.compiled import Compiled, Packer


def compile(construct: Construct, name: str = "") -> Compiled:
    """The specialised reader and writer of a construct.

    Parameters
    ----------
    construct
        Any construct of those that docs/compiler.md lists.
    name
        What its source is called in tracebacks; the construct's own name where none is given.

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


__all__ = ["Compiled", "Packer", "compile"]
