"""Files as text: dumps, hexadecimal bytes, and the Python code that builds a data set."""

from __future__ import annotations

from dicomconstruct.explore.dump import dump, dump_dict, dump_lines

__all__ = ["dump", "dump_dict", "dump_lines"]
