"""Is what we read what the file says, and does the file keep to the standard? `verify` and `check`."""

from __future__ import annotations

from dicomconstruct.fidelity.checker import RULES, check, check_tree

__all__ = ["RULES", "check", "check_tree"]
