"""Face of pydicom.util.codify: data sets as the Python programs that make them."""

from __future__ import annotations

import argparse
import os
import sys
from collections import deque
from collections.abc import Callable
from typing import Any

from dicomconstruct.compat.pydicom.cli.main import EXAMPLES, filespec_parser
from dicomconstruct.dataelem.representations import AMBIGUOUS_VR, BYTES_VR
from dicomconstruct.dataset import Dataset
from dicomconstruct.explore.codify import (
    IMPORTS,
    Codifier,
    file_code,
    in_snake_case as camel_to_underscore,
    shortened as default_name_filter,
    tag_code as tag_repr,
)
from dicomconstruct.filereader import dcmread

DEFAULT_EXCLUDE_SIZE = 100
"""Bytes of a binary value beyond which it is left out."""


def code_imports() -> str:
    """The import statements of the programs."""
    return "\n".join(IMPORTS)


def code_dataelem(
    dataelem: Any,
    dataset_name: str = "ds",
    exclude_size: int | None = None,
    include_private: bool = False,
    var_names: deque[str] | None = None,  # noqa: ARG001
) -> str:
    """The code that puts an element into a data set; parameters as `Codifier`."""
    return Codifier(exclude_size, include_private).element(dataelem, dataset_name)


def code_sequence(
    dataelem: Any,
    dataset_name: str = "ds",
    exclude_size: int | None = None,
    include_private: bool = False,
    name_filter: Callable[[str], str] = default_name_filter,
    var_names: deque[str] | None = None,  # noqa: ARG001
) -> str:
    """The code that puts a sequence into a data set; parameters as `Codifier`."""
    return Codifier(exclude_size, include_private, name_filter).element(dataelem, dataset_name)


def code_dataset(
    ds: Any,
    dataset_name: str = "ds",
    exclude_size: int | None = None,
    include_private: bool = False,
    is_file_meta: bool = False,
    var_names: deque[str] | None = None,  # noqa: ARG001
) -> str:
    """The code that makes a data set; parameters as `Codifier`."""
    return Codifier(exclude_size, include_private).data_set(ds, dataset_name, is_file_meta=is_file_meta)


def code_file_from_dataset(ds: Any, exclude_size: int | None = None, include_private: bool = False) -> str:
    """The program that makes a file; parameters as `Codifier`."""
    return file_code(ds, exclude_size, include_private)


def code_file(filename: str, exclude_size: int | None = None, include_private: bool = False) -> str:
    """The program that makes the file at a path; parameters as `Codifier`, errors as `dcmread`."""
    return code_file_from_dataset(dcmread(filename, force=True), exclude_size, include_private)


def set_parser_arguments(parser: argparse.ArgumentParser, default_exclude_size: int) -> None:
    """Add the arguments of `pydicom codify` to a parser."""
    parser.add_argument("filespec", type=filespec_parser, help=f"what to read: {EXAMPLES}")
    parser.add_argument("outfile", nargs="?", type=argparse.FileType("w", encoding="UTF-8"), default=None)
    size_help = f"leave out binary values of more bytes (default {default_exclude_size})"
    parser.add_argument("-e", "--exclude-size", type=int, default=default_exclude_size, help=size_help)
    parser.add_argument("-p", "--include-private", action="store_true", help="private elements too")
    parser.add_argument("-s", "--save-as", help="what the program saves the file as")
    parser.epilog = "A binary value that is left out becomes a line that is no valid Python, so that it is noticed."


def do_codify(args: argparse.Namespace) -> None:
    """Run `pydicom codify`. NotImplementedError where a single element was asked for."""
    ((whole, element),) = args.filespec
    if element is not None and not isinstance(element, Dataset):
        raise NotImplementedError("Codify can only code a data set, not a single element")
    ds = whole if element is None else element
    name = getattr(whole, "filename", None)
    default = os.path.basename(name) if isinstance(name, str) else "data_set.dcm"
    stem, suffix = os.path.splitext(default)
    save_as = args.save_as or f"{stem}_from_codify{suffix}"
    text = (
        file_code(ds, args.exclude_size, args.include_private, save_as=save_as)
        if element is None
        else code_dataset(ds, "ds", args.exclude_size, args.include_private)
    )
    print(text, file=args.outfile or sys.stdout)


def main(default_exclude_size: int, args: list[str] | None = None) -> None:
    """Run the command with the arguments given, or those of the process."""
    parser = argparse.ArgumentParser(
        prog="pydicom codify", description="A DICOM file as the program that makes it."
    )
    set_parser_arguments(parser, default_exclude_size)
    do_codify(parser.parse_args(args))


__all__ = [
    "AMBIGUOUS_VR",
    "BYTES_VR",
    "camel_to_underscore",
    "code_dataelem",
    "code_dataset",
    "code_file",
    "code_file_from_dataset",
    "code_imports",
    "code_sequence",
    "default_name_filter",
    "do_codify",
    "main",
    "set_parser_arguments",
    "tag_repr",
]
