"""The decoding plugin ``gdcm``: JPEG, JPEG-LS and JPEG 2000 by Grassroots DICOM."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from dicomconstruct import uid as uids
from dicomconstruct.encapsulation.codestreams import ADOBE, ADOBE_TRANSFORM, JFIF, JFIF_VERSION
from dicomconstruct.errors import Unsupported
from dicomconstruct.grammar.primitives import PIXEL_DATA
from dicomconstruct.grammar.samples import BITS_OF_A_BYTE
from dicomconstruct.pixels.decoding import DecodeRunner
from dicomconstruct.pixels.packages import GDCM, are_installed
from dicomconstruct.pixels.runner import PI, RunnerBase
from dicomconstruct.pixels.syntaxes import JPEG, JPEG_2000, JPEG_LS, OPENJPEG

DECODER_DEPENDENCIES: dict[str, tuple[str, ...]] = dict.fromkeys((*JPEG, *JPEG_LS, *OPENJPEG), (GDCM,))


def is_available(uid: str) -> bool:
    """Whether the plugin decodes a transfer syntax here."""
    return are_installed(DECODER_DEPENDENCIES.get(uid))


def _refuse(runner: DecodeRunner) -> None:
    """Raise Unsupported for frames that GDCM is known to decode wrongly, or to end the process for."""
    syntax, stored, info = runner.transfer_syntax, runner.bits_stored, runner.info
    said = (runner.rows, runner.columns, runner.samples_per_pixel)
    is_gray = runner.photometric_interpretation in (PI.MONOCHROME1, PI.MONOCHROME2, PI.PALETTE_COLOR)
    if not info or (info["height"], info["width"], info["components"]) != said or is_gray != (said[-1] == 1):
        raise Unsupported("GDCM is not given a frame whose header is not that of such an image")
    jfif, adobe = (info.get("app", {}).get(segment, b"") for segment in (JFIF, ADOBE))
    is_of_another_version = jfif.startswith(b"JFIF") and jfif[JFIF_VERSION : JFIF_VERSION + 1] != b"\x01"
    is_of_four = adobe.startswith(b"Adobe") and adobe[ADOBE_TRANSFORM : ADOBE_TRANSFORM + 1] > b"\x01"
    bits, is_signed, is_ls = info.get("precision", BITS_OF_A_BYTE), runner.pixel_representation, syntax in JPEG_LS
    is_wide = max(stored, bits) > BITS_OF_A_BYTE
    refusals = {
        "GDCM is not given a frame of an unknown version of JFIF": is_of_another_version,
        "GDCM is not given a frame of three components with colours of four": is_of_four,
        "GDCM does not support 'JPEG Extended' for samples with 12-bit precision": (
            syntax == uids.JPEGExtended12Bit and is_wide
        ),
        "GDCM ends the process for JPEG with a sample precision less than 8 bits": (
            syntax in JPEG and bits < BITS_OF_A_BYTE
        ),
        "Unable to decode signed lossy JPEG-LS pixel data with a sample precision less than 8 bits": (
            syntax == uids.JPEGLSNearLossless and is_signed and stored < BITS_OF_A_BYTE
        ),
        "Unable to decode unsigned JPEG-LS pixel data with a sample precision of 6 or 7": (
            is_ls and stored in (6, 7) and not is_signed
        ),
    }
    for reason, is_refused in refusals.items():
        if is_refused:
            raise Unsupported(reason)


def image_of(runner: RunnerBase, interpretation: str, allocated: int, stored: int) -> Any:
    """GDCM's image of one frame, without its pixels and their transfer syntax.

    Parameters
    ----------
    runner
        The runner, with rows, columns and samples of the frame.
    interpretation
        The photometric interpretation.
    allocated, stored
        Bits Allocated and Bits Stored.
    """
    gdcm = import_module("gdcm")
    image = gdcm.Image()
    image.SetNumberOfDimensions(2)
    image.SetDimensions((runner.columns, runner.rows, 1))
    kind = gdcm.PhotometricInterpretation.GetPIType(interpretation)
    image.SetPhotometricInterpretation(gdcm.PhotometricInterpretation(kind))
    samples = runner.samples_per_pixel
    if samples > 1:
        image.SetPlanarConfiguration(0)
    image.SetPixelFormat(gdcm.PixelFormat(samples, allocated, stored, stored - 1, runner.pixel_representation))
    return image


def _decode_frame(src: bytes, runner: DecodeRunner) -> bytes:
    _refuse(runner)
    gdcm = import_module("gdcm")
    fragment = gdcm.Fragment()
    fragment.SetByteStringValue(src)
    fragments = gdcm.SequenceOfFragments.New()
    fragments.AddFragment(fragment)
    element = gdcm.DataElement(gdcm.Tag(*PIXEL_DATA))
    element.SetValue(fragments.__ref__())
    is_rgb = runner.transfer_syntax in JPEG_2000 and runner.samples_per_pixel > 1
    stored = runner.info.get("precision", runner.bits_stored)
    allocated = next(bits for bits in (8, 16, 32, 64) if bits >= stored)
    image = image_of(runner, str(PI.RGB if is_rgb else runner.photometric_interpretation), allocated, stored)
    image.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.GetTSType(str(runner.transfer_syntax))))
    image.SetDataElement(element)
    frame: bytes = image.GetBuffer().encode("utf-8", "surrogateescape")
    runner.set_option("planar_configuration", 0)
    return frame
