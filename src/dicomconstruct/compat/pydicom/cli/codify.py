"""Face of pydicom.cli.codify: the command `pydicom codify`."""

from __future__ import annotations

import argparse

from dicomconstruct.compat.pydicom.util.codify import DEFAULT_EXCLUDE_SIZE, do_codify, set_parser_arguments

DESCRIPTION = "A DICOM file as the Python program that makes it."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to a parser."""
    set_parser_arguments(parser, DEFAULT_EXCLUDE_SIZE)


run = do_codify
