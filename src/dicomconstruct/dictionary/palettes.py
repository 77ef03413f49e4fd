"""The well-known color palettes (PS3.6 Annex B)."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from dicomconstruct.dictionary.tables import table


class Palette(NamedTuple):
    """A palette: an entry of 8 bits for each of 256 values, in each channel."""

    name: str
    uid: str
    red: bytes
    green: bytes
    blue: bytes


@cache
def _palettes() -> dict[str, Palette]:
    found: dict[str, Palette] = {}
    for name, uid, *channels in table("palettes"):
        red, green, blue = map(bytes.fromhex, channels)
        found[name] = found[uid] = Palette(name, uid, red, green, blue)
    return found


def palette_of(name: str) -> Palette | None:
    """A palette by its name, such as ``HOT_IRON``, or its SOP Instance UID; None where it is unknown."""
    return _palettes().get(name)


def palette_names() -> list[str]:
    """The names of all palettes."""
    return list(dict.fromkeys(one.name for one in _palettes().values()))
