"""The encoding plugin ``gdcm``: RLE Lossless by Grassroots DICOM."""

from __future__ import annotations

from importlib import import_module

from dicomconstruct import uid as uids
from dicomconstruct.errors import DicomError, PluginsFailed, Unsupported
from dicomconstruct.grammar.primitives import PIXEL_DATA
from dicomconstruct.pixels.encoding import EncodeRunner, check_little_endian
from dicomconstruct.pixels.packages import has_package
from dicomconstruct.pixels.runner import PI

ENCODER_DEPENDENCIES: dict[str, tuple[str, ...]] = {uids.RLELossless: ("gdcm>=3.0.10",)}
WIDEST = 32
EVEN = 2
GRAYS, COLORS = (PI.MONOCHROME1, PI.MONOCHROME2, PI.PALETTE_COLOR), (PI.RGB, PI.YBR_FULL)


def is_available(uid: str) -> bool:
    """Whether the plugin encodes a transfer syntax here."""
    return uid in ENCODER_DEPENDENCIES and has_package("gdcm", "python-gdcm", "gdcm", at_least=(3, 0, 10))


def _rle_encode(src: bytes, runner: EncodeRunner) -> bytes:
    check_little_endian(runner)
    if runner.bits_allocated > WIDEST:
        raise Unsupported(f"Unable to encode more than {WIDEST}-bit data")
    gdcm = import_module("gdcm")
    interpretation = str(runner.photometric_interpretation)
    kind = gdcm.PhotometricInterpretation.GetPIType(interpretation)
    if kind == gdcm.PhotometricInterpretation.PI_END:
        raise DicomError(f"Invalid photometric interpretation '{interpretation}'")
    fitting = COLORS if runner.samples_per_pixel > 1 else GRAYS
    if runner.photometric_interpretation not in fitting:
        raise Unsupported(
            f"Unable to encode '{interpretation}' with {runner.samples_per_pixel} samples a pixel, for which GDCM "
            "would end the process"
        )
    if len(src) % EVEN and runner.transfer_syntax == uids.RLELossless:
        raise Unsupported("Unable to encode an odd number of bytes, for which GDCM would end the process")
    element = gdcm.DataElement(gdcm.Tag(*PIXEL_DATA))
    element.SetByteStringValue(src)
    image = gdcm.Image()
    image.SetNumberOfDimensions(2)
    image.SetDimensions((runner.columns, runner.rows, 1))
    image.SetPhotometricInterpretation(gdcm.PhotometricInterpretation(kind))
    if runner.samples_per_pixel > 1:
        image.SetPlanarConfiguration(0)
    image.SetPixelFormat(
        gdcm.PixelFormat(
            runner.samples_per_pixel,
            runner.bits_allocated,
            runner.bits_stored,
            runner.bits_stored - 1,
            runner.pixel_representation,
        )
    )
    image.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.ImplicitVRLittleEndian))
    image.SetDataElement(element)
    change = gdcm.ImageChangeTransferSyntax()
    change.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.GetTSType(str(runner.transfer_syntax))))
    change.SetInput(image)
    image.thisown = False  # the change counts its references, and deletes it
    if not change.Change():
        raise PluginsFailed("ImageChangeTransferSyntax.Change() returned a failure result")
    output = change.GetOutput()  # each of these lives in the one before, which has to be held
    encoded = output.GetDataElement()
    fragments = encoded.GetSequenceOfFragments()
    if fragments is None or fragments.GetNumberOfFragments() != 1:
        raise PluginsFailed("Unexpected number of fragments found in the 'Pixel Data'")
    fragment = fragments.GetFragment(0)
    frame: bytes = fragment.GetByteValue().GetBuffer().encode("utf-8", "surrogateescape")
    return frame
