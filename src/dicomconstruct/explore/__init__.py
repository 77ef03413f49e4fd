"""Looking into files: what stands where, in words."""

from __future__ import annotations

from dicomconstruct.explore.dump import dump, dump_dict, dump_lines

__all__ = ["dump", "dump_dict", "dump_lines"]
