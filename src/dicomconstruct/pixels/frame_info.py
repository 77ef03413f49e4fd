"""The header of a compressed frame compared with the data set's description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomconstruct.config import options
from dicomconstruct.encapsulation.codestreams import (
    ADOBE,
    JFIF,
    RGB_COMPONENTS,
    j2k_parameters,
    jpeg_parameters,
    jxl_parameters,
)
from dicomconstruct.errors import DicomError
from dicomconstruct.pixels.runner import COLOR, PI, YBR, tagged
from dicomconstruct.pixels.syntaxes import JPEG, JPEG_2000, JPEG_LS, JPEG_XL
from dicomconstruct.validity import warn

if TYPE_CHECKING:
    from dicomconstruct.pixels.decoding import DecodeRunner

LARGEST_UNASKED = 1 << 26
"""The decoded bytes that a compressed frame may claim whatever its length ..."""
LARGEST_GAIN = 1 << 12
"""... or this many times its length."""


def look_at(src: bytes, runner: DecodeRunner) -> None:
    """Check the header of a frame before it is decoded.

    Parameters
    ----------
    src
        The frame.
    runner
        Gets the parameters of the frame, and warnings where they contradict the data set.

    Raises
    ------
    DicomError
        When the frame has too few bytes for its image, or holds a larger image.
    """
    syntax = runner.transfer_syntax
    runner._precision, runner.info = None, {}
    if runner.get_option("rows") is None:
        return
    claimed = runner.frame_length("bytes")
    if claimed > max(LARGEST_UNASKED, LARGEST_GAIN * len(src)):
        raise DicomError(
            f"The frame at index {runner.index} of {tagged('PixelData')} has too few bytes for its "
            f"{tagged('Rows')} and {tagged('Columns')}",
            expected=f"{claimed} bytes when decoded",
            found=f"{len(src)} bytes",
        )
    if syntax in JPEG_2000:
        runner.info = info = j2k_parameters(src)
        runner._precision = _believed(info, runner, corrects=options().APPLY_J2K_CORRECTIONS)
        runner.set_option("j2k_precision", info.get("precision", runner.get_option("bits_stored")))
        runner.set_option("j2k_is_signed", info.get("is_signed", bool(runner.get_option("pixel_representation"))))
    elif syntax in JPEG or syntax in JPEG_LS:
        runner.info = info = jpeg_parameters(src)
        runner._precision = _believed(info, runner, corrects=syntax in JPEG_LS)
        if syntax in JPEG_LS:
            runner.set_option("jls_precision", info.get("precision", runner.get_option("bits_stored")))
        elif runner.samples_per_pixel == COLOR:
            believe_colors(info, runner)
    elif syntax in JPEG_XL:
        info = {"components": runner.samples_per_pixel, **jxl_parameters(src)}
        runner.info = info = info if "height" in info else {}
        runner._precision = _believed(info, runner, corrects=False)
    else:
        return
    if info and info["height"] * info["width"] * info["components"] > runner.frame_length("pixels"):
        raise DicomError(
            f"The frame at index {runner.index} of {tagged('PixelData')} is larger than the data set has it",
            expected=f"{runner.rows} rows, {runner.columns} columns, {runner.samples_per_pixel} samples",
            found=f"{info['height']}, {info['width']}, {info['components']}",
        )


def _believed(info: dict[str, Any], runner: DecodeRunner, *, corrects: bool) -> int | None:
    """The bits of the samples of a codestream, where they apply; None where Bits Stored does.

    They apply where they are more, since values beyond Bits Stored would wrap; where they are fewer only if a
    sign is corrected by them.
    """
    precision: int | None = info.get("precision")
    if precision is None or corrects:
        return precision
    return precision if precision > (runner.get_option("bits_stored") or 0) else None


def believe_colors(info: dict[str, Any], runner: DecodeRunner) -> None:
    """Take the frame's rather than the data set's word on whether colours are RGB; with a warning."""
    said = runner.photometric_interpretation
    applications = info.get("app", {})
    adobe = applications.get(ADOBE, b"")
    reason, actual = "", said
    if info.get("component_ids") == RGB_COMPONENTS:
        reason, actual = "uses component IDs that indicate it should be", PI.RGB
    elif applications.get(JFIF, b"").startswith(b"JFIF"):
        reason, actual = "contains a JFIF APP marker which indicates it should be", PI.YBR_FULL_422
    elif adobe.startswith(b"Adobe") and adobe[-1:] in (b"\x00", b"\x01"):
        reason = "contains an Adobe APP marker which indicates it should be"
        actual = PI.YBR_FULL_422 if adobe[-1] else PI.RGB
    if not reason or (said == actual) or (said in YBR and actual in YBR):
        return
    warn(
        f"The {tagged('PhotometricInterpretation')} value is '{said}' however the encoded image's codestream "
        f"{reason} '{actual}'"
    )
    runner.set_option("photometric_interpretation", actual)
