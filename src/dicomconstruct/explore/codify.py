"""A data set as the Python program that builds it: the start of a test from a real file, or an example."""

from __future__ import annotations

import re
from collections.abc import Callable
from os import fspath, path
from typing import Any

from dicomconstruct.dataset import Dataset
from dicomconstruct.dataset.traversal import refuse_cycles
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag
from dicomconstruct.values import MultiValue

IMPORTS = (
    "import pydicom",
    "from pydicom.dataset import Dataset, FileMetaDataset",
    "from pydicom.sequence import Sequence",
)
SHORTER = (
    ("control_point", "cp"),
    ("reference", "ref"),
    ("fraction_group", "frxn_gp"),
    ("_procedure", "_proc"),
    ("procedure_", "proc_"),
)
"""Abbreviations of words in names of variables."""
CODING = "# -*- coding: utf-8 -*-"
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[^_])(?=[A-Z][a-z])|(?<=_)(?=[A-Z])")

Naming = Callable[[str], str]


def in_snake_case(name: str) -> str:
    """A keyword as the name of a variable: ``BeamSequence`` as ``beam_sequence``."""
    return _WORD.sub("_", name).lower()


def shortened(name: str) -> str:
    """A keyword as a short name of a variable: ``ControlPointSequence`` as ``cp_sequence``."""
    name = in_snake_case(name)
    for long, short in SHORTER:
        name = name.replace(long, short)
    return name


def tag_code(tag: BaseTag) -> str:
    """A tag as code."""
    return f"(0x{tag.group:04X}, 0x{tag.element:04X})"


class Codifier:
    """Writes the code of data sets; one for each program, so that its variables have different names.

    Parameters
    ----------
    exclude_size
        Larger binary values in bytes are left out, replaced by a line that is not valid Python. None for
        no limit.
    include_private
        Whether private elements are in the program.
    naming
        The function that makes names of variables from keywords.
    """

    def __init__(
        self, exclude_size: int | None = None, include_private: bool = False, naming: Naming = shortened
    ) -> None:
        self.exclude_size = exclude_size
        self.include_private = include_private
        self.naming = naming
        self._taken: dict[str, int] = {}
        """The names of variables, each with the greatest number of the names derived from it."""

    def data_set(self, data_set: Any, name: str = "ds", *, is_file_meta: bool = False) -> str:
        """The code that makes a data set.

        Parameters
        ----------
        data_set
            The data set.
        name
            Its variable.
        is_file_meta
            Whether it is the file meta information of a file.

        Raises
        ------
        DicomError
            When the data set holds itself.
        """
        kind = "FileMetaDataset" if is_file_meta else "Dataset"
        return "\n".join([f"{name} = {kind}()", *self._elements(data_set, name)])

    def _elements(self, data_set: Any, name: str) -> list[str]:
        refuse_cycles(data_set)
        lines: list[str] = []
        pending: list[tuple[Any, str]] = [(one, name) for one in reversed(list(data_set))]
        while pending:
            one, holder = pending.pop()
            if isinstance(one, str):
                lines.append(one)
            elif self.include_private or not one.tag.is_private:
                lines += self._opening(one, holder, pending)
        return lines

    def element(self, element: Any, name: str = "ds") -> str:
        """The code that puts one element, with its items, into the data set of that name."""
        holder = Dataset()
        holder.add(element)
        included, self.include_private = self.include_private, True
        try:
            return "\n".join(self._elements(holder, name))
        finally:
            self.include_private = included

    def _opening(self, element: Any, holder: str, pending: list[tuple[Any, str]]) -> list[str]:
        """The lines of an element; its items are pushed on the stack."""
        target = self._target(element, holder)
        if not isinstance(element.value, Sequence):
            return [target % self._value(element)]
        title = element.name
        base = element.keyword or f"Tag{element.tag:08x}"
        sequence = self._variable(self.naming(base))
        lines = ["", f"# {title}", f"{sequence} = Sequence()", target % sequence]
        single, own = title.removesuffix(" Sequence"), self.naming(base).removesuffix("_sequence")
        inside: list[tuple[Any, str]] = []
        for number, item in enumerate(element.value, 1):
            variable = self._variable(f"{own}{number}")
            heading = [f"# {title}: {single} {number}", f"{variable} = Dataset()", f"{sequence}.append({variable})"]
            inside += [("", ""), *((line, "") for line in heading), *((one, variable) for one in item)]
        pending += reversed(inside)
        return lines

    def _target(self, element: Any, holder: str) -> str:
        if element.keyword:
            return f"{holder}.{element.keyword} = %s"
        return f"{holder}.add_new({tag_code(element.tag)}, {element.VR!r}, %s)"

    def _variable(self, wanted: str) -> str:
        """A name that no other variable has."""
        name, count = wanted, self._taken.get(wanted, 0)
        while name in self._taken:
            count += 1
            name = f"{wanted}_{count}"
        self._taken[wanted] = count
        self._taken.setdefault(name, 0)
        return name

    def _value(self, element: Any) -> str:
        value = element.value
        if isinstance(value, bytes) and self.exclude_size is not None and len(value) > self.exclude_size:
            return f"# XXX Array of {len(value)} bytes excluded"
        if element.VR == "AT":
            tags = value if isinstance(value, MultiValue | list) else [value]
            codes = [tag_code(BaseTag(one)) for one in tags if one is not None]
            return codes[0] if len(codes) == 1 else f"[{', '.join(codes)}]"
        if isinstance(value, MultiValue | list):
            return f"[{', '.join(self._plain(one) for one in value)}]"
        return self._plain(value)

    @staticmethod
    def _plain(value: Any) -> str:
        """A value as a literal: text, number or bytes."""
        original = getattr(value, "original_string", None)
        if original is not None and isinstance(value, int | float):
            return repr(original)
        return repr(str(value)) if isinstance(value, str) else repr(value)


def file_code(
    data_set: Any, exclude_size: int | None = None, include_private: bool = False, *, save_as: str | None = None
) -> str:
    """The program that makes a file.

    Parameters
    ----------
    data_set
        The data set of a file.
    exclude_size, include_private
        As for `Codifier`.
    save_as
        The path that the program saves to; None for a name made from that of the file.
    """
    codifier = Codifier(exclude_size, include_private)
    source = fspath(data_set.filename) if isinstance(getattr(data_set, "filename", None), str) else ""
    parts = [CODING, f"# The program that makes the DICOM file {source!r}", *IMPORTS, ""]
    meta = getattr(data_set, "file_meta", None)
    if meta is not None:
        parts += ["# File meta information", codifier.data_set(meta, "file_meta", is_file_meta=True), ""]
    parts += ["# Data set", codifier.data_set(data_set), ""]
    if meta is not None:
        parts.append("ds.file_meta = file_meta")
    implicit, little = data_set.original_encoding
    parts.append(f"ds.set_original_encoding({bool(implicit)}, {little is not False})")
    if save_as is None:
        stem, suffix = path.splitext(source or "data_set.dcm")
        save_as = f"{stem}_from_codify{suffix}"
    parts.append(f"ds.save_as(r'{save_as}', enforce_file_format=True)")
    return "\n".join(parts)
