"""Emitted text becomes functions: under a readable file name, with a `linecache` entry for tracebacks."""

from __future__ import annotations

import linecache
from types import CodeType
from typing import Any


def filename_of(name: str) -> str:
    """A file name for emitted source that no other source has yet."""
    filename, count = f"<dicomconstruct {name}>", 1
    while filename in linecache.cache:
        count += 1
        filename = f"<dicomconstruct {name} {count}>"
    return filename


def load(text: str, filename: str, namespace: dict[str, Any]) -> CodeType:
    """Run emitted source in a namespace; tracebacks, debuggers and `inspect` show its lines."""
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    code = compile(text, filename, "exec")
    exec(code, namespace)
    return code
