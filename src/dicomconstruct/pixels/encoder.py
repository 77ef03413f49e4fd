"""Encoders: compressed frames of the pixels of a data set, an array or bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dicomconstruct.errors import DicomError
from dicomconstruct.pixels.coder import CoderBase, Plugin, check_index
from dicomconstruct.pixels.encoding import EncodeRunner


class Encoder(CoderBase):
    """The encoder of pixels into one transfer syntax.

    Parameters
    ----------
    uid
        The transfer syntax.
    plugins
        The plugins of this package.
    """

    def __init__(self, uid: str, plugins: tuple[Plugin, ...] = ()) -> None:
        super().__init__(uid, False, plugins)

    def encode(
        self,
        src: Any,
        *,
        index: int | None = None,
        validate: bool = True,
        encoding_plugin: str = "",
        **kwargs: Any,
    ) -> bytes:
        """A frame, encoded.

        Parameters
        ----------
        src
            A data set; or an array, or bytes in little endian, with the options that a data set would give: `rows`,
            `columns`, `samples_per_pixel`, `photometric_interpretation`, `bits_allocated`, `bits_stored`,
            `pixel_representation`, `number_of_frames`; `planar_configuration` for colours.
        index
            The index of the frame; required for several frames.
        validate
            Whether to check options and pixels first.
        encoding_plugin
            The name of the one plugin to use.
        **kwargs
            Options, which go before those of the data set, and those of plugins: `jls_error`, `j2k_cr`, `j2k_psnr`,
            `byteorder`.

        Raises
        ------
        DicomError
            When the transfer syntax does not allow such images, or the pixels contradict the options.
        PluginsFailed
            When no plugin could encode it.
        """
        runner = self._prepared(EncodeRunner(self.UID), src, validate, encoding_plugin, kwargs)
        if index is None and runner.number_of_frames > 1:
            raise DicomError("The 'index' of the frame to be encoded is required for multi-frame pixel data")
        check_index(index)
        return runner.encode(index)  # type: ignore[no-any-return]

    def iter_encode(
        self, src: Any, *, validate: bool = True, encoding_plugin: str = "", **kwargs: Any
    ) -> Iterator[bytes]:
        """The frames, encoded; parameters and errors are those of `encode`."""
        runner = self._prepared(EncodeRunner(self.UID), src, validate, encoding_plugin, kwargs)
        for index in range(runner.number_of_frames):
            yield runner.encode(index)
