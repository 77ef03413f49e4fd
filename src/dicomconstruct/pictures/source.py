"""A file's frames one at a time, and its other elements."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from typing import Any

from dicomconstruct.dataset import Dataset
from dicomconstruct.errors import DicomError, InvalidDicomError, MissingElement, Unsupported, shown
from dicomconstruct.filereader import dcmread
from dicomconstruct.pictures.unusable import assumed_options
from dicomconstruct.pixels import get_decoder, get_nr_frames, iter_pixels
from dicomconstruct.pixels.coder import check_available
from dicomconstruct.samples import Array
from dicomconstruct.uid import UID, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

BARE = {
    (True, True): ImplicitVRLittleEndian,
    (False, True): ExplicitVRLittleEndian,
    (False, False): ExplicitVRBigEndian,
}
"""The transfer syntaxes of data sets without file meta information, by implicit VR and little endian."""


class Frames:
    """The frames of a file.

    Parameters
    ----------
    source
        A path, or the bytes of a file.
    plugin
        The name of the one decoding plugin to use; "" for any.

    Raises
    ------
    OSError
        When it cannot be read.
    InvalidDicomError
        When it is not a DICOM file.
    MissingElement
        When it has no pixels.

    Where Photometric Interpretation is missing or unknown, a likely one is assumed, with a warning.
    """

    def __init__(self, source: str | os.PathLike[str] | bytes, plugin: str = "") -> None:
        self._source = source
        self._plugin = plugin
        self._options: dict[str, Any] = {}
        self.about = self._read()
        """The data set without its pixels."""
        if "Rows" not in self.about:
            if not len(self.about) and not getattr(self.about, "file_meta", None):
                raise InvalidDicomError("there is no element in it")
            if "BitsAllocated" in self.about:
                raise MissingElement("(0028,0010) Rows is missing, which its pixels are described by")
            kind = self.about.get("SOPClassUID")
            what = f": it is a {UID(kind).name}" if kind else ""
            raise MissingElement(f"it has no pixels{what}")
        syntax = self._options.get("transfer_syntax_uid") or self.about.file_meta.TransferSyntaxUID
        if not UID(syntax).is_transfer_syntax:
            raise Unsupported(f"its transfer syntax, {syntax}, is a private one")
        check_available(get_decoder(syntax))
        self._options |= assumed_options(self.about, UID(syntax))
        try:
            self.count = get_nr_frames(self.about, warn=False)
        except ValueError as error:
            raise DicomError(
                "(0028,0008) Number of Frames is a number", found=shown(self.about.get("NumberOfFrames"))
            ) from error

    def _stream(self) -> Any:
        return io.BytesIO(self._source) if isinstance(self._source, bytes) else self._source

    def _read(self) -> Dataset:
        try:
            found = dcmread(self._stream(), stop_before_pixels=True)
        except InvalidDicomError:
            found = dcmread(self._stream(), stop_before_pixels=True, force=True)
            if "Rows" not in found:
                raise
        meta = getattr(found, "file_meta", None)
        syntax = meta and meta.get("TransferSyntaxUID")
        if not syntax:
            implicit, little = found.original_encoding
            self._options["transfer_syntax_uid"] = BARE[bool(implicit), bool(little)]
        return found

    def chosen(self, indices: Iterable[int]) -> Iterator[tuple[int, Array]]:
        """Frames by their indices, counted from 0, in that order.

        Raises DicomError for a frame beyond the last, or one that cannot be decoded.
        """
        wanted = list(indices)
        beyond = [index for index in wanted if index >= self.count]
        if beyond:
            raise DicomError("there is no such frame", expected=f"1 to {self.count}", found=beyond[0] + 1)
        frames = iter_pixels(self._stream(), indices=wanted, decoding_plugin=self._plugin, **self._options)
        yield from zip(wanted, frames, strict=True)
