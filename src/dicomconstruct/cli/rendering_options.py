"""The options of commands that make pictures: windows, palettes, colours, plugins."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

import click

from dicomconstruct.dictionary.palettes import palette_names, palette_of
from dicomconstruct.errors import DicomError
from dicomconstruct.pictures import Rendering, Window, parsed, parsed_frames


class ParsedOption(click.ParamType[Any]):
    """The type of an option whose text is parsed.

    Parameters
    ----------
    name
        The name of the type in usage errors.
    read
        Parses the text; its DicomError becomes a usage error.
    """

    def __init__(self, name: str, read: Callable[[str], Any]) -> None:
        self.name = name
        self._read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Parse a text; other values are parsed already."""
        if not isinstance(value, str):
            return value
        try:
            return self._read(value)
        except DicomError as error:
            self.fail(str(error), param, ctx)


def _palette(text: str) -> str:
    """The name of a well-known palette, in capitals or not, or its UID (PS3.6 Annex B)."""
    name = text.upper()
    if name and palette_of(name) is None:
        raise DicomError(f"{text!r} is not one of {', '.join(palette_names())}")
    return name


FRAMES = ParsedOption("frames", parsed_frames)
_OPTIONS = (
    click.option(
        "--window",
        type=ParsedOption("window", parsed),
        metavar="WINDOW",
        help="Grey values to show: 'file' (or 'file:2' for the second) for the file's window or VOI LUT, 'full' "
        "for all that the stored bits can hold, 'auto' for those that occur, or CENTER,WIDTH such as 40,400. "
        "[default: file; where it has none auto, or full for 8 bits]",
    ),
    click.option(
        "--palette",
        type=ParsedOption("palette", _palette),
        default="",
        metavar="NAME",
        help="Colour a grey image by a well-known palette: HOT_IRON, PET, HOT_METAL_BLUE, PET_20_STEP, SPRING, "
        "SUMMER, FALL or WINTER.",
    ),
    click.option("--icc", is_flag=True, help="Bring colours to sRGB by the ICC profile of the file."),
    click.option("--invert", is_flag=True, help="Swap black and white."),
    click.option("--overlays", is_flag=True, help="Draw the overlays of the file, in white."),
    click.option("--decoder", default="", metavar="NAME", help="Decode with this plugin only, such as gdcm."),
)


class Look(NamedTuple):
    """The values of the rendering options; the window is None unless it was given."""

    window: Window | None
    palette: str
    icc: bool
    invert: bool
    overlays: bool
    decoder: str

    def rendering(self, bits: int = 8) -> Rendering:
        """The rendering of frames, with a number of bits a sample."""
        return Rendering(self.window or Window(), bits, self.palette, self.icc, self.invert, self.overlays)


def rendering_options(command: Callable[..., None]) -> Callable[..., None]:
    """The rendering options and ``--decoder``; the command gets them as one `look`."""

    @wraps(command)
    def collected(**kwargs: Any) -> None:
        look = Look(**{name: kwargs.pop(name) for name in Look._fields})
        command(look=look, **kwargs)

    for option in reversed(_OPTIONS):
        collected = option(collected)
    return collected
