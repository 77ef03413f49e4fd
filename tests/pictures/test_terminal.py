"""What a terminal is taken for, and that what is sent to it is the picture."""

from __future__ import annotations

import base64
import io
import re
from typing import Any

import numpy as np
import pytest
from PIL import Image

from dicomconstruct.pictures import drawn, way_of

GRAY = (np.arange(24, dtype=np.uint8) * 10).reshape(4, 6)
COLORS = np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [255, 255, 255]]], np.uint8)
XTERM = {"TERM": "xterm-256color"}


@pytest.mark.parametrize(
    ("environment", "way"),
    [
        ({}, ""),
        ({"TERM": "dumb", "COLORTERM": "truecolor"}, ""),
        ({"TERM": "linux"}, ""),
        ({"TERM": "xterm"}, ""),
        (XTERM, "blocks256"),
        ({**XTERM, "NO_COLOR": "1"}, ""),
        ({**XTERM, "COLORTERM": "truecolor"}, "blocks"),
        ({**XTERM, "TERM_PROGRAM": "Apple_Terminal"}, "blocks256"),
        ({**XTERM, "TERM_PROGRAM": "vscode"}, "blocks"),
        ({**XTERM, "TERM_PROGRAM": "iTerm.app"}, "iterm"),
        ({**XTERM, "TERM_PROGRAM": "iTerm.app", "XTERM_VERSION": "XTerm(380)"}, "blocks256"),
        ({**XTERM, "TERM_PROGRAM": "WezTerm", "TMUX": "/tmp/tmux-1000/default,1,0"}, "blocks256"),
        ({"TERM": "xterm-kitty"}, "kitty"),
        ({"TERM": "tmux-256color", "TERM_PROGRAM": "ghostty", "COLORTERM": "truecolor"}, "blocks"),
        ({**XTERM, "TERM_PROGRAM": "ghostty"}, "kitty"),
        ({"TERM": "foot"}, "sixel"),
        ({"WT_SESSION": "1"}, "blocks"),
    ],
)
def test_the_environment_decides(environment: dict[str, str], way: str) -> None:
    assert way_of(environment, is_terminal=True, encoding="UTF-8") == way
    assert way_of(environment, is_terminal=False, encoding="utf-8") == ""
    assert way_of(environment, is_terminal=True, encoding="latin-1") == ""


def test_half_blocks_are_the_pixels() -> None:
    text = "".join(drawn(COLORS, "blocks", 80, 24))
    assert text == "\x1b[38;2;255;0;0;48;2;0;0;255m▀\x1b[38;2;0;255;0;48;2;255;255;255m▀\x1b[0m\n"
    assert "".join(drawn(COLORS, "blocks256", 80, 24)) == (
        "\x1b[38;5;196;48;5;21m▀\x1b[38;5;46;48;5;231m▀\x1b[0m\n"
    )


def test_half_blocks_fit_the_terminal() -> None:
    lines = "".join(drawn(np.zeros((500, 1000), np.uint8), "blocks", 80, 20)).splitlines()
    assert len(lines) == 20
    assert {line.count("▀") for line in lines} == {80}


def test_greys_have_greys_of_256() -> None:
    text = "".join(drawn(np.full((2, 1), 118, np.uint8), "blocks256", 80, 24))
    assert text == "\x1b[38;5;243;48;5;243m▀\x1b[0m\n"


def test_kitty_gets_a_png_in_chunks() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (100, 100), np.uint8)
    text = "".join(drawn(noise, "kitty", 80, 24))
    parts = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", text)
    assert parts[0][0] == "a=T,f=100,q=2,m=1"
    assert [keys for keys, _ in parts[1:]] == ["m=1"] * (len(parts) - 2) + ["m=0"]
    assert max(len(data) for _, data in parts) <= 4096
    png = base64.b64decode("".join(data for _, data in parts))
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(png))), noise)


def test_iterm_gets_a_png_and_its_size() -> None:
    text = "".join(drawn(GRAY, "iterm", 80, 24))
    match = re.fullmatch(r"\x1b\]1337;File=inline=1;size=(\d+);preserveAspectRatio=1:([^\a]+)\a\n", text)
    assert match
    png = base64.b64decode(match[2])
    assert len(png) == int(match[1])
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(png))), GRAY)


def unsixel(text: str) -> np.ndarray[Any, Any]:
    """The picture that a sixel terminal would show, its colours in percent."""
    body = re.fullmatch(r'\x1bPq"1;1;(\d+);(\d+)(.*)\x1b\\\n', text, re.DOTALL)
    assert body
    picture = np.full((int(body[2]), int(body[1]), 3), -1)
    colors: dict[int, list[int]] = {}
    x = y = color = 0
    for match in re.finditer(r"#(\d+)(;2;(\d+);(\d+);(\d+))?|!(\d+)(.)|([$-])|(.)", body[3]):
        if match[1]:
            color = int(match[1])
            if match[2]:
                colors[color] = [int(match[place]) for place in (3, 4, 5)]
        elif match[8]:
            x, y = 0, y + (6 if match[8] == "-" else 0)
        else:
            bits = ord(match[7] or match[9]) - 63
            for _ in range(int(match[6] or 1)):
                for row in range(6):
                    if bits >> row & 1:
                        picture[y + row, x] = colors[color]
                x += 1  # noqa: SIM113
    return picture


def test_sixel_shows_every_pixel() -> None:
    tall = np.tile(GRAY, (4, 1))
    shown = unsixel("".join(drawn(tall, "sixel", 80, 24)))
    assert np.array_equal(shown[..., 0], np.rint(tall * (100 / 255)).astype(int))
    assert unsixel("".join(drawn(COLORS, "sixel", 80, 24))).tolist() == [
        [[100, 0, 0], [0, 100, 0]],
        [[0, 0, 100], [100, 100, 100]],
    ]
