"""Face of pydicom.cli.main: the command `pydicom` and what its arguments name."""

from __future__ import annotations

import argparse
import re
from importlib import import_module
from typing import Any

from dicomconstruct.filereader import dcmread

EXAMPLES = "[pydicom::]FILE[::ELEMENT], as in plan.dcm, plan.dcm::PatientID, plan.dcm::BeamSequence[0].BeamName"
PREFIX = "pydicom"
SEPARATOR = "::"
STEP = r"\w+(\[-?\d+\])?"
ELEMENT = re.compile(rf"{STEP}(\.{STEP})*")
_STEP = re.compile(r"(?P<name>\w+)(\[(?P<index>-?\d+)\])?")


def eval_element(ds: Any, element: str) -> Any:
    """The element or value of an expression such as ``BeamSequence[0].BeamName`` in a data set.

    Raises ArgumentTypeError for a missing element or index.
    """
    found = ds
    for step in element.split("."):
        part = _STEP.fullmatch(step)
        if part is None:
            raise argparse.ArgumentTypeError(f"Component {step!r} has a wrong syntax")
        try:
            found = getattr(found, part["name"])
            if part["index"] is not None:
                found = found[int(part["index"])]
        except AttributeError:
            raise argparse.ArgumentTypeError(f"Data element {element!r} is not in the dataset") from None
        except IndexError as error:
            raise argparse.ArgumentTypeError(f"{element!r} index error: {error}") from None
    return found


def filespec_parts(filespec: str) -> tuple[str, str, str]:
    """The prefix, the file and the element of an argument; "" for those that are missing."""
    *before, last = filespec.split(SEPARATOR)
    prefix = before.pop(0) if before and before[0] == PREFIX else ""
    if not before:
        return prefix, last, ""
    return prefix, SEPARATOR.join(before), last


def filespec_parser(filespec: str) -> list[tuple[Any, Any]]:
    """The data set that an argument names, and the element in it or None.

    Raises ArgumentTypeError for an element spelt wrongly, a file that is not there or no DICOM file, and for an
    element that is not in it.
    """
    prefix, filename, element = filespec_parts(filespec)
    if element and ELEMENT.fullmatch(element) is None:
        raise argparse.ArgumentTypeError(f"Component {element!r} has a wrong syntax for an element")
    path = filename if not prefix else _test_file(filename)
    try:
        ds = dcmread(path, force=True)
    except FileNotFoundError:
        hint = (
            f", but '{PREFIX}{SEPARATOR}{filename}' is available" if not prefix and _has_test_file(filename) else ""
        )
        raise argparse.ArgumentTypeError(f"File '{filename}' not found{hint}") from None
    except OSError as error:
        raise argparse.ArgumentTypeError(f"Error reading '{filename}': {error}") from error
    return [(ds, eval_element(ds, element) if element else None)]


def _test_file(name: str) -> str:
    """The path of one of pydicom's test files, where its data package is there."""
    try:
        data = import_module("pydicom.data")
        return str(data.get_testdata_file(name) or next(iter(data.get_charset_files(name)), name))
    except ImportError as error:
        raise argparse.ArgumentTypeError(f"'{PREFIX}{SEPARATOR}' needs pydicom's test files: {error}") from error


def _has_test_file(name: str) -> bool:
    try:
        return _test_file(name) != name
    except argparse.ArgumentTypeError:
        return False


def _help(commands: dict[str, argparse.ArgumentParser], topic: str | None) -> None:
    if topic in commands:
        commands[topic].print_help()
        return
    print("Use pydicom help [subcommand] to show help for a subcommand")
    print(f"Available subcommands: {', '.join(commands)}")


def main(args: list[str] | None = None) -> None:
    """Run the command with the arguments given, or those of the process; without any it prints its help."""
    codify, show = (import_module(f"{__package__}.{name}") for name in ("codify", "show"))
    parser = argparse.ArgumentParser(prog="pydicom", description="Commands on DICOM files.")
    subparsers = parser.add_subparsers(help="command")
    topics = subparsers.add_parser("help", help="show the help of a command")
    topics.add_argument("topic", nargs="?")
    commands: dict[str, argparse.ArgumentParser] = {}
    topics.set_defaults(run=lambda arguments: _help(commands, arguments.topic))
    for name, module in (("codify", codify), ("show", show)):
        commands[name] = subparsers.add_parser(name, description=module.DESCRIPTION)
        module.add_arguments(commands[name])
        commands[name].set_defaults(run=module.run)
    arguments = parser.parse_args(args)
    if hasattr(arguments, "run"):
        arguments.run(arguments)
    else:
        parser.print_help()


if __name__ == "__main__":
    main()
