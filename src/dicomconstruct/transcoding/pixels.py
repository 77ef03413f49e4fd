"""The pixels of one file in another transfer syntax, frame by frame; only compressed frames are held in memory.

The resulting frames move to a temporary file once they are many, and are written from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from dicomconstruct import uid as uids
from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataset import Dataset
from dicomconstruct.encapsulation import itemize_frame
from dicomconstruct.encapsulation.building import LARGEST_OFFSET, extended_table, offset_table_item, starts_of
from dicomconstruct.errors import DicomError, MissingElement, Unsupported
from dicomconstruct.grammar.headers import largest_length
from dicomconstruct.grammar.primitives import ALIGNMENT, UNDEFINED_LENGTH
from dicomconstruct.grammar.samples import BITS_OF_A_BYTE
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.pixels import convert_color_space, get_decoder, get_encoder, iter_pixels, pack_bits
from dicomconstruct.pixels.changing import (
    NOT_FOR_ENCODERS,
    assign_if_changed,
    become_another,
    bytes_in_order,
    decompress_items,
    describe,
    put_offsets,
)
from dicomconstruct.pixels.encoding import WHOLE_SAMPLES
from dicomconstruct.pixels.runner import (
    COLOR,
    PARTIAL,
    PI,
    PIXEL_KEYWORDS,
    options_of,
    sampled_fully,
)
from dicomconstruct.pixels.stored_bits import check_overlays, overlays_in_pixels
from dicomconstruct.pixels.syntaxes import JPEG_LOSSY
from dicomconstruct.samples import Array, required
from dicomconstruct.transcoding.file_part import FilePart
from dicomconstruct.transcoding.targets import METHODS, Target
from dicomconstruct.uid import UID

PIXEL_DATA = PIXEL_KEYWORDS[0]
HELD = 1 << 26
"""The most bytes of frames that are kept in memory; more go to a temporary file."""
COPIED = 1 << 20
TRANSFORMS = {
    uids.JPEG2000Lossless: str(PI.YBR_RCT),
    uids.HTJ2KLossless: str(PI.YBR_RCT),
    uids.HTJ2KLosslessRPCL: str(PI.YBR_RCT),
    uids.JPEG2000: str(PI.YBR_ICT),
    uids.JPEGBaseline8Bit: str(PI.YBR_FULL),
}
"""The colour space of RGB inside codestreams, which packs better (PS3.5 8.2.1, 8.2.4): encoders of JPEG 2000 and
HTJ2K convert to it, and their decoders give RGB back."""
FACTS = ("photometric_interpretation", "bits_allocated", "bits_stored")


class Recoded(NamedTuple):
    """The pixels of a file in the form to be written."""

    value: Any
    """A buffer that stands at its beginning."""
    length: int
    uncompressed: int
    offsets: tuple[bytes, ...]
    """Extended Offset Table and its lengths, where an offset exceeds the basic table; else empty."""
    facts: dict[str, Any]
    """The description of the resulting frames: photometric interpretation, bits allocated and stored."""
    is_cells: bool
    """Whether the unused bits of samples are unchanged (PS3.5 8.1.1)."""


def spool() -> Any:
    """A temporary file that stays in memory while it is small."""
    return SpooledTemporaryFile(max_size=HELD)


def _has_cells(syntax: UID) -> bool:
    """Whether samples have all bits that are allocated in a transfer syntax, rather than those that are stored."""
    return not syntax.is_encapsulated or syntax in WHOLE_SAMPLES


def keeps_cells(ds: Dataset, source: UID, target: Target) -> bool:
    """Whether unused bits of samples stay: where both transfer syntaxes have them, or an overlay lies there."""
    return _has_cells(target.syntax) and (_has_cells(source) or bool(overlays_in_pixels(ds)))


def source_frames(
    path: str, ds: Dataset, source: UID, target: Target, *, as_rgb: bool
) -> Iterator[tuple[Array, dict[str, Any]]]:
    """The decoded frames of a file, each with its description."""
    chosen: dict[str, Any] = {
        "decoding_plugin": target.decoder,
        "correct_unused_bits": not keeps_cells(ds, source, target),
    }
    if source.is_encapsulated:
        yield from get_decoder(source).iter_array(ds, as_rgb=as_rgb, **chosen)
        return
    said = str(required(ds, "PhotometricInterpretation"))
    is_partial = said in PARTIAL
    if is_partial and not target.is_lossy:
        raise Unsupported(f"the colours of {said} have no form in {target.syntax.name} that loses nothing")
    facts = {
        "photometric_interpretation": str(PI.RGB) if is_partial else str(sampled_fully(said)),
        "bits_allocated": int(required(ds, "BitsAllocated")),
        "bits_stored": int(required(ds, "BitsStored")),
    }
    for frame in iter_pixels(path, raw=not is_partial, **chosen):
        yield frame, facts


def _frame_bytes(frame: Array, facts: dict[str, Any], order: str = "<") -> bytes:
    if facts["bits_allocated"] == 1:
        return bytes(pack_bits(frame, pad=False))
    return bytes_in_order(frame, order)


def compressed(
    path: str, ds: Dataset, source: UID, target: Target, into: Any, bits_stored: int | None = None
) -> Recoded:
    """The pixels of a file as fragments of an encapsulated transfer syntax (PS3.5 A.4).

    Parameters
    ----------
    path
        The file.
    ds
        Its data set.
    source
        Its transfer syntax.
    target
        The transfer syntax to write.
    into
        A temporary file for the pixels.
    bits_stored
        The bits of values, where codestreams of the file exceed its Bits Stored; None for Bits Stored.

    Raises
    ------
    DicomError
        When the pixels cannot be decoded, or are not for that transfer syntax.
    """
    if target.syntax not in WHOLE_SAMPLES:
        check_overlays(ds, target.syntax)
    encoder = get_encoder(target.syntax)
    known = {name: value for name, value in options_of(ds).items() if name not in (*NOT_FOR_ENCODERS, "high_bit")}
    if bits_stored is not None:
        known["bits_stored"] = bits_stored
    lengths: list[int] = []
    size = 0
    facts: dict[str, Any] = {}
    with spool() as body:
        for frame, described in source_frames(path, ds, source, target, as_rgb=_gives_rgb(ds, source)):
            if described["bits_stored"] > known["bits_stored"]:
                return compressed(path, ds, source, target, into, described["bits_stored"])
            facts = {name: described[name] for name in FACTS} | {"bits_stored": known["bits_stored"]}
            if facts["photometric_interpretation"] == PI.RGB:
                facts["photometric_interpretation"] = TRANSFORMS.get(target.syntax, str(PI.RGB))
                if target.syntax == uids.JPEGBaseline8Bit:
                    frame = convert_color_space(frame, PI.RGB, PI.YBR_FULL)
            told = {**known, **facts, "number_of_frames": 1, **dict(target.loss)}
            if told.get("samples_per_pixel") == COLOR:
                told["planar_configuration"] = 0
            plain = _frame_bytes(frame, described)
            encoded = encoder.encode(plain, encoding_plugin=target.encoder, **told)
            if target.is_checked and not target.is_lossy:
                _check(frame, encoded, target, told)
            size += len(plain)
            lengths.append(sum(body.write(item) for item in itemize_frame(encoded)))
        offsets = _behind_table(body, lengths, into)
    if target.syntax == uids.JPEGXL and known.get("samples_per_pixel") == COLOR:
        facts["photometric_interpretation"] = str(PI.XYB)
    return Recoded(into, sum(lengths), size, offsets, facts, keeps_cells(ds, source, target))


def _check(frame: Array, encoded: bytes, target: Target, told: dict[str, Any]) -> None:
    """Raise DicomError where a frame compressed without loss decodes to other samples."""
    value = offset_table_item([]) + b"".join(itemize_frame(encoded))
    found, _ = get_decoder(target.syntax).as_array(
        value,
        index=0,
        raw=True,
        correct_unused_bits=target.syntax not in WHOLE_SAMPLES,
        pixel_keyword=PIXEL_DATA,
        **told,
    )
    if not np.array_equal(found, frame):
        raise DicomError(f"a frame comes back otherwise from {target.syntax.name}, which is to lose nothing")


def _behind_table(body: Any, lengths: list[int], into: Any) -> tuple[bytes, ...]:
    """Write fragments after a table of their offsets; give the extended table where an offset is too large."""
    starts = starts_of(lengths)
    fits = not starts or starts[-1] <= LARGEST_OFFSET
    into.write(offset_table_item(starts if fits else []))
    body.seek(0)
    while chunk := body.read(COPIED):
        into.write(chunk)
    into.seek(0)
    if fits:
        return ()
    header = len(offset_table_item([]))
    return extended_table(starts), extended_table(length - header for length in lengths)


def uncompressed(path: str, ds: Dataset, source: UID, target: Target, into: Any) -> Recoded:
    """The uncompressed pixels of a compressed file; parameters and errors are those of `compressed`.

    The bytes are in the order of the transfer syntax.
    """
    order = "<" if target.syntax.is_little_endian else ">"
    size = 0
    facts: dict[str, Any] = {}
    bits: list[Array] = []
    for frame, described in source_frames(path, ds, source, target, as_rgb=_gives_rgb(ds, source)):
        stored = max(described["bits_stored"], facts.get("bits_stored", 0))
        facts = {name: described[name] for name in FACTS} | {"bits_stored": stored}
        if facts["bits_allocated"] == 1:
            bits.append(frame)
            continue
        size += into.write(_frame_bytes(frame, described, order))
        if size > largest_length(HeaderForm.LONG):
            raise DicomError("the pixels are too many to be written without compression")
    if bits:
        size = into.write(bytes(pack_bits(np.stack(bits), pad=False)))
    size += into.write(b"\0" * (size % ALIGNMENT))
    into.seek(0)
    return Recoded(into, size, size, (), facts, keeps_cells(ds, source, target))


def _gives_rgb(ds: Dataset, source: UID) -> bool:
    """Whether colours are decoded to RGB: those of JPEG, which stores YBR to lose less, and partial ones."""
    return source in uids.JPEGTransferSyntaxes or ds.get("PhotometricInterpretation") in PARTIAL


def put_recoded(ds: Dataset, source: UID, target: Target, made: Recoded) -> None:
    """Replace the pixels of a data set, and correct the elements that describe them.

    A lossy transfer syntax makes another instance of it (PS3.3 C.7.6.1.1.5, PS3.4 B).
    """
    is_encapsulated = target.syntax.is_encapsulated
    allocated = int(made.facts.get("bits_allocated", ds.BitsAllocated))
    vr = "OW" if allocated > BITS_OF_A_BYTE and not is_encapsulated else "OB"
    element = DataElement(PIXEL_DATA, vr, made.value)
    element.is_undefined_length = is_encapsulated
    ds[PIXEL_DATA] = element
    put_offsets(ds, made.offsets)
    describe(ds, made.facts, is_cells=made.is_cells)
    if source in JPEG_LOSSY:  # other lossy transfer syntaxes may have been used without loss
        assign_if_changed(ds, "LossyImageCompression", "01")
        if not ds.get("LossyImageCompressionMethod"):
            ds.LossyImageCompressionMethod = METHODS[source]
    if target.is_lossy:
        become_lossy(ds, target, made.uncompressed / max(1, made.length))


def become_lossy(ds: Dataset, target: Target, ratio: float) -> None:
    """Mark a data set as lossily compressed (PS3.3 C.7.6.1.1.5), and make it another instance.

    Parameters
    ----------
    ds
        The data set.
    target
        The lossy transfer syntax.
    ratio
        The compression ratio of the pixels.
    """
    before, kind = ds.get("SOPInstanceUID"), ds.get("SOPClassUID")
    ds.LossyImageCompression = "01"
    ratios, methods = _several(ds, "LossyImageCompressionRatio"), _several(ds, "LossyImageCompressionMethod")
    ds.LossyImageCompressionRatio = [*ratios, f"{ratio:.4g}"]
    ds.LossyImageCompressionMethod = [*methods, METHODS[target.syntax]]
    values = _several(ds, "ImageType")
    if values and values[0] != "DERIVED":
        ds.ImageType = ["DERIVED", *values[1:]]
    if before and kind:
        ds.SourceImageSequence = [*(ds.get("SourceImageSequence") or []), _predecessor(str(kind), str(before))]
    become_another(ds)


def _several(ds: Dataset, keyword: str) -> list[Any]:
    value = ds.get(keyword)
    if value is None or value == "":
        return []
    return [value] if isinstance(value, str | int | float) else list(value)


def _predecessor(kind: str, instance: str) -> Dataset:
    """An item of Source Image Sequence that names the instance that this one was made of (PS3.16 CID 7202)."""
    purpose, item = Dataset(), Dataset()
    purpose.CodeValue, purpose.CodingSchemeDesignator = "121320", "DCM"
    purpose.CodeMeaning = "Uncompressed predecessor"
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = kind, instance
    item.PurposeOfReferenceCodeSequence = [purpose]
    return item


def leave_in_file(ds: Dataset, file: BinaryIO, source: UID, target: Target) -> None:
    """Write large native pixels directly from their file, where they stay unchanged.

    Parameters
    ----------
    ds
        The data set, whose large values are deferred.
    file
        The file that it was read from.
    source, target
        Its transfer syntax, and what it is brought into.
    """
    if target.syntax.is_encapsulated or source.is_little_endian is not target.syntax.is_little_endian:
        return
    raw = None if source.is_deflated else ds.get_item(PIXEL_DATA, keep_deferred=True)
    if raw is not None and raw.value is None and raw.length and raw.length != UNDEFINED_LENGTH:
        ds[PIXEL_DATA] = DataElement(PIXEL_DATA, raw.VR or "OW", FilePart(file, raw.value_tell, raw.length))


def open_icons(ds: Dataset, source: UID, target: Target) -> None:
    """Decompress the icons of a data set, and other images in items; these may be native anywhere (PS3.5 A.4)."""
    if source.is_encapsulated:
        decompress_items(ds, source, as_rgb=_gives_rgb(ds, source), decoding_plugin=target.decoder)


def check_compressible(ds: Dataset) -> None:
    """Raise MissingElement for a data set without pixels, Unsupported for pixels without a compressed form."""
    for keyword in PIXEL_KEYWORDS[1:]:
        if keyword in ds:
            raise Unsupported(f"{keyword} has no compressed form (PS3.5 8.2)")
    if PIXEL_DATA not in ds:
        raise MissingElement("it has no pixels")
