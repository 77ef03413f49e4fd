"""Loading of generated tables, and matching of masked tags."""

from __future__ import annotations

from importlib import import_module


def lines(module: str, constant: str = "ROWS") -> list[str]:
    """The rows of a generated table, their columns separated by tabs."""
    text: str = getattr(import_module(f"dicomconstruct.dictionary.{module}_generated"), constant)
    return text.splitlines()


def table(module: str, constant: str = "ROWS") -> list[list[str]]:
    """The rows of a generated table, each split into its columns."""
    return [line.split("\t") for line in lines(module, constant)]


class Mask:
    """A tag with open digits, such as ``60xx3000`` (PS3.5 7.6) or ``0029xx10`` (PS3.5 7.8.1)."""

    __slots__ = ("care", "fixed")

    def __init__(self, pattern: str) -> None:
        self.fixed = int(pattern.lower().replace("x", "0"), 16)
        self.care = int("".join("0" if digit in "xX" else "f" for digit in pattern), 16)

    def matches(self, tag: int) -> bool:
        return tag & self.care == self.fixed


def is_masked(pattern: str) -> bool:
    """Whether a tag's pattern leaves a digit open."""
    return "x" in pattern.lower()
