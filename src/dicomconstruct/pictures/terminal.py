"""Pictures inside a terminal: the protocols that it supports, and the characters to send.

The ways are the graphics protocols of kitty and iTerm2, sixel, and half blocks in true or 256 colours. Terminals
do not report their abilities, so `way_of` goes by the environment: a terminal that it does not
know gets half blocks or no picture.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from dicomconstruct.pictures.png import png_pieces
from dicomconstruct.pictures.sizes import downsampled, fitted
from dicomconstruct.samples import Array

KITTY, ITERM, SIXEL, BLOCKS, BLOCKS_256 = "kitty", "iterm", "sixel", "blocks", "blocks256"
WAYS = (KITTY, ITERM, SIXEL, BLOCKS, BLOCKS_256)

KITTY_TERMINALS = ("xterm-kitty", "xterm-ghostty")
ITERM_PROGRAMS = ("iTerm.app", "WezTerm", "mintty")
TRUE_COLOR_PROGRAMS = ("vscode", "Hyper", "rio", "Tabby")
SIXEL_TERMINALS = ("foot", "foot-extra", "mlterm", "contour", "yaft-256color", "xterm-sixel")
OTHERS = ("XTERM_VERSION", "VTE_VERSION", "KONSOLE_VERSION")
"""Terminals that do not set TERM_PROGRAM, so that it names the one that they were started from."""
MULTIPLEXERS = ("TMUX", "STY", "ZELLIJ")
"""Multiplexers between a program and its terminal, which pass colours but no pictures."""

CELL = (16, 8)
"""Default size of a character in pixels: rows, columns."""
KITTY_CHUNK = 4096
SIXEL_BITS = (3, 3, 2)
"""Levels of red, green and blue in the 256 colours of sixel."""
SIXEL_ROWS = 6
SIXEL_FIRST = ord("?")
HALF = "\N{UPPER HALF BLOCK}"
ESCAPE, STRING_END = "\x1b", "\x1b\\"


def way_of(environment: Mapping[str, str], *, is_terminal: bool, encoding: str) -> str:
    """The protocol to show a picture by; "" where none is known to work.

    Parameters
    ----------
    environment
        That of the process.
    is_terminal
        Whether the output goes to a terminal.
    encoding
        Of the output.
    """
    term = environment.get("TERM", "")
    if not is_terminal or not encoding.lower().replace("-", "").startswith("utf"):
        return ""
    if term in ("", "dumb", "linux", "vt100", "vt220") and "WT_SESSION" not in environment:
        return ""
    program = environment.get("TERM_PROGRAM", "")
    if any(environment.get(name) for name in OTHERS):
        program = ""
    is_direct = not any(environment.get(name) for name in MULTIPLEXERS) and not term.startswith(("screen", "tmux"))
    is_true = environment.get("COLORTERM", "").lower() in ("truecolor", "24bit") or term.endswith("-direct")
    is_true_program = program in TRUE_COLOR_PROGRAMS or "WT_SESSION" in environment
    choices = [
        (KITTY, is_direct and (program == "ghostty" or term in KITTY_TERMINALS)),
        (ITERM, is_direct and program in ITERM_PROGRAMS),
        (SIXEL, is_direct and term in SIXEL_TERMINALS),
        ("", environment.get("NO_COLOR")),
        (BLOCKS, is_true or (is_direct and is_true_program)),
        (BLOCKS_256, "256color" in term or program == "Apple_Terminal"),
    ]
    return next((way for way, is_understood in choices if is_understood), "")


def drawn(picture: Array, way: str, columns: int, lines: int, cell: tuple[int, int] = CELL) -> Iterator[str]:
    """A picture as the characters that make a terminal show it, ending in a line break.

    Parameters
    ----------
    picture
        8-bit samples: (rows, columns) for grey, (rows, columns, 3 or 4) for colours.
    way
        One of `WAYS`.
    columns, lines
        The room in characters.
    cell
        The size of a character in pixels, rows and columns, for protocols with pixels.
    """
    if way in (BLOCKS, BLOCKS_256):
        size = fitted(picture.shape[0], picture.shape[1], lines * 2, columns)
        yield from _blocks(_in_rgb(downsampled(picture, *size)), is_true=way == BLOCKS)
        return
    size = fitted(picture.shape[0], picture.shape[1], lines * cell[0], columns * cell[1])
    small = downsampled(picture, *size)
    if way == SIXEL:
        yield from _sixel(_in_rgb(small))
        return
    png = b"".join(png_pieces(small))
    text = base64.b64encode(png).decode("ascii")
    if way == ITERM:
        yield f"{ESCAPE}]1337;File=inline=1;size={len(png)};preserveAspectRatio=1:{text}\a\n"
        return
    for start in range(0, len(text), KITTY_CHUNK):
        more = int(start + KITTY_CHUNK < len(text))
        keys = f"a=T,f=100,q=2,m={more}" if start == 0 else f"m={more}"
        yield f"{ESCAPE}_G{keys};{text[start : start + KITTY_CHUNK]}{STRING_END}"
    yield "\n"


def _in_rgb(picture: Array) -> Array:
    return np.repeat(picture[..., np.newaxis], 3, axis=2) if picture.ndim == 2 else picture[..., :3]


def _blocks(colors: Array, *, is_true: bool) -> Iterator[str]:
    """Two pixels a character: the upper one as its foreground, the lower one as its background."""
    if len(colors) % 2:
        colors = np.concatenate([colors, np.zeros_like(colors[:1])])
    numbers = colors if is_true else _of_256(colors)
    for upper, lower in zip(numbers[::2].tolist(), numbers[1::2].tolist(), strict=True):
        line: list[str] = []
        before = None
        for pair in zip(upper, lower, strict=True):
            if pair != before:
                line.append(f"{ESCAPE}[{_ground(38, pair[0])};{_ground(48, pair[1])}m")
                before = pair
            line.append(HALF)
        yield "".join(line) + f"{ESCAPE}[0m\n"


def _ground(which: int, color: Any) -> str:
    return f"{which};5;{color}" if isinstance(color, int) else f"{which};2;" + ";".join(map(str, color))


def _of_256(colors: Array) -> Array:
    """The nearest of the usual 256 colours: a cube of 6 steps a side from 16 on, greys from 232 on."""
    levels = np.array([0, 95, 135, 175, 215, 255])
    wide = colors.astype(np.int64)
    steps = np.abs(wide[..., np.newaxis] - levels).argmin(axis=-1)
    cube = 16 + steps @ np.array([36, 6, 1])
    grays = np.clip((wide.mean(axis=-1) - 8 + 5) // 10, 0, 23).astype(np.int64)
    of_cube = ((levels[steps] - wide) ** 2).sum(axis=-1)
    of_grays = ((wide - (8 + 10 * grays)[..., np.newaxis]) ** 2).sum(axis=-1)
    numbers: Array = np.where(of_grays < of_cube, 232 + grays, cube)
    return numbers


def _sixel(colors: Array) -> Iterator[str]:
    """Bands of six rows, in each of them every colour that occurs, its run lengths counted."""
    table, numbers = _palette(colors)
    rows, columns = numbers.shape
    yield f'{ESCAPE}Pq"1;1;{columns};{rows}'
    for number, color in enumerate(table):
        yield f"#{number};2;" + ";".join(str(round(one * 100 / 255)) for one in color)
    weights = 1 << np.arange(SIXEL_ROWS)
    for start in range(0, rows, SIXEL_ROWS):
        band = numbers[start : start + SIXEL_ROWS]
        parts = []
        for number in np.unique(band).tolist():
            marks = ((band == number) * weights[: len(band), np.newaxis]).sum(axis=0)
            parts.append(f"#{number}" + _runs(marks))
        yield "$".join(parts) + "-"
    yield STRING_END + "\n"


def _palette(colors: Array) -> tuple[list[list[int]], Array]:
    """At most 256 colours, and the index of each pixel's colour: all greys for a grey picture."""
    if (colors == colors[..., :1]).all():
        return [[level] * 3 for level in range(256)], colors[..., 0].astype(np.int64)
    bits = np.array(SIXEL_BITS)
    steps = colors.astype(np.int64) >> (8 - bits)
    red, green, blue = (steps[..., channel] for channel in range(3))
    numbers = red << (bits[1] + bits[2]) | green << bits[2] | blue
    most = (1 << bits) - 1
    every = np.arange(256)
    table = np.stack([every >> 5, every >> 2 & 7, every & 3], axis=1) * 255 // most
    return table.tolist(), numbers


def _runs(marks: Array) -> str:
    edges = np.flatnonzero(np.diff(marks)) + 1
    starts = np.concatenate([[0], edges])
    lengths = np.diff(np.append(starts, len(marks))).tolist()
    made = []
    for start, length in zip(starts.tolist(), lengths, strict=True):
        character = chr(SIXEL_FIRST + int(marks[start]))
        made.append(character * length if length < 4 else f"!{length}{character}")
    return "".join(made)
