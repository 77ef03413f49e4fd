"""Waveforms: samples of several channels, one after another in time (PS3.3 C.10.9, PS3.5 8.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomconstruct.errors import MalformedValue, MissingElement, Unsupported
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.samples import WAVEFORM_SAMPLES
from dicomconstruct.lazy import point_to_face
from dicomconstruct.samples import Array, bulk_bytes, byte_order_of, count_of, number_of, numbers_of

if TYPE_CHECKING:
    from dicomconstruct.dataset import Dataset

DESCRIPTION = (
    "NumberOfWaveformChannels",
    "NumberOfWaveformSamples",
    "WaveformSampleInterpretation",
    "WaveformBitsAllocated",
    "WaveformData",
)
"""The elements that a multiplex group has to have."""
SCALES = {"ChannelSensitivity": 1.0, "ChannelSensitivityCorrectionFactor": 1.0, "ChannelBaseline": 0.0}
"""The default factor and baseline of a channel (PS3.3 C.10.9.1.4)."""


def multiplex_array(ds: Dataset, index: int, as_raw: bool = True) -> Array:
    """The samples of one multiplex group.

    Parameters
    ----------
    ds
        The data set with Waveform Sequence.
    index
        The index of the item, counted from 0.
    as_raw
        Whether to give samples as they are stored; otherwise each channel is multiplied by its Channel Sensitivity
        and Channel Sensitivity Correction Factor, and Channel Baseline is added (PS3.3 C.10.9.1.4). Codes of the
        mu-law and the A-law are not made linear.

    Returns
    -------
    numpy.ndarray
        (samples, channels): integers as stored, or 64-bit floats.

    Raises
    ------
    IndexError
        Where the sequence has fewer items.
    MissingElement
        Where an element is missing or empty.
    Unsupported
        For samples of a kind that PS3.3 C.10.9.1.5 does not list.
    MalformedValue
        Where Waveform Data is too short.
    """
    return _samples(ds, _groups(ds)[index], index, as_raw)


def generate_multiplex(ds: Dataset, as_raw: bool = True) -> Iterator[Array]:
    """The samples of each multiplex group; parameters and errors are those of `multiplex_array`."""
    for index, group in enumerate(_groups(ds)):
        yield _samples(ds, group, index, as_raw)


def _groups(ds: Dataset) -> Any:
    if ds.get("WaveformSequence") is None:
        raise MissingElement("No (5400,0100) Waveform Sequence element found in the dataset")
    return ds.WaveformSequence


def _samples(ds: Dataset, group: Dataset, index: int, as_raw: bool) -> Array:
    missing = [word for word in DESCRIPTION if group.get(word) is None]
    if missing:
        raise MissingElement(
            f"Unable to convert the waveform multiplex group with index {index} as the following required elements "
            "are missing from the sequence item: " + ", ".join(missing)
        )
    channels = count_of(group.NumberOfWaveformChannels, "Number of Waveform Channels")
    samples = count_of(group.NumberOfWaveformSamples, "Number of Waveform Samples")
    bits, form = group.WaveformBitsAllocated, group.WaveformSampleInterpretation
    kind = WAVEFORM_SAMPLES.get((count_of(bits, "Waveform Bits Allocated"), str(form)))
    if kind is None:
        raise Unsupported("no such waveform samples", found=f"{bits} bits allocated, interpretation {form!r}")
    data = group["WaveformData"]
    stored = numbers_of(bulk_bytes(data), data.VR, kind, byte_order_of(data, ds) or ByteOrder.LITTLE)
    count = channels * samples
    if len(stored) < count:
        problem = f"{data.tag} {data.name} of the multiplex group {index} is too short"
        raise MalformedValue(problem, expected=f"{count} samples", found=len(stored))
    stored = stored[:count].reshape(samples, channels)
    if as_raw:
        return stored.copy()
    factors, baselines = _scales(group, channels, index) if channels else (1.0, 0.0)
    scaled: Array = stored * factors
    scaled += baselines
    return scaled


def _scales(group: Dataset, channels: int, index: int) -> tuple[Array, Array]:
    """The factors and the baselines of the channels."""
    definitions = group.get("ChannelDefinitionSequence")
    if definitions is None or len(definitions) < channels:
        problem = (
            f"the multiplex group {index} has no item of (003A,0200) Channel Definition Sequence for each channel"
        )
        raise MissingElement(problem, expected=channels, found=len(definitions or ()))
    sensitivities, corrections, baselines = (
        [number_of(channel, keyword, default) for channel in definitions[:channels]]
        for keyword, default in SCALES.items()
    )
    return np.multiply(sensitivities, corrections), np.array(baselines)


point_to_face(globals())
