"""Face of pydicom.pixels.common."""

from typing import TypedDict

from dicomconstruct.pixels.coder import CoderBase
from dicomconstruct.pixels.runner import PhotometricInterpretation, RunnerBase
from dicomconstruct.uid import UID


class RunnerOptions(TypedDict, total=False):
    """The description of an image, for decoding and encoding (PS3.3 C.7.6.3)."""

    transfer_syntax_uid: UID
    pixel_keyword: str
    rows: int
    columns: int
    samples_per_pixel: int
    photometric_interpretation: str
    planar_configuration: int
    bits_allocated: int
    bits_stored: int
    pixel_representation: int
    number_of_frames: int
    extended_offsets: tuple[bytes, bytes] | tuple[list[int], list[int]]


__all__ = ["CoderBase", "PhotometricInterpretation", "RunnerBase", "RunnerOptions"]
