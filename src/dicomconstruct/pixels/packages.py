"""Whether the packages are there that plugins stand on; none of them is imported for being asked for."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

IMAGECODECS, OLDEST_IMAGECODECS = "imagecodecs>=2025.3.30", (2025, 3, 30)


def _numbers(text: str) -> tuple[int, ...]:
    parts = []
    for part in text.split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        parts.append(int(digits))
    return tuple(parts)


@lru_cache(maxsize=64)
def has_package(module: str, *names: str, at_least: tuple[int, ...] = ()) -> bool:
    """Whether a package is installed, and not too old.

    Parameters
    ----------
    module
        What is imported.
    *names
        What it may be called where it is installed from.
    at_least
        The first version that will do.
    """
    if find_spec(module) is None:
        return False
    installed = package_version(*names)
    return installed is None or installed >= at_least


def package_version(*names: str) -> tuple[int, ...] | None:
    """The version of the package that is installed under the first of `names`; None where under none."""
    for name in names:
        try:
            return _numbers(version(name))
        except PackageNotFoundError:
            continue
    return None
