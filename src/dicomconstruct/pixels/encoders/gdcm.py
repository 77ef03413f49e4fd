"""The encoding plugin ``gdcm``: RLE Lossless by Grassroots DICOM."""

from __future__ import annotations

from importlib import import_module

from dicomconstruct import uid as uids
from dicomconstruct.errors import DicomError, PluginsFailed, Unsupported
from dicomconstruct.grammar.primitives import PIXEL_DATA
from dicomconstruct.pixels.decoders.gdcm import image_of
from dicomconstruct.pixels.encoding import EncodeRunner, check_little_endian
from dicomconstruct.pixels.packages import GDCM, are_installed
from dicomconstruct.pixels.runner import PI

ENCODER_DEPENDENCIES: dict[str, tuple[str, ...]] = {uids.RLELossless: (GDCM,)}
WIDEST = 32
EVEN = 2
GRAYS, COLORS = (PI.MONOCHROME1, PI.MONOCHROME2, PI.PALETTE_COLOR), (PI.RGB, PI.YBR_FULL)


def is_available(uid: str) -> bool:
    """Whether the plugin encodes a transfer syntax here."""
    return are_installed(ENCODER_DEPENDENCIES.get(uid))


def _rle_encode(src: bytes, runner: EncodeRunner) -> bytes:
    check_little_endian(runner)
    if runner.bits_allocated > WIDEST:
        raise Unsupported(f"Unable to encode more than {WIDEST}-bit data")
    gdcm = import_module("gdcm")
    interpretation = str(runner.photometric_interpretation)
    pi_type = gdcm.PhotometricInterpretation
    if pi_type.GetPIType(interpretation) == pi_type.PI_END:
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
    image = image_of(runner, interpretation, runner.bits_allocated, runner.bits_stored)
    image.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.ImplicitVRLittleEndian))
    image.SetDataElement(element)
    change = gdcm.ImageChangeTransferSyntax()
    change.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.GetTSType(str(runner.transfer_syntax))))
    change.SetInput(image)
    image.thisown = False  # the change counts its references, and deletes it
    if not change.Change():
        raise PluginsFailed("ImageChangeTransferSyntax.Change() returned a failure result")
    output = change.GetOutput()  # each object belongs to the one before, which has to be kept alive
    encoded = output.GetDataElement()
    fragments = encoded.GetSequenceOfFragments()
    if fragments is None or fragments.GetNumberOfFragments() != 1:
        raise PluginsFailed("Unexpected number of fragments found in the 'Pixel Data'")
    fragment = fragments.GetFragment(0)
    frame: bytes = fragment.GetByteValue().GetBuffer().encode("utf-8", "surrogateescape")
    return frame
