"""Verification of lossless reading and writing, and of conformance to the standard: `verify` and `check`."""

from __future__ import annotations

from dicomconstruct.fidelity.checker import RULES, check, check_tree

__all__ = ["RULES", "check", "check_tree"]
