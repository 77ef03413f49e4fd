"""Pixels of a data set changed in place: compressed, decompressed, or replaced (PS3.5 8, A.4).

Of the other elements only those that describe the pixels or identify the instance change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from dicomconstruct import uid as uids
from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataset import Dataset
from dicomconstruct.dataset.json_sources import given
from dicomconstruct.encapsulation import encapsulate, encapsulate_extended
from dicomconstruct.errors import DicomError, MissingElement, Unsupported, within
from dicomconstruct.grammar.headers import largest_length
from dicomconstruct.grammar.primitives import PIXEL_DATA
from dicomconstruct.grammar.samples import BITS_OF_A_BYTE
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.pixels.bits import pack_bits, subsampled
from dicomconstruct.pixels.encoding import WHOLE_SAMPLES
from dicomconstruct.pixels.reading import forget_array
from dicomconstruct.pixels.registry import get_decoder, get_encoder
from dicomconstruct.pixels.runner import (
    COLOR,
    EXTENDED_OFFSETS,
    MONOCHROME,
    PARTIAL,
    PI,
    PIXEL_KEYWORDS,
    options_of,
    tagged,
)
from dicomconstruct.pixels.stored_bits import allowed_values, check_overlays, overlays_in_pixels
from dicomconstruct.pixels.syntaxes import JPEG_LS
from dicomconstruct.samples import Array, transfer_syntax_of
from dicomconstruct.tag import Tag
from dicomconstruct.uid import UID, generate_uid
from dicomconstruct.values import CharacterSets

EVEN = 2
NOT_FOR_ENCODERS = ("pixel_keyword", "pixel_vr", "extended_offsets", "has_overlay_bits")
NOT_FOR_DECODERS = ("index", "indices", "raw", "view_only")
SETTABLE_GRAY = (*MONOCHROME, PI.PALETTE_COLOR)
SETTABLE_COLOR = (PI.RGB, PI.YBR_FULL, PI.YBR_FULL_422)
SETTABLE_TYPES = ("int8", "int16", "uint8", "uint16")


def _known_syntax(ds: Dataset) -> UID:
    """The transfer syntax of a data set. MissingElement for a data set without one."""
    syntax = transfer_syntax_of(ds)
    if syntax is None:
        raise MissingElement(
            "Unable to determine the initial compression state of the dataset as there's no (0002,0010) 'Transfer "
            "Syntax UID' element in the dataset's 'file_meta' attribute"
        )
    return syntax


def assign_if_changed(ds: Dataset, keyword: str, value: Any) -> None:
    """Assign a value, unless the element has it: an unchanged element is not encoded again."""
    if ds.get(keyword) != value:
        setattr(ds, keyword, value)


def _put(ds: Dataset, value: bytes, bits_allocated: int, syntax: str, *, is_encapsulated: bool = False) -> None:
    """Assign the value of Pixel Data, and set its transfer syntax."""
    _put_value(ds, value, bits_allocated, is_encapsulated=is_encapsulated)
    ds.ensure_file_meta()
    ds.file_meta.TransferSyntaxUID = UID(syntax)


def _put_value(ds: Dataset, value: bytes, bits_allocated: int, *, is_encapsulated: bool = False) -> None:
    """Assign the value of Pixel Data: fragments, or samples in little endian whatever is written (PS3.5 7.3)."""
    if len(value) % EVEN:
        value += b"\0"
    tag = Tag(PIXEL_DATA)
    if bits_allocated > BITS_OF_A_BYTE and not is_encapsulated:
        ds[tag] = given(tag, "OW", value, Dataset(), CharacterSets.of())
    else:
        ds[tag] = DataElement(tag, "OB", value, is_undefined_length=is_encapsulated)
    forget_array(ds)


def become_another(ds: Dataset) -> None:
    """Give a data set a new SOP Instance UID."""
    ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = generate_uid()


def put_offsets(ds: Dataset, offsets: Iterable[bytes] = ()) -> None:
    """Replace Extended Offset Table and its lengths in a data set; delete them by default."""
    for keyword in EXTENDED_OFFSETS:
        ds.pop(keyword, None)
    for keyword, value in zip(EXTENDED_OFFSETS, offsets, strict=False):
        setattr(ds, keyword, value)


def compress(
    ds: Dataset,
    transfer_syntax_uid: str,
    arr: Array | bytes | None = None,
    *,
    encoding_plugin: str = "",
    encapsulate_ext: bool = False,
    jls_error: int | None = None,
    j2k_cr: list[float] | None = None,
    j2k_psnr: list[float] | None = None,
    generate_instance_uid: bool = True,
    **kwargs: Any,
) -> Dataset:
    """Compress the pixels of a data set in place.

    Parameters
    ----------
    ds
        The data set.
    transfer_syntax_uid
        The transfer syntax to compress to.
    arr
        Pixels that replace those of the data set, described by its elements.
    encoding_plugin
        The name of the one plugin to use.
    encapsulate_ext
        Whether to use an extended offset table (PS3.3 C.7.6.3.1.8).
    generate_instance_uid
        Whether the data set becomes another instance, with a SOP Instance UID of its own.
    jls_error
        For JPEG-LS Near Lossless: by how much a sample may be wrong.
    j2k_cr, j2k_psnr
        For JPEG 2000: ratios of compression, or of signal to noise, one for each layer.
    **kwargs
        Options of plugins; an option with an element is taken from the data set.

    Returns
    -------
    Dataset
        `ds`.

    Raises
    ------
    MissingElement
        When the data set has no Transfer Syntax UID.
    Unsupported
        For a transfer syntax without an encoder.
    PluginsFailed
        When no plugin could decompress.
    DicomError
        When the data set is compressed already, or the transfer syntax does not allow such pixels.
    """
    syntax = UID(transfer_syntax_uid)
    encoder = get_encoder(syntax)
    if arr is None and syntax not in WHOLE_SAMPLES:
        check_overlays(ds, syntax)
    source: Any = arr if arr is not None else _uncompressed(ds)
    known = {name: value for name, value in options_of(ds).items() if name not in NOT_FOR_ENCODERS}
    if arr is None and not isinstance(source, Dataset) and ds.get("SamplesPerPixel") != 1:
        known["planar_configuration"] = 0
    lossy = {"jls_error": jls_error, "j2k_cr": j2k_cr, "j2k_psnr": j2k_psnr}
    chosen = {**kwargs, **{name: value for name, value in lossy.items() if value is not None}, **known}
    frames = list(encoder.iter_encode(source, encoding_plugin=encoding_plugin, **chosen))
    value, *offsets = encapsulate_extended(frames) if encapsulate_ext else (encapsulate(frames),)
    put_offsets(ds, offsets)
    _put(ds, value, ds.BitsAllocated, syntax, is_encapsulated=True)
    if isinstance(arr, np.ndarray) or syntax not in WHOLE_SAMPLES:
        put_stored_bits(ds, ds.BitsStored)
    if ds.SamplesPerPixel > 1:
        ds.PlanarConfiguration = int(syntax in JPEG_LS and known.get("planar_configuration") == 1)
        if syntax == uids.JPEGXL:
            ds.PhotometricInterpretation = str(PI.XYB)
    if generate_instance_uid:
        become_another(ds)
    return ds


def _uncompressed(ds: Dataset) -> Dataset | bytes:
    """A data set that can be compressed as it is, or its pixels in little endian where they have another order."""
    syntax = _known_syntax(ds)
    if syntax.is_compressed and not syntax.is_deflated:
        raise DicomError("Only uncompressed datasets may be compressed")
    if syntax.is_little_endian:
        return ds
    array = get_decoder(syntax).as_array(ds, raw=True, correct_unused_bits=False)[0]
    if ds.BitsAllocated == 1:
        return pack_bits(array, pad=False)
    return bytes_in_order(array)


class Decompressed(NamedTuple):
    """The uncompressed pixels of a data set, and their description."""

    value: bytes
    frames: int
    facts: dict[str, Any]
    is_cells: bool
    """Whether samples have their unused bits as they were (PS3.5 8.1.1)."""


def decompress(
    ds: Dataset,
    *,
    as_rgb: bool = True,
    generate_instance_uid: bool = True,
    decoding_plugin: str = "",
    **kwargs: Any,
) -> Dataset:
    """Decompress the pixels of a data set in place; its transfer syntax becomes Explicit VR Little Endian.

    Compressed icons, and other images in items, are decompressed too (PS3.5 A.4). Where a codestream has more bits
    than Bits Stored, and needs them, Bits Stored and High Bit become those of the codestream.

    Parameters
    ----------
    ds
        The data set.
    as_rgb
        Whether YBR_FULL and YBR_FULL_422 become RGB. Colours that exist in JPEG 2000 only always do, and so does
        YBR_PARTIAL_422, which has no name for pixels with all their differences.
    generate_instance_uid
        Whether the data set becomes another instance, with a SOP Instance UID of its own.
    decoding_plugin
        The name of the one plugin to use.
    **kwargs
        Options of the decoder: see `Decoder.as_array`. Unused bits of RLE Lossless and of frames that are
        encapsulated only stay as they are, unless `correct_unused_bits` is given.

    Returns
    -------
    Dataset
        `ds`.

    Raises
    ------
    MissingElement
        When the data set has no pixels or no transfer syntax.
    Unsupported
        For a transfer syntax without a decoder.
    PluginsFailed
        When no plugin could decompress.
    DicomError
        When the data set is not compressed, the pixels contradict their description, or are too many to be written
        uncompressed. The data set is unchanged then.
    """
    if Tag(PIXEL_DATA) not in ds:
        raise MissingElement("Unable to decompress as the dataset has no (7FE0,0010) 'Pixel Data' element")
    syntax = _known_syntax(ds)
    if not syntax.is_encapsulated:
        raise DicomError("The dataset is already uncompressed")
    chosen = {name: value for name, value in kwargs.items() if name not in NOT_FOR_DECODERS}
    chosen |= {"decoding_plugin": decoding_plugin, "as_rgb": as_rgb}
    found = _decompressed(ds, syntax, **chosen)
    decompress_items(ds, syntax, decoding_plugin=decoding_plugin, as_rgb=as_rgb)
    _put_decompressed(ds, found)
    ds.ensure_file_meta()
    ds.file_meta.TransferSyntaxUID = uids.ExplicitVRLittleEndian
    if generate_instance_uid:
        become_another(ds)
    return ds


def decompress_items(ds: Dataset, syntax: UID, **chosen: Any) -> None:
    """Decompress the images in items of a data set, such as its icons (PS3.3 C.7.6.1.1.6).

    Those that are native already, as an icon may be in a compressed data set, stay (PS3.5 A.4).

    Parameters
    ----------
    ds
        The data set.
    syntax
        The transfer syntax of the images.
    **chosen
        As for `decompress`, whose errors this raises before any image is changed.
    """
    found = []
    for item, path in _compressed_items(ds):
        with within(path):
            found.append((item, _decompressed(item, syntax, **chosen)))
    for item, image in found:
        _put_decompressed(item, image)


def _compressed_items(ds: Dataset) -> Iterator[tuple[Dataset, str]]:
    """The items with fragments for Pixel Data, at any depth, and their paths."""
    pending = [(ds, "")]
    while pending:
        outer, path = pending.pop()
        for element in outer:
            if element.VR not in ds._codec.vrs.holding_items:
                continue
            for number, item in enumerate(element.value or ()):
                where = f"{path}{element.tag}[{number}]"
                pending.append((item, f"{where}."))
                if Tag(PIXEL_DATA) in item and item[PIXEL_DATA].is_undefined_length:
                    yield item, where


def _decompressed(ds: Dataset, syntax: UID, **chosen: Any) -> Decompressed:
    """The pixels of a data set or an item, without compression; parameters and errors are those of `decompress`."""
    keeps_unused = syntax in WHOLE_SAMPLES or bool(overlays_in_pixels(ds))
    chosen.setdefault("correct_unused_bits", not keeps_unused)
    if ds.get("PhotometricInterpretation") in PARTIAL:
        chosen["as_rgb"] = True
    frames: list[Any] = []
    length = 0
    facts: dict[str, Any] = {}
    for frame, described in get_decoder(syntax).iter_array(ds, **chosen):
        facts = {**described, "bits_stored": max(described["bits_stored"], facts.get("bits_stored", 0))}
        length += frame.nbytes
        if length > largest_length(HeaderForm.LONG):
            raise DicomError(
                "Unable to decompress as the length of the uncompressed pixel data will be greater than the "
                "maximum "
                "allowed by the DICOM Standard"
            )
        frames.append(frame)
    is_packed = facts["bits_allocated"] == 1
    value = pack_bits(np.stack(frames)) if is_packed else b"".join(map(bytes_in_order, frames))
    return Decompressed(value, len(frames), facts, not chosen["correct_unused_bits"])


def bytes_in_order(array: Array, order: str = "<") -> bytes:
    """The bytes of an array in little endian, or another byte order."""
    return array.astype(array.dtype.newbyteorder(order), copy=False).tobytes()


def _put_decompressed(ds: Dataset, found: Decompressed) -> None:
    """Replace the compressed pixels of a data set or an item, and correct their description."""
    put_offsets(ds)
    _put_value(ds, found.value, int(found.facts["bits_allocated"]))
    if found.frames != (ds.get("NumberOfFrames") or 1):
        ds.NumberOfFrames = found.frames
    describe(ds, found.facts, is_cells=found.is_cells)


def describe(ds: Dataset, facts: Mapping[str, Any], *, is_cells: bool) -> None:
    """Correct the elements that describe the pixels of a data set or an item.

    Parameters
    ----------
    ds
        Has them.
    facts
        `photometric_interpretation`, `bits_allocated` and `bits_stored`; empty where there were no frames.
    is_cells
        Whether samples have their unused bits as they were, so that High Bit stays as long as Bits Stored does.
    """
    if facts:
        assign_if_changed(ds, "PhotometricInterpretation", str(facts["photometric_interpretation"]))
        assign_if_changed(ds, "BitsAllocated", int(facts["bits_allocated"]))
    if ds.get("SamplesPerPixel", 1) > 1:
        assign_if_changed(ds, "PlanarConfiguration", 0)
    stored = int(facts.get("bits_stored", ds.BitsStored))
    if not is_cells or stored != ds.BitsStored:
        put_stored_bits(ds, stored)


def put_stored_bits(ds: Dataset, stored: int) -> None:
    """Set Bits Stored and High Bit for stored values in the low bits of samples."""
    assign_if_changed(ds, "BitsStored", stored)
    if "HighBit" in ds:
        assign_if_changed(ds, "HighBit", stored - 1)


def set_pixel_data(
    ds: Dataset,
    arr: Array,
    photometric_interpretation: str,
    bits_stored: int,
    *,
    generate_instance_uid: bool = True,
) -> None:
    """Replace the pixels and their description by those of an array.

    Parameters
    ----------
    ds
        The data set. A transfer syntax of compressed pixels becomes Explicit VR Little Endian.
    arr
        8 or 16 bit integers: (rows, columns), (frames, rows, columns), or for colours (rows, columns, 3),
        (frames, rows, columns, 3).
    photometric_interpretation
        MONOCHROME1, MONOCHROME2, PALETTE COLOR, RGB, YBR_FULL or YBR_FULL_422, for which half of the colour
        differences is left out.
    bits_stored
        The number of bits of a sample that are used.
    generate_instance_uid
        Whether the data set becomes another instance, with a SOP Instance UID of its own.

    Raises
    ------
    MissingElement
        When it has Float or Double Float Pixel Data.
    Unsupported
        When its transfer syntax is big endian.
    DicomError
        When the array does not fit the photometric interpretation or the bits.
    """
    _check_settable(ds, arr, photometric_interpretation, bits_stored)
    syntax = transfer_syntax_of(ds)
    if syntax is not None and not syntax.is_encapsulated and not syntax.is_little_endian:
        raise Unsupported(f"The dataset's transfer syntax '{syntax.name}' is big-endian, which is not supported")
    if syntax is None or syntax.is_encapsulated:
        if syntax is not None:
            decompress_items(ds, syntax)
        syntax = uids.ExplicitVRLittleEndian
    is_color = photometric_interpretation in SETTABLE_COLOR
    shape = arr.shape[:-1] if is_color else arr.shape
    bits = arr.dtype.itemsize * BITS_OF_A_BYTE
    value = bytes_in_order(subsampled(arr) if photometric_interpretation == PI.YBR_FULL_422 else arr)
    put_offsets(ds)
    ds.SamplesPerPixel = COLOR if is_color else 1
    ds.PhotometricInterpretation = str(photometric_interpretation)
    ds.pop("PlanarConfiguration", None)
    if is_color:
        ds.PlanarConfiguration = 0
    if len(shape) > 2 and shape[0] > 1:
        assign_if_changed(ds, "NumberOfFrames", shape[0])
    else:
        ds.pop("NumberOfFrames", None)
    ds.Rows, ds.Columns = shape[-2:]
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = bits, bits_stored, bits_stored - 1
    ds.PixelRepresentation = 1 if arr.dtype.kind == "i" else 0
    _put(ds, value, bits, syntax)
    if generate_instance_uid:
        become_another(ds)


def _check_settable(ds: Dataset, arr: Array, photometric_interpretation: str, bits_stored: int) -> None:
    for keyword in PIXEL_KEYWORDS[1:]:
        if keyword in ds:
            name = tagged(keyword)
            raise MissingElement(
                f"The dataset has an existing {name} element which indicates the {tagged('SOPClassUID')} value "
                "is not "
                f"suitable for a dataset with 'Pixel Data'. The {name.partition(' ')[2]} element should be deleted "
                "and the 'SOP Class UID' changed."
            )
    if arr.dtype.newbyteorder("=").name not in SETTABLE_TYPES:
        raise DicomError(f"Unsupported ndarray dtype '{arr.dtype}', must be int8, int16, uint8 or uint16")
    is_color = photometric_interpretation in SETTABLE_COLOR
    if not is_color and photometric_interpretation not in SETTABLE_GRAY:
        raise DicomError(f"Unsupported 'photometric_interpretation' value '{photometric_interpretation}'")
    axes = (3, 4) if is_color else (2, 3)
    if arr.ndim not in axes:
        raise DicomError(
            f"An ndarray with '{photometric_interpretation}' data must have {axes[0]} or {axes[1]} dimensions, not "
            f"{arr.ndim}"
        )
    if is_color and arr.shape[-1] != COLOR:
        raise DicomError(
            f"An ndarray with '{photometric_interpretation}' data must have shape (rows, columns, 3) or (frames, "
            f"rows, columns, 3), not {arr.shape}"
        )
    bits = arr.dtype.itemsize * BITS_OF_A_BYTE
    if not 0 < bits_stored <= bits:
        raise DicomError(
            f"Invalid 'bits_stored' value '{bits_stored}', must be greater than 0 and less than or equal to the "
            f"number of bits for the ndarray's itemsize '{bits}'"
        )
    lowest, highest = allowed_values(bits_stored, arr.dtype.kind == "i")
    least, most = int(arr.min(initial=0)), int(arr.max(initial=0))
    if least < lowest or most > highest:
        raise DicomError(
            f"The range of values in the ndarray [{least}, {most}] is greater than that allowed by the "
            "'bits_stored' "
            f"value [{lowest}, {highest}]"
        )
