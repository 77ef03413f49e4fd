"""Source text under construction: indented lines, and the constants that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from textwrap import dedent
from typing import Any


class SourceText:
    """Lines of Python and the objects that they refer to by name; the same calls give the same text."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.constants: dict[str, Any] = {}
        self.tables: dict[str, Mapping[Any, str]] = {}
        self._depth = 0
        self._numbers: dict[str, int] = {}

    def line(self, text: str = "") -> None:
        self.lines.append("    " * self._depth + text if text else "")

    def text(self, template: str) -> None:
        """Several lines, with their own indentation, from an indented text."""
        for line in dedent(template).strip("\n").split("\n"):
            self.line(line)

    @contextmanager
    def function(self, head: str) -> Iterator[None]:
        """A function of the module, behind two empty lines."""
        self.lines += ["", ""]
        with self.block(f"def {head}:"):
            yield

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Lines indented under `head`."""
        self.line(head)
        self._depth += 1
        yield
        self._depth -= 1

    def constant(self, prefix: str, value: Any) -> str:
        """A name for an object; equal ones of the same kind share it."""
        for name, known in self.constants.items():
            if name.rstrip("0123456789") == prefix and (known is value or _same(known, value)):
                return name
        number = self._numbers.get(prefix, 0)
        self._numbers[prefix] = number + 1
        name = f"{prefix}{number}"
        self.constants[name] = value
        return name

    def literal(self, prefix: str, value: Any) -> str:
        """The text of a number, text or bytes; of anything else, enumerated ones included, a constant's name."""
        return repr(value) if type(value) in (int, bool, str, bytes) else self.constant(prefix, value)

    def functions(self, prefix: str, names: Mapping[Any, str]) -> str:
        """A name for a table of emitted functions, which is filled once they exist."""
        name = self.constant(prefix, dict.fromkeys(names))
        self.tables[name] = names
        return name

    def unique(self, prefix: str) -> str:
        """A name for a variable that no other one has."""
        prefix = re.sub(r"^(?=\d)|\W+", "_", prefix)
        number = self._numbers.get(prefix, 0)
        self._numbers[prefix] = number + 1
        return f"{prefix}{number}"

    def __str__(self) -> str:
        return "\n".join(self.lines) + "\n"


def _same(one: Any, other: Any) -> bool:
    return isinstance(one, frozenset | bytes) and type(one) is type(other) and one == other
