"""Methods of a data set that return arrays: pixels, overlays, waveforms.

They are implemented in packages above this layer, which are looked up by name at each call.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dicomconstruct.lazy import above

if TYPE_CHECKING:
    import numpy as np


class Arrays:
    """Pixels, overlays and waveforms of a data set as arrays."""

    __slots__ = ()
    __dict__: dict[str, Any]
    _pixel_array: Any = None
    """The last result of `pixel_array`."""

    @property
    def pixel_array(self) -> np.ndarray[Any, Any]:
        """The pixels as a `numpy.ndarray`: (frames, rows, columns, samples), without the axes of length one.

        `pixel_array_options` says how they are decoded; errors are those of `dicomconstruct.pixels.pixel_array`.
        """
        chosen = self.__dict__.get("_pixel_array_options", {})
        array: np.ndarray[Any, Any] = above("pixels").kept_pixel_array(self, **chosen)
        return array

    def pixel_array_options(
        self,
        *,
        index: int | None = None,
        raw: bool = False,
        decoding_plugin: str = "",
        use_v2_backend: bool = False,  # noqa: ARG002
        **options: Any,
    ) -> None:
        """Set the options of `pixel_array`.

        Parameters
        ----------
        index
            The index of one frame, from 0; None for all frames.
        raw
            Whether to skip the conversion of stored values to an image, such as a change of colour space.
        decoding_plugin
            The name of the decoder plugin.
        use_v2_backend
            Ignored: there are no older decoders.
        **options
            Further options of the decoder.
        """
        chosen = {"index": index, "raw": raw, "decoding_plugin": decoding_plugin, **options}
        self.__dict__["_pixel_array_options"] = chosen

    def convert_pixel_data(self, handler_name: str = "") -> None:
        """Decode the pixels now rather than on first use of `pixel_array`; deprecated."""
        above("pixels").convert_pixel_data(self, handler_name)

    def compress(
        self,
        transfer_syntax_uid: str,
        arr: Any = None,
        encoding_plugin: str = "",
        encapsulate_ext: bool = False,
        *,
        generate_instance_uid: bool = True,
        jls_error: int | None = None,
        j2k_cr: list[float] | None = None,
        j2k_psnr: list[float] | None = None,
        **options: Any,
    ) -> None:
        """Compress the pixels in place.

        Parameters
        ----------
        transfer_syntax_uid
            The UID of the target transfer syntax.
        arr
            Pixels that replace the present ones; None to keep these.
        encoding_plugin
            The name of the encoder plugin.
        encapsulate_ext
            Whether to add an Extended Offset Table (PS3.5 A.4).
        generate_instance_uid
            Whether to set a new SOP Instance UID.
        jls_error
            The largest difference of a sample after JPEG-LS (NEAR).
        j2k_cr, j2k_psnr
            The compression ratios, or the signal-to-noise ratios in dB, of the layers of JPEG 2000.
        **options
            Further options of `dicomconstruct.pixels.compress`, whose errors this raises.
        """
        asked = {"jls_error": jls_error, "j2k_cr": j2k_cr, "j2k_psnr": j2k_psnr}
        options |= {name: value for name, value in asked.items() if value is not None}
        above("pixels").compress(
            self,
            transfer_syntax_uid,
            arr,
            encoding_plugin=encoding_plugin,
            encapsulate_ext=encapsulate_ext,
            generate_instance_uid=generate_instance_uid,
            **options,
        )

    def decompress(
        self,
        handler_name: str = "",
        *,
        decoding_plugin: str = "",
        as_rgb: bool = True,
        generate_instance_uid: bool = True,
        **options: Any,
    ) -> None:
        """Decompress the pixels in place.

        Parameters
        ----------
        handler_name
            The old name of `decoding_plugin`, which goes before it.
        as_rgb
            Whether to convert colours to RGB.
        generate_instance_uid
            Whether to set a new SOP Instance UID.
        decoding_plugin
            The name of the decoder plugin.
        **options
            Further options of `dicomconstruct.pixels.decompress`, whose errors this raises.
        """
        above("pixels").decompress(
            self,
            as_rgb=as_rgb,
            generate_instance_uid=generate_instance_uid,
            decoding_plugin=decoding_plugin or handler_name,
            **options,
        )

    def set_pixel_data(
        self, arr: Any, photometric_interpretation: str, bits_stored: int, *, generate_instance_uid: bool = True
    ) -> None:
        """Replace the pixels, and set the elements that describe them.

        Parameters
        ----------
        arr
            One frame or several, (frames, rows, columns, samples), without the axes of length one.
        photometric_interpretation
            The colour space of the samples (PS3.3 C.7.6.3.1.2).
        bits_stored
            The number of used bits of a sample.
        generate_instance_uid
            Whether to set a new SOP Instance UID.
        """
        work = above("pixels").set_pixel_data
        work(self, arr, photometric_interpretation, bits_stored, generate_instance_uid=generate_instance_uid)

    def overlay_array(self, group: int) -> np.ndarray[Any, Any]:
        """The overlay of a group from 6000 to 60FF as an array of (rows, columns) (PS3.3 C.9.2)."""
        array: np.ndarray[Any, Any] = above("overlays").get_overlay_array(self, group)
        return array

    def waveform_array(self, index: int) -> np.ndarray[Any, Any]:
        """The samples of a multiplex group as an array of (samples, channels), in their units (PS3.3 C.10.9)."""
        array: np.ndarray[Any, Any] = above("waveforms").multiplex_array(self, index, as_raw=False)
        return array

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        """A zero-dimensional array of dtype object with the data set."""
        made = import_module("numpy").empty((), dtype=object)
        made[()] = self
        return made
