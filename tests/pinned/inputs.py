"""What is pinned: the real files, the examples and odd files as they were kept, and mutants of the small ones."""

from __future__ import annotations

import json
import random
from base64 import b64decode
from collections.abc import Callable
from functools import cache
from pathlib import Path
from zlib import decompress

import real_files

KEPT = Path(__file__).with_name("inputs.json")
"""Examples and odd files by name, deflated, in base 64."""
MUTANT = "mutant"
LONGEST_MUTATED = 16_384
MOST_CHANGES = 4


@cache
def kept() -> dict[str, bytes]:
    """The examples of the package and the files of `tests/odd`, as they were when they were pinned."""
    return {name: decompress(b64decode(text)) for name, text in json.loads(KEPT.read_text("ascii")).items()}


@cache
def real() -> dict[str, Path]:
    """The real files by the folder that they are in and their name."""
    return {f"real/{path.parent.name}/{path.name}": path for path in real_files.FILES}


def names() -> list[str]:
    """The names of all inputs that are no mutants."""
    return [*kept(), *real()]


def data_of(name: str) -> bytes:
    """The bytes of an input; of a mutant by its seed, as in ``mutant/17``."""
    if name.startswith(f"{MUTANT}/"):
        return mutant(int(name.removeprefix(f"{MUTANT}/")))
    return kept()[name] if name in kept() else real()[name].read_bytes()


@cache
def _small() -> list[bytes]:
    return [data for data in (data_of(name) for name in names()) if len(data) <= LONGEST_MUTATED]


def mutant(seed: int) -> bytes:
    """A small input with one to four changes, which the seed decides."""
    chance = random.Random(seed)
    data = chance.choice(_small())
    for _ in range(chance.randint(1, MOST_CHANGES)):
        data = chance.choice(CHANGES)(data, chance)
    return data


def _flip(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return data
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]


def _overwrite(data: bytes, chance: random.Random) -> bytes:
    piece, place = _piece(chance), chance.randint(0, len(data))
    return data[:place] + piece + data[place + len(piece) :]


def _insert(data: bytes, chance: random.Random) -> bytes:
    place = chance.randint(0, len(data))
    return data[:place] + _piece(chance) + data[place:]


def _delete(data: bytes, chance: random.Random) -> bytes:
    start = chance.randint(0, len(data))
    return data[:start] + data[start + chance.randint(1, 64) :]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start = chance.randint(0, len(data))
    end = start + chance.randint(1, 256)
    return data[:end] + data[start:]


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randint(0, len(data))]


def _piece(chance: random.Random) -> bytes:
    """A piece of another input, for headers, lengths and delimiters where they are not expected."""
    other = chance.choice(_small())
    start = chance.randint(0, len(other))
    return other[start : start + chance.randint(1, 64)]


CHANGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (_flip, _overwrite, _insert, _delete, _repeat, _cut)
