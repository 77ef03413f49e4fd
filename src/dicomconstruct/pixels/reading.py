"""Arrays straight from data sets and files: `pixel_array` and `iter_pixels`.

Of a file only the elements that describe the pixels are read, and then the frames that are wanted.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from dicomconstruct.codec import STANDARD
from dicomconstruct.dataset import Dataset
from dicomconstruct.errors import MissingElement, Unsupported
from dicomconstruct.filereader import dcmread
from dicomconstruct.grammar.primitives import UNDEFINED_LENGTH, ByteOrder
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.pixels.decoder import Decoder
from dicomconstruct.pixels.registry import DECODERS
from dicomconstruct.pixels.runner import EXTENDED_OFFSETS, KEYWORDS, PIXEL_KEYWORDS, options_of, tagged
from dicomconstruct.pixels.stored_bits import OVERLAY_TAGS, overlays_in_pixels
from dicomconstruct.samples import Array, transfer_syntax_of
from dicomconstruct.sources import opened, read_fully
from dicomconstruct.tag import BaseTag, Tag
from dicomconstruct.uid import UID
from dicomconstruct.validity import warn as _warn

ImageSource = str | os.PathLike[str] | BinaryIO | Dataset
DESCRIPTION = tuple(map(Tag, (*KEYWORDS.values(), "HighBit", *EXTENDED_OFFSETS)))
KEYWORD_OF = {Tag(keyword): keyword for keyword in PIXEL_KEYWORDS}
PIXEL_TAGS = frozenset(KEYWORD_OF)
READ_AHEAD = 256
"""Bytes that are read of a file at a time for headers; longer known lengths are read in one piece."""
ARRAY, ID = "_pixel_array", "_pixel_id"
"""The attribute of a data set with the array made of its pixels, and the sources of that array."""


def as_pixel_options(ds: Dataset, **kwargs: Any) -> dict[str, Any]:
    """The options for decoders and encoders from the elements of a data set.

    Parameters
    ----------
    ds
        The data set.
    **kwargs
        Options that take precedence.

    Raises
    ------
    MissingElement
        When more than one element has pixels.
    """
    return {**options_of(ds), **kwargs}


def get_nr_frames(ds: Dataset, warn: bool = True) -> int:
    """Number of Frames; 1 where it is missing, empty or 0.

    Parameters
    ----------
    ds
        The data set.
    warn
        Whether to warn of an invalid value.
    """
    found = ds.get("NumberOfFrames", 1)
    if found:
        return int(found)
    if warn:
        _warn(
            f"A value of {found} for {tagged('NumberOfFrames')} is non-conformant. It's recommended that this "
            "value be changed to 1"
        )
    return 1


def get_image_pixel_ids(ds: Dataset) -> dict[str, int]:
    """The `id` of the values of pixels and of the elements that describe them, by keyword; it changes with them."""
    keywords = (*KEYWORDS.values(), *PIXEL_KEYWORDS)
    return {keyword: id(ds.get(keyword)) for keyword in keywords if keyword in ds}


def _decoder_for(syntax: str) -> Decoder:
    found = DECODERS.coders.get(UID(syntax))
    if found is None:
        raise Unsupported(
            "Unable to decode the pixel data as a (0002,0010) 'Transfer Syntax UID' value of "
            f"'{UID(syntax).name}' is not supported"
        )
    return found  # type: ignore[return-value]


def _decoder_of(ds: Dataset) -> Decoder:
    syntax = transfer_syntax_of(ds)
    if syntax is None:
        raise MissingElement(
            "Unable to decode the pixel data as the dataset's 'file_meta' has no (0002,0010) 'Transfer Syntax UID' "
            "element"
        )
    return _decoder_for(syntax)


@contextmanager
def _positioned(src: str | os.PathLike[str] | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(src, str | os.PathLike):
        with opened(src) as raw:
            yield io.BufferedReader(raw, READ_AHEAD)  # type: ignore[type-var]
        return
    start = src.tell()
    try:
        yield src
    finally:
        src.seek(start)


def _header_at(file: BinaryIO, is_implicit: bool, is_little: bool) -> tuple[BaseTag, str, int] | None:
    """Tag, VR and length of the element with pixels at a file's position, which moves to its value."""
    form = HeaderForm.IMPLICIT if is_implicit else HeaderForm.LONG
    size = STANDARD.header_size(form)
    data = read_fully(file, size)
    if len(data) < size:
        return None
    group, element, *others = STANDARD.header_fields(form, ByteOrder.of(is_little), data)
    tag = Tag(group, element)
    vr = "OW" if is_implicit else str(others[0], "latin-1")
    return (tag, vr, others[-1]) if tag in PIXEL_TAGS else None


