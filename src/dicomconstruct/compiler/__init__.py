"""Construct structs compiled to Python source: a plan, an emitted reader and writer, loaded like a module.

It knows construct and the combinators of `grammar.combinators`, and nothing of DICOM. `compile` refuses what it
cannot lower with a GrammarError that names it; ``Interpreted(...)`` in a grammar leaves a part to the interpreter.

What emitted code needs (`runtime`, `writing`, `program`) is imported without construct; what emits it is loaded
when something has to be compiled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomconstruct.lazy import attributes

if TYPE_CHECKING:
    from dicomconstruct.compiler.compiled import Compiled, Packer, compile
    from dicomconstruct.compiler.prepared import Prepared
    from dicomconstruct.compiler.program import Program

_HOMES = {
    "Compiled": "dicomconstruct.compiler.compiled",
    "Packer": "dicomconstruct.compiler.compiled",
    "Prepared": "dicomconstruct.compiler.prepared",
    "Program": "dicomconstruct.compiler.program",
    "compile": "dicomconstruct.compiler.compiled",
}

__getattr__ = attributes(__name__, _HOMES)

__all__ = ["Compiled", "Packer", "Prepared", "Program", "compile"]
