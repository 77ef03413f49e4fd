"""Face of pydicom.util.fixer."""

from dicomconstruct.parts.fixes import (
    fix_mismatch,
    fix_mismatch_callback,
    fix_separator,
    fix_separator_callback,
)

__all__ = ["fix_mismatch", "fix_mismatch_callback", "fix_separator", "fix_separator_callback"]