def _has_overlay_bits(file: BinaryIO, start: int) -> bool:
    """Whether an overlay lies in unused bits of the pixels of a file, which stands where it stood afterwards."""
    here = file.tell()
    try:
        file.seek(start)
        found = dcmread(file, stop_before_pixels=True, force=True, specific_tags=OVERLAY_TAGS)
        return bool(overlays_in_pixels(found))
    finally:
        file.seek(here)


@contextmanager
def _pixels_of_file(
    src: str | os.PathLike[str] | BinaryIO,
    ds_out: Dataset | None,
    specific_tags: Iterable[BaseTag | int] | None,
    chosen: dict[str, Any],
) -> Iterator[tuple[Decoder, Any, dict[str, Any]]]:
    """The decoder for a file, its source, and the options."""
    with _positioned(src) as file:
        start = file.tell()
        tags: list[Any] = [*DESCRIPTION, *(specific_tags or ())]
        found = dcmread(file, stop_before_pixels=True, force=True, specific_tags=tags)
        syntax = chosen.get("transfer_syntax_uid") or transfer_syntax_of(found)
        if not syntax:
            raise MissingElement(
                "'transfer_syntax_uid' is required if the dataset in 'src' is not in the DICOM File Format"
            )
        pixels: Any = file
        if UID(syntax).is_deflated:
            file.seek(start)
            whole = dcmread(file, force=True, specific_tags=[*tags, *PIXEL_TAGS])
            kept = next((tag for tag in PIXEL_TAGS if tag in whole), None)
            met = None if kept is None else (kept, whole[kept].VR, UNDEFINED_LENGTH)
            pixels = None if kept is None else whole[kept].value
        else:
            is_implicit, is_little = found.original_encoding
            met = _header_at(file, bool(is_implicit), bool(is_little))
        if met is None:
            raise MissingElement(
                "The dataset in 'src' has no 'Pixel Data', 'Float Pixel Data' or 'Double Float Pixel Data' "
                "element, no pixel data to decode"
            )
        if ds_out is not None:
            ds_out.update(found)
            if hasattr(found, "file_meta"):
                ds_out.file_meta = found.file_meta
            ds_out.set_original_encoding(*found.original_encoding)
        tag, vr, length = met
        found_options = {**options_of(found), "pixel_keyword": KEYWORD_OF[tag], "pixel_vr": vr}
        if length != UNDEFINED_LENGTH:
            found_options["pixel_length"] = length
        if UID(syntax).is_encapsulated:
            found_options["has_overlay_bits"] = lambda: _has_overlay_bits(file, start)
        decoder = _decoder_for(syntax)
        yield decoder, pixels, {**found_options, **chosen, "transfer_syntax_uid": decoder.UID}


