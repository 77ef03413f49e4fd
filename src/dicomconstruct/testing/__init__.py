"""What a test of DICOM software needs: example files, the laws, strategies for hypothesis, made from the grammar.

The strategies need hypothesis (the extra ``testing``); the rest needs nothing.
"""

from __future__ import annotations

from dicomconstruct.testing.examples import example_files
from dicomconstruct.testing.laws import check_laws

__all__ = ["check_laws", "example_files"]
