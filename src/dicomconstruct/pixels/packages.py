"""Whether the packages are there that plugins stand on; none of them is imported for being asked for."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

IMAGECODECS, OLDEST_IMAGECODECS = "imagecodecs>=2025.3.30", (2025, 3, 30)


IN_INDEX = {"gdcm": "python-gdcm"}
"""Packages that are installed under another name than they are imported by."""
EXTRAS = {
    "pixels": ("pylibjpeg", "pyjpegls", "pillow"),
    "imagecodecs": ("imagecodecs",),
    "gdcm": ("gdcm",),
}
"""The extras of `pyproject.toml`, by the plugins that they bring."""


def in_index(requirement: str) -> str:
    """A requirement such as ``gdcm>=3.0.10`` under the name that it is installed by."""
    name, relation, version_wanted = requirement.partition(">=")
    return f"{IN_INDEX.get(name, name)}{relation}{version_wanted}"


def extra_of(plugins: Collection[str]) -> str:
    """The extra of this package that brings one of some plugins; "" where none does."""
    return next((extra for extra, brought in EXTRAS.items() if not set(brought).isdisjoint(plugins)), "")


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