def pixel_array(
    src: ImageSource,
    *,
    ds_out: Dataset | None = None,
    specific_tags: list[int] | None = None,
    index: int | None = None,
    raw: bool = False,
    decoding_plugin: str = "",
    **kwargs: Any,
) -> Array:
    """The pixels of a data set or a file (PS3.3 C.7.6.3).

    Parameters
    ----------
    src
        A data set; a path; or a file or another stream that stands at the beginning, and does so afterwards.
    ds_out
        A data set that gets the elements that describe the pixels, and the file meta information; for a file.
    specific_tags
        Further elements to read from the file into `ds_out`.
    index
        The one frame that is wanted, counted from 0; None for all. Of a file no other frame is read.
    raw
        Whether to leave the colours as they are.
    decoding_plugin
        The name of the one plugin to use.
    **kwargs
        Options, which go before those of the data set: see `Decoder.as_array`.

    Returns
    -------
    numpy.ndarray
        (frames, rows, columns, samples), without the axes of length one.

    Raises
    ------
    MissingElement
        When the transfer syntax, the pixels or their description is missing.
    Unsupported
        For a transfer syntax without a decoder.
    PluginsFailed
        When no plugin could decode the pixels.
    DicomError
        When the pixels contradict their description.
    """
    chosen: dict[str, Any] = {"index": index, "raw": raw, "decoding_plugin": decoding_plugin}
    if isinstance(src, Dataset):
        return _decoder_of(src).as_array(src, **chosen, **kwargs)[0]
    with _pixels_of_file(src, ds_out, specific_tags, kwargs) as (decoder, pixels, found):
        return decoder.as_array(pixels, **chosen, **found)[0]


def iter_pixels(
    src: ImageSource,
    *,
    ds_out: Dataset | None = None,
    specific_tags: list[BaseTag | int] | None = None,
    indices: Iterable[int] | None = None,
    raw: bool = False,
    decoding_plugin: str = "",
    **kwargs: Any,
) -> Iterator[Array]:
    """The pixels of a data set or a file frame by frame; one frame at a time is held.

    Parameters and errors are those of `pixel_array`; `indices` are the frames that are wanted, None for all.
    """
    chosen: dict[str, Any] = {"indices": indices, "raw": raw, "decoding_plugin": decoding_plugin}
    if isinstance(src, Dataset):
        for frame, _ in _decoder_of(src).iter_array(src, **chosen, **kwargs):
            yield frame
        return
    with _pixels_of_file(src, ds_out, specific_tags, kwargs) as (decoder, pixels, found):
        for frame, _ in decoder.iter_array(pixels, **chosen, **found):
            yield frame


def kept_pixel_array(ds: Dataset, **chosen: Any) -> Array:
    """The array of a data set's pixels: cached while they and the options are the same.

    Parameters and errors are those of `pixel_array`.
    """
    kept = ds.__dict__
    ids = {**_origins(ds), "options": sorted((key, repr(chosen[key])) for key in chosen)}
    if kept.get(ARRAY) is None or not _are_same(kept.get(ID), ids):
        kept[ARRAY] = pixel_array(ds, **chosen)
        kept[ID] = ids
    return kept[ARRAY]  # type: ignore[no-any-return]


def _are_same(before: Any, now: dict[str, Any]) -> bool:
    if not isinstance(before, dict) or before.keys() != now.keys() or before["options"] != now["options"]:
        return False
    return all(before[key] is now[key] for key in now if key != "options")


def _origins(ds: Dataset) -> dict[str, Any]:
    """The sources of the values of pixels and their description, which stay until others are assigned."""
    found = {}
    for keyword in (*KEYWORDS.values(), "HighBit", *PIXEL_KEYWORDS):
        if keyword in ds:
            element = ds[keyword]
            found[keyword] = element._value if element._source is None else element._row
    return found


def convert_pixel_data(ds: Dataset, handler_name: str = "") -> None:
    """Decode the pixels of a data set now, by a named plugin if one is given, and cache the array."""
    kept = {**ds.__dict__.get("_pixel_array_options", {})}
    if handler_name:
        kept["decoding_plugin"] = handler_name
    kept_pixel_array(ds, **kept)


def forget_array(ds: Dataset) -> None:
    """Drop the cached array of a data set's pixels."""
    ds.__dict__[ARRAY], ds.__dict__[ID] = None, {}
