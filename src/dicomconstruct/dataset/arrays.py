"""What a data set gives as arrays: pixels, overlays, waveforms.

The methods are here because programs look for them on the data set; what they do lies in rooms above this one,
and is looked up when it is called.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

PACKAGE = "dicomconstruct"
PIXELS, OVERLAYS, WAVEFORMS = "pixels", "overlays", "waveforms"


def implementation(room: str, name: str) -> Callable[..., Any]:
    """What does the work of a method. NotImplementedError where the package lacks it."""
    home = f"{PACKAGE}.{room}"
    try:
        module = import_module(home)
    except ModuleNotFoundError as error:
        if error.name != home:
            raise
        raise NotImplementedError(f"there is no {home}, where {name}() would come from") from error
    work: Callable[..., Any] | None = getattr(module, name, None)
    if work is None:
        raise NotImplementedError(f"{home} has no {name}()")
    return work


class Arrays:
    """The part of a data set that gives arrays."""

    __slots__ = ()
    __dict__: dict[str, Any]

    @property
    def pixel_array(self) -> Any:
        """The pixels as a `numpy.ndarray`: (frames, rows, columns, samples), without the axes of length one.

        `pixel_array_options` says how they are decoded; errors are those of `dicomconstruct.pixels.pixel_array`.
        """
        chosen = self.__dict__.get("_pixel_array_options", {})
        return implementation(PIXELS, "pixel_array")(self, **chosen)

    def pixel_array_options(
        self, *, index: int | None = None, raw: bool = False, decoding_plugin: str = "", **options: Any
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
        **options
            Others, for the decoder.
        """
        chosen = {"index": index, "raw": raw, "decoding_plugin": decoding_plugin, **options}
        self.__dict__["_pixel_array_options"] = chosen

    def convert_pixel_data(self, handler_name: str = "") -> None:
        """Decode the pixels now rather than when `pixel_array` is first asked for; deprecated."""
        implementation(PIXELS, "convert_pixel_data")(self, handler_name)

    def compress(
        self, transfer_syntax_uid: str, arr: Any = None, encoding_plugin: str = "", **options: Any
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
        **options
            Others, for `dicomconstruct.pixels.compress`, whose errors this raises.
        """
        work = implementation(PIXELS, "compress")
        work(self, transfer_syntax_uid, arr, encoding_plugin=encoding_plugin, **options)

    def decompress(self, handler_name: str = "", *, decoding_plugin: str = "", **options: Any) -> None:
        """Decompress the pixels in place.

        Parameters
        ----------
        handler_name
            A name that older programs give; `decoding_plugin` goes first.
        decoding_plugin
            The name of the plugin to decode with.
        **options
            Others, for `dicomconstruct.pixels.decompress`, whose errors this raises.
        """
        plugin = decoding_plugin or handler_name
        implementation(PIXELS, "decompress")(self, decoding_plugin=plugin, **options)

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
        work = implementation(PIXELS, "set_pixel_data")
        work(self, arr, photometric_interpretation, bits_stored, generate_instance_uid=generate_instance_uid)

    def overlay_array(self, group: int) -> Any:
        """The overlay of a group from 6000 to 60FF as an array of (rows, columns) (PS3.3 C.9.2)."""
        return implementation(OVERLAYS, "get_overlay_array")(self, group)

    def waveform_array(self, index: int) -> Any:
        """The samples of a multiplex group as an array of (samples, channels), in their units (PS3.3 C.10.9)."""
        return implementation(WAVEFORMS, "multiplex_array")(self, index, as_raw=False)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        """An array of no dimension that holds the data set, which is no sequence of numbers."""
        made = import_module("numpy").empty((), dtype=object)
        made[()] = self
        return made
