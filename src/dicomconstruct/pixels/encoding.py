"""One run of encoding: the source of the pixels, the options, the plugins to try."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from dicomconstruct import uid as uids
from dicomconstruct.dataset import Dataset
from dicomconstruct.errors import DicomError, Unsupported
from dicomconstruct.grammar.samples import BITS_OF_A_BYTE, bytes_for_bits
from dicomconstruct.pixels.bits import bits_between, pack_bits
from dicomconstruct.pixels.native import SUPPORTED
from dicomconstruct.pixels.runner import (
    COLOR,
    MONOCHROME,
    PI,
    PIXEL_KEYWORDS,
    FrameCoder,
    RunnerBase,
    options_of,
    tagged,
)
from dicomconstruct.pixels.stored_bits import allowed_values, used_bits
from dicomconstruct.pixels.syntaxes import JPEG_LS
from dicomconstruct.samples import Array

FEWEST_AXES, MOST_AXES = 2, 4
SAFE_BITS_OF_OPENJPEG = 23
"""Its wavelet coefficients have 32 bits, which extreme samples of more bits exceed."""


class Profile(NamedTuple):
    """One kind of image that a transfer syntax allows (PS3.5 8.2)."""

    interpretations: Sequence[str]
    samples: int
    representations: Sequence[int]
    allocated: Sequence[int]
    stored: range

    def allows(self, runner: RunnerBase) -> bool:
        """Whether an image is of this kind."""
        return (
            runner.photometric_interpretation in self.interpretations
            and runner.samples_per_pixel == self.samples
            and runner.pixel_representation in self.representations
            and runner.bits_allocated in self.allocated
            and runner.bits_stored in self.stored
        )


_ANY_SIGN, _NO_SIGN = (0, 1), (0,)
_WORDS, _WIDE = (8, 16), (8, 16, 24, 32, 40)
_J2K = range(1, 39)
_RLE = (
    Profile(MONOCHROME, 1, _ANY_SIGN, (8, 16, 32, 64), range(1, 65)),
    Profile((PI.PALETTE_COLOR,), 1, _NO_SIGN, _WORDS, range(1, 17)),
    Profile((PI.RGB,), COLOR, _NO_SIGN, (8, 16, 32), range(1, 33)),
    Profile((PI.YBR_FULL,), COLOR, _NO_SIGN, (8,), range(1, 9)),
)
_JLS_LOSSLESS = (
    Profile(MONOCHROME, 1, _ANY_SIGN, _WORDS, range(2, 17)),
    Profile((PI.PALETTE_COLOR,), 1, _NO_SIGN, _WORDS, range(2, 17)),
    Profile((PI.RGB, PI.YBR_FULL), COLOR, _NO_SIGN, _WORDS, range(2, 17)),
)
_J2K_LOSSLESS = (
    Profile(MONOCHROME, 1, _ANY_SIGN, _WIDE, _J2K),
    Profile((PI.PALETTE_COLOR,), 1, _NO_SIGN, _WORDS, range(1, 17)),
    Profile((PI.RGB, PI.YBR_FULL, PI.YBR_RCT), COLOR, _NO_SIGN, _WIDE, _J2K),
)
_J2K_LOSSY = (
    Profile(MONOCHROME, 1, _ANY_SIGN, _WIDE, _J2K),
    Profile((PI.RGB, PI.YBR_FULL, PI.YBR_RCT, PI.YBR_ICT), COLOR, _NO_SIGN, _WIDE, _J2K),
)
_JPEG_LOSSLESS = (
    Profile((*MONOCHROME, PI.PALETTE_COLOR), 1, _ANY_SIGN, _WORDS, range(2, 17)),
    Profile((PI.RGB, PI.YBR_FULL), COLOR, _NO_SIGN, _WORDS, range(2, 17)),
)
_HTJ2K = (
    Profile(MONOCHROME, 1, _ANY_SIGN, _WIDE, range(1, 33)),
    Profile((PI.PALETTE_COLOR,), 1, _NO_SIGN, _WORDS, range(1, 17)),
    Profile((PI.RGB, PI.YBR_FULL, PI.YBR_RCT), COLOR, _NO_SIGN, _WIDE, range(1, 33)),
)
_JPEG_XL = (
    Profile(MONOCHROME, 1, _NO_SIGN, _WORDS, range(1, 17)),
    Profile((PI.RGB,), COLOR, _NO_SIGN, _WORDS, range(1, 17)),
)
PROFILES: dict[str, tuple[Profile, ...]] = {
    uids.RLELossless: _RLE,
    uids.JPEGLSLossless: _JLS_LOSSLESS,
    uids.JPEGLSNearLossless: (_JLS_LOSSLESS[0], _JLS_LOSSLESS[2]),
    uids.JPEG2000Lossless: _J2K_LOSSLESS,
    uids.JPEG2000: _J2K_LOSSY,
    uids.JPEGBaseline8Bit: (
        Profile(MONOCHROME, 1, _NO_SIGN, (8,), range(8, 9)),
        Profile((PI.RGB, PI.YBR_FULL), COLOR, _NO_SIGN, (8,), range(8, 9)),
    ),
    uids.JPEGExtended12Bit: (Profile(MONOCHROME, 1, _NO_SIGN, (16,), range(12, 13)),),
    uids.JPEGLossless: _JPEG_LOSSLESS,
    uids.JPEGLosslessSV1: _JPEG_LOSSLESS,
    uids.HTJ2KLossless: _HTJ2K,
    uids.HTJ2KLosslessRPCL: _HTJ2K,
    uids.JPEGXLLossless: _JPEG_XL,
    uids.JPEGXL: _JPEG_XL,
}

WHOLE_SAMPLES = (
    uids.RLELossless,
    uids.DeflatedImageFrameCompression,
    uids.EncapsulatedUncompressedExplicitVRLittleEndian,
)
"""Transfer syntaxes whose frames hold all allocated bits rather than the stored ones."""


class EncodeRunner(RunnerBase):
    """The options, the source and the plugins of one run of encoding.

    Parameters
    ----------
    tsyntax
        The transfer syntax to encode into.
    """

    _title, _failure = "Encoders", logging.DEBUG

    def __init__(self, tsyntax: str) -> None:
        super().__init__(tsyntax)
        self._opts.update(byteorder="<", pixel_keyword=PIXEL_KEYWORDS[0])
        self._undeletable = ("transfer_syntax_uid", "pixel_keyword")

    def set_source(self, src: Any) -> None:
        """Set the source of the pixels.

        Parameters
        ----------
        src
            A data set, which gives options too; an array; or bytes, in little endian.

        Raises
        ------
        TypeError
            For any other type.
        """
        if isinstance(src, Dataset):
            self._set_options_ds(src)
            self._src, self._src_type = src.get(PIXEL_KEYWORDS[0]), "Dataset"
        elif isinstance(src, np.ndarray):
            is_big = src.dtype.str.startswith(">")
            self._src = src.astype(src.dtype.newbyteorder("<")) if is_big else src
            self._src_type = "Array"
        elif isinstance(src, bytes | bytearray | memoryview):
            self._src, self._src_type = src, "Buffer"
        else:
            raise TypeError(
                f"'src' must be bytes, numpy.ndarray or pydicom.dataset.Dataset, not '{type(src).__name__}'"
            )

    def _set_options_ds(self, ds: Dataset) -> None:
        found = options_of(ds)
        for name in ("pixel_keyword", "pixel_vr", "extended_offsets"):
            found.pop(name, None)
        self.set_options(**found)

    @property
    def src(self) -> Any:
        """The pixels: an array, or bytes."""
        return self._src

    def set_encoders(self, encoders: dict[str, FrameCoder]) -> None:
        """Set the plugins to try, by name and in this order."""
        self._set_plugins(encoders)

    @property
    def _container(self) -> int:
        """The bytes of a sample for an encoder: the fewest that hold its bits, or all of a whole sample."""
        bits = self.bits_allocated if self.get_option("whole_samples") else self.bits_stored
        return next(width for width in (1, 2, 4, 8) if bits <= width * BITS_OF_A_BYTE)

    def get_frame(self, index: int | None) -> bytes:
        """The bytes of a frame for encoders: little endian, in the smallest containers.

        Samples are pixel by pixel; those for JPEG-LS follow Planar Configuration.

        Parameters
        ----------
        index
            Which one; None where there is one only.
        """
        if self.is_array:
            return self._get_frame_array(index)
        return bytes(self._get_frame_buffer(index))

    def _get_frame_array(self, index: int | None) -> bytes:
        frame = self._src if index is None or self.number_of_frames == 1 else self._src[index]
        frame = frame.astype(self._integers(self._container * BITS_OF_A_BYTE), copy=False)
        is_by_plane = self.transfer_syntax in JPEG_LS and self.samples_per_pixel > 1 and self.planar_configuration
        return (frame.transpose(2, 0, 1) if is_by_plane else frame).tobytes()  # type: ignore[no-any-return]

    def _get_frame_bits(self, index: int | None) -> bytes:
        pixels = int(self.frame_length("pixels"))
        first = (index or 0) * pixels
        start, end = first // BITS_OF_A_BYTE, bytes_for_bits(first + pixels)
        if len(self._src) < end:
            raise DicomError(f"There is insufficient pixel data to contain {(index or 0) + 1} frames")
        return pack_bits(bits_between(self._src[start:end], first - start * BITS_OF_A_BYTE, pixels), pad=False)

    def _get_frame_buffer(self, index: int | None) -> bytes | bytearray:
        if self.bits_allocated == 1:
            return self._get_frame_bits(index)
        length = int(self.frame_length("pixels")) * (self.bits_allocated // BITS_OF_A_BYTE)
        start = 0 if index is None else index * length
        frame = self._src[start : start + length]
        if len(frame) != length:
            raise DicomError(f"There is insufficient pixel data to contain {(index or 0) + 1} frames")
        width = self.bits_allocated // BITS_OF_A_BYTE
        samples: Array = self._values_in(frame, width).view(np.uint8).reshape(-1, width)
        wanted = self._container
        if wanted < width:
            samples = samples[:, :wanted] if self.get_option("byteorder") != ">" else samples[:, width - wanted :]
        elif wanted > width:
            wider = np.zeros((samples.shape[0], wanted), np.uint8)
            wider[:, :width] = samples
            if self.pixel_representation:
                wider[:, width:] = np.where(samples[:, -1:] > 0x7F, 0xFF, 0)
            samples = wider
        if self.samples_per_pixel > 1 and self.planar_configuration and self.transfer_syntax not in JPEG_LS:
            samples = samples.reshape(self.samples_per_pixel, -1, samples.shape[-1]).transpose(1, 0, 2)
        return samples.tobytes()

    def _values_in(self, frame: Any, width: int) -> Array:
        """The stored values of samples without unused bits; whole samples where those are encoded."""
        is_whole = self.transfer_syntax in WHOLE_SAMPLES or self.bits_stored >= self.bits_allocated
        if is_whole or width not in SUPPORTED:
            return np.frombuffer(frame, np.uint8)
        kind = self._integers(self.bits_allocated, self.get_option("byteorder", "<"))
        return used_bits(np.frombuffer(frame, kind), self.bits_stored, lowest=self.lowest_bit)

    def encode(self, index: int | None) -> bytes:
        """A frame, encoded.

        Parameters
        ----------
        index
            Which one; None where there is one only.

        Raises
        ------
        PluginsFailed
            When no plugin could encode it.
        """
        if self.transfer_syntax in WHOLE_SAMPLES:
            self.set_option("whole_samples", True)
        try:
            src = self.get_frame(index)
        finally:
            self.del_option("whole_samples")
        self.index = index or 0
        return bytes(self._first_success(src, self._plugins, "encode")[1])

    def validate(self) -> None:
        """Check options and pixels before the work begins.

        Raises
        ------
        DicomError
            Naming the element, when an option is missing or invalid, when the transfer syntax does not allow such
            images, or the pixels contradict the options.
        """
        self._validate_options()
        self._validate_encoding_profile()
        self._check_value()
        if self.is_array:
            self._validate_array()
        else:
            self._validate_buffer()

    def _validate_encoding_profile(self) -> None:
        profiles = PROFILES.get(self.transfer_syntax)
        if profiles is None or any(profile.allows(self) for profile in profiles):
            return
        raise DicomError(
            f"One or more of the following values is not valid for pixel data encoded with "
            f"'{self.transfer_syntax.name}':\n"
            f"  (0028,0002) Samples per Pixel: {self.samples_per_pixel}\n"
            f"  (0028,0006) Photometric Interpretation: {self.photometric_interpretation}\n"
            f"  (0028,0100) Bits Allocated: {self.bits_allocated}\n"
            f"  (0028,0101) Bits Stored: {self.bits_stored}\n"
            f"  (0028,0103) Pixel Representation: {self.pixel_representation}\n"
            "See Part 5, Section 8.2 of the DICOM Standard for more information"
        )

    @property
    def _frame_shape(self) -> tuple[int, ...]:
        """Rows and columns, and samples where a pixel has several."""
        samples = (self.samples_per_pixel,) if self.samples_per_pixel > 1 else ()
        return (self.rows, self.columns, *samples)

    def _validate_buffer(self) -> None:
        expected = self.frame_length("bytes") * self.number_of_frames
        if self.bits_allocated == 1:
            expected = bytes_for_bits(int(self.frame_length("pixels")) * self.number_of_frames)
        if len(self._src) < expected:
            raise DicomError(
                "The length of the uncompressed pixel data doesn't match the expected length - "
                f"{len(self._src)} bytes actual vs. {expected} expected"
            )

    def _validate_array(self) -> None:
        array = self._src
        if not FEWEST_AXES <= array.ndim <= MOST_AXES:
            raise DicomError(f"Unable to encode {array.ndim}D ndarrays")
        frames = (self.number_of_frames,) if self.number_of_frames > 1 else ()
        expected = (*frames, *self._frame_shape)
        if array.shape != expected:
            raise DicomError(
                f"Mismatch between the expected ndarray shape {expected} and the actual shape {array.shape}"
            )
        dtype = array.dtype
        if dtype.kind not in "ui":
            raise DicomError(
                f"The ndarray's dtype '{dtype}' is not supported, must be a signed or unsigned integer type"
            )
        representation = self.pixel_representation
        if (dtype.kind == "i") != bool(representation):
            kind = "signed" if representation else "unsigned"
            raise DicomError(
                f"The ndarray's dtype '{dtype}' is not consistent with a {tagged('PixelRepresentation')} of "
                f"'{representation}' ({kind} integers)"
            )
        if dtype.itemsize * BITS_OF_A_BYTE != self.bits_allocated:
            raise DicomError(
                f"The ndarray's dtype '{dtype}' is not consistent with a {tagged('BitsAllocated')} value of "
                f"'{self.bits_allocated}'"
            )
        self._validate_values(array)

    def _validate_values(self, array: Array) -> None:
        lowest, highest = allowed_values(self.bits_stored, bool(self.pixel_representation))
        least, most = int(array.min()), int(array.max())
        if least < lowest or most > highest:
            raise DicomError(
                f"The ndarray contains values that are outside the allowable range of ({lowest}, {highest}) for a "
                f"{tagged('BitsStored')} value of '{self.bits_stored}'"
            )
        error = self.get_option("jls_error") or 0
        if not error or not self.pixel_representation or self.transfer_syntax != uids.JPEGLSNearLossless:
            return
        if least < lowest + error or most > highest - error:
            raise DicomError(
                "The supported range of pixel values when performing lossy JPEG-LS encoding of signed integers "
                "with "
                f"a (0028,0103) 'Bits Stored' value of '{self.bits_stored}' and a 'jls_error' of '{error}' is "
                f"({lowest + error}, {highest - error})"
            )


def check_little_endian(runner: EncodeRunner) -> None:
    """Raise Unsupported for big-endian samples in a plugin that takes little-endian ones only."""
    if runner.get_option("byteorder") == ">":
        raise Unsupported("Unsupported option \"byteorder = '>'\"")


def frame_array(src: bytes, runner: EncodeRunner) -> Array:
    """The samples of a frame, pixel by pixel, as an array in shape."""
    bits = len(src) * BITS_OF_A_BYTE // int(runner.frame_length("pixels"))
    return np.frombuffer(src, runner._integers(bits)).reshape(runner._frame_shape)


def check_openjpeg(runner: EncodeRunner, array: Array, encoded: bytes, decode: Callable[[bytes], Array]) -> None:
    """Raise DicomError where OpenJPEG lost bits of a lossless frame: extreme samples of many bits."""
    is_lossless = runner.transfer_syntax == uids.JPEG2000Lossless
    if is_lossless and runner.bits_stored > SAFE_BITS_OF_OPENJPEG and not np.array_equal(decode(encoded), array):
        raise DicomError(f"OpenJPEG loses bits of these samples with {runner.bits_stored} Bits Stored")
