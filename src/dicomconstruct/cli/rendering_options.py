"""The options of commands that make pictures: windows, palettes, colours, plugins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from dicomconstruct.dictionary.palettes import palette_names, palette_of
from dicomconstruct.errors import DicomError
from dicomconstruct.pictures import Window, parsed, parsed_frames

F = TypeVar("F", bound=Callable[..., Any])


class WindowType(click.ParamType[Any]):
    """What `dicomconstruct.pictures.parsed` reads."""

    name = "window"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Window:
        """The window. A usage error for anything else."""
        if isinstance(value, Window):
            return value
        try:
            return parsed(value)
        except DicomError as error:
            self.fail(str(error), param, ctx)


class FramesType(click.ParamType[Any]):
    """What `dicomconstruct.pictures.parsed_frames` reads."""

    name = "frames"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[tuple[int, int], ...]:
        """The stretches of frames. A usage error for anything else."""
        if isinstance(value, tuple):
            return value
        try:
            return parsed_frames(value)
        except DicomError as error:
            self.fail(str(error), param, ctx)


class PaletteType(click.ParamType[Any]):
    """The name of a well-known palette, in capitals or not, or its UID (PS3.6 Annex B)."""

    name = "palette"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name as the standard has it. A usage error for one that is unknown."""
        if value and palette_of(value.upper()) is None:
            self.fail(f"{value!r} is none of {', '.join(palette_names())}", param, ctx)
        return str(value).upper()


_OPTIONS = (
    click.option(
        "--window",
        type=WindowType(),
        metavar="WINDOW",
        help="Grey values to show: 'file' (or 'file:2' for the second) for the file's window or VOI LUT, 'full' "
        "for all that the stored bits can hold, 'auto' for those that occur, or CENTER,WIDTH such as 40,400. "
        "[default: file; where it has none auto, or full for 8 bits]",
    ),
    click.option(
        "--palette",
        type=PaletteType(),
        default="",
        metavar="NAME",
        help="Colour a grey image by a well-known palette: HOT_IRON, PET, HOT_METAL_BLUE, PET_20_STEP, SPRING, "
        "SUMMER, FALL or WINTER.",
    ),
    click.option("--icc", is_flag=True, help="Bring colours to sRGB by the ICC profile of the file."),
    click.option("--invert", is_flag=True, help="Swap black and white."),
    click.option("--decoder", default="", metavar="NAME", help="Decode with this plugin only, such as gdcm."),
)


def rendering_options(command: F) -> F:
    """The options ``--window``, ``--palette``, ``--icc``, ``--invert`` and ``--decoder``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
