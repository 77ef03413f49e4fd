"""What a data set gives as arrays: pixels, overlays, waveforms.

The methods are here because programs look for them on the data set; what they do lies in rooms above this one,
and is looked up when it is called.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dicomconstruct.lazy import above

if TYPE_CHECKING:
    import numpy as np


class Arrays:
    """The part of a data set that gives arrays."""

    __slots__ = ()
    __dict__: dict[str, Any]
    _pixel_array: Any = None
    """The array that `pixel_array` gave last."""

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
        """Say how `pixel_array` decodes the pixels.

        Parameters
        ----------
        index
            The one frame that is wanted, counted from 0; None for all.
        raw
            Whether to leave out what turns stored values into an image, such as a change of colour space.
        decoding_plugin
            The name of the plugin to decode with.
        use_v2_backend
            Without meaning here: there are no older decoders beside these.
        **options
            Others, for the decoder.
        """
        chosen = {"index": index, "raw": raw, "decoding_plugin": decoding_plugin, **options}
        self.__dict__["_pixel_array_options"] = chosen

    def convert_pixel_data(self, handler_name: str = "") -> None:
        """Decode the pixels now rather than when `pixel_array` is first asked for; deprecated."""
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
            What to compress to.
        arr
            Pixels to put in the place of those that are there.
        encoding_plugin
            The name of the plugin to encode with.
        encapsulate_ext
            Whether frames are found by an Extended Offset Table (PS3.5 A.4).
        generate_instance_uid
            Whether the data set becomes another instance, with a SOP Instance UID of its own.
        jls_error
            By how much a sample may differ after JPEG-LS.
        j2k_cr, j2k_psnr
            The compression ratios, or the signal to noise ratios in dB, of the layers of JPEG 2000.
        **options
            Others, for `dicomconstruct.pixels.compress`, whose errors this raises.
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
            A name that older programs give; `decoding_plugin` goes first.
        as_rgb
            Whether colours come as RGB.
        generate_instance_uid
            As for `compress`.
        decoding_plugin
            The name of the plugin to decode with.
        **options
            Others, for `dicomconstruct.pixels.decompress`, whose errors this raises.
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
        """Put an array in the place of the pixels, and what describes it in that of their description.

        Parameters
        ----------
        arr
            One frame or several, (frames, rows, columns, samples), without the axes of length one.
        photometric_interpretation
            What the samples mean (PS3.3 C.7.6.3.1.2).
        bits_stored
            How many bits of a sample are used.
        generate_instance_uid
            Whether the data set becomes another instance, with a SOP Instance UID of its own.
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
        """An array of no dimension that holds the data set, which is no sequence of numbers."""
        made = import_module("numpy").empty((), dtype=object)
        made[()] = self
        return made
