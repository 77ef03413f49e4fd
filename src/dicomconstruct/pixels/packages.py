"""Whether the packages that plugins need are installed, found without importing them."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

IMAGECODECS = "imagecodecs>=2025.3.30"
GDCM = "gdcm>=3.0.10"
PYLIBJPEG = "pylibjpeg>=2.0"
PYLIBJPEG_RLE = "pylibjpeg-rle>=2.0"

IN_INDEX = {"gdcm": "python-gdcm"}
"""Packages whose name in pip differs from that in plugins."""
MODULES = {
    "pillow": "PIL",
    "pyjpegls": "jpeg_ls",
    "pylibjpeg-libjpeg": "libjpeg",
    "pylibjpeg-openjpeg": "openjpeg",
    "pylibjpeg-rle": "rle",
}
"""The modules of packages that are imported by another name."""
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
    """The release numbers of a version: (3, 0, 10) of ``3.0.10rc1``."""
    release = re.match(r"\d+(\.\d+)*", text)
    return tuple(map(int, release[0].split("."))) if release else ()


def are_installed(requirements: Collection[str] | None) -> bool:
    """Whether the packages of a plugin are installed and new enough; False for None, which no plugin requires.

    Parameters
    ----------
    requirements
        Names and versions such as ``pillow>=10.0``.
    """
    if requirements is None:
        return False
    wanted = [requirement.partition(">=") for requirement in requirements]
    return all(
        has_package(MODULES.get(name, name), in_index(name), name, at_least=_numbers(least))
        for name, _, least in wanted
    )


@lru_cache(maxsize=64)
def has_package(module: str, *names: str, at_least: tuple[int, ...] = ()) -> bool:
    """Whether a package is installed, and not too old.

    Parameters
    ----------
    module
        The name of the module to import.
    *names
        The possible names of its distribution.
    at_least
        The lowest sufficient version.
    """
    if find_spec(module) is None:
        return False
    installed = package_version(*names)
    return installed is None or installed >= at_least


def package_version(*names: str) -> tuple[int, ...] | None:
    """The version of the package that is installed under the first of `names`; None where none is installed."""
    for name in names:
        try:
            return _numbers(version(name))
        except PackageNotFoundError:
            continue
    return None
