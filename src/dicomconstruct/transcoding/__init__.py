"""Conversion of files between transfer syntaxes (PS3.5 A)."""

from __future__ import annotations

from dicomconstruct.transcoding.files import Job, Outcome, convert_file, convert_job
from dicomconstruct.transcoding.targets import Target, keyword_or_uid, known_targets, syntax_named

__all__ = [
    "Job",
    "Outcome",
    "Target",
    "convert_file",
    "convert_job",
    "keyword_or_uid",
    "known_targets",
    "syntax_named",
]
