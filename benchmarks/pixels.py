"""The work on pixels: on which files, how each library does it, and how much of a file is read for a frame."""

from __future__ import annotations

import importlib
import io
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
from pydicom.encaps import encapsulate, encapsulate_extended
from pydicom.uid import ExplicitVRLittleEndian, RLELossless

from benchmarks.corpus import Probe
from benchmarks.generated import CT_IMAGE, started, write
from benchmarks.peers import OURS, PYDICOM, PYLIBJPEG, Operation, Peer
from benchmarks.scale import Scale
from benchmarks.timing import Figure, Result

OWN = "pydicom"
"""What both libraries call the plugin that is their own code."""
IMAGE, LARGE_IMAGE, RLE_IMAGE = "image", "large image", "RLE image"
FRAMES: Mapping[str, str] = {
    "frames native": "native",
    "frames basic": "RLE Lossless, basic offset table",
    "frames extended": "RLE Lossless, extended offset table",
    "frames bare": "RLE Lossless, no offset table",
}
"""The files of many frames, and what is said of them."""
CORPORA = (IMAGE, LARGE_IMAGE, RLE_IMAGE, *FRAMES)
SIDES: Mapping[str, int] = {IMAGE: 512, RLE_IMAGE: 512, LARGE_IMAGE: 2048}
FRAME_SIDE = 128
WANTED = 0.7
"""Which frame is asked for, as a part of all."""
COUNTER = Path("/proc/self/io")
"""Where Linux tells how many bytes a process has read."""
READ = "rchar"
FEW = 0.05
"""The part of a file of many frames that may be read for one."""


def picture(side: int, frames: int) -> np.ndarray[Any, Any]:
    """Something like a slice: a bright disc with noise on a background without any."""
    across = np.arange(side) - side / 2
    inside = np.add.outer(across**2, across**2) < (side * 0.4) ** 2
    noise = np.random.default_rng(1).normal(1000, 12, (frames, side, side))
    return np.where(inside, noise, 0).astype(np.uint16)


def shape(rows: int, columns: int) -> dict[str, int]:
    """What pylibjpeg-rle wants to know of a frame."""
    return {"rows": rows, "columns": columns, "bits_allocated": 16}


def made(corpus: str, frames: int, folder: Path) -> Path:
    """One of the files that rows about pixels name as their corpus."""
    path = folder / f"{corpus.replace(' ', '-')}.dcm"
    if path.exists():
        return path
    side = SIDES.get(corpus, FRAME_SIDE)
    array = picture(side, frames if corpus in FRAMES else 1)
    data_set = started(CT_IMAGE)
    data_set.SamplesPerPixel, data_set.PhotometricInterpretation = 1, "MONOCHROME2"
    data_set.NumberOfFrames, data_set.Rows, data_set.Columns = len(array), side, side
    data_set.BitsAllocated = data_set.BitsStored = 16
    data_set.HighBit, data_set.PixelRepresentation = 15, 0
    if corpus in (IMAGE, LARGE_IMAGE, "frames native"):
        data_set.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        data_set.add_new("PixelData", "OW", array.tobytes())
        return write(data_set, path)
    encode = importlib.import_module("rle.utils").encode_pixel_data
    encoded = [encode(one.tobytes(), **shape(side, side), samples_per_pixel=1, byteorder="<") for one in array]
    value = encapsulate(encoded, has_bot=corpus != "frames bare")
    if corpus == "frames extended":
        value, data_set.ExtendedOffsetTable, data_set.ExtendedOffsetTableLengths = encapsulate_extended(encoded)
    data_set.file_meta.TransferSyntaxUID = RLELossless
    data_set.add_new("PixelData", "OB", value)
    data_set["PixelData"].is_undefined_length = True
    return write(data_set, path)


class Pixels:
    """The work on pixels of a module with the names of pydicom 3."""

    def __init__(self, name: str) -> None:
        self.module = importlib.import_module(name)
        self.pixels = importlib.import_module(f"{name}.pixels")

    def read(self, path: Any) -> Any:
        """A data set whose pixels were read, since that is not what is timed."""
        data_set = self.module.dcmread(path, force=True)
        data_set.PixelData  # noqa: B018
        return data_set

    def operations(self) -> dict[str, Operation]:
        return {
            "pixel array": Operation(lambda data_set: discard(self.pixels.pixel_array(data_set)), self.read),
            "pixel view": Operation(
                lambda data_set: discard(self.pixels.pixel_array(data_set, raw=True, view_only=True)), self.read
            ),
            "read pixel array": Operation(lambda path: discard(self.pixels.pixel_array(path))),
            "decode RLE": Operation(self.decode, self.read),
            "encode RLE": Operation(self.encode, self.read),
            "read one frame": Operation(self.one_frame, lambda path: (path, wanted_of(path))),
            "compress": Operation(lambda path: self.transcode(path, is_compressed=False)),
            "decompress": Operation(lambda path: self.transcode(path, is_compressed=True)),
        }

    def decode(self, data_set: Any) -> None:
        self.pixels.get_decoder(RLELossless).as_array(data_set, decoding_plugin=OWN)

    def encode(self, data_set: Any) -> None:
        self.pixels.get_encoder(RLELossless).encode(data_set, index=0, encoding_plugin=OWN)

    def one_frame(self, given: tuple[Path, int]) -> None:
        path, index = given
        self.pixels.pixel_array(path, index=index, decoding_plugin=plugin_for(path))

    def transcode(self, path: Path, *, is_compressed: bool) -> None:
        data_set = self.module.dcmread(path)
        if is_compressed:
            data_set.decompress(decoding_plugin=OWN)
        else:
            data_set.compress(RLELossless, encoding_plugin=OWN)
        self.module.dcmwrite(io.BytesIO(), data_set)


def discard(_: object) -> None:
    """Say that what was made is not a count."""


def wanted_of(path: Path) -> int:
    """The frame that is asked for."""
    return int(WANTED * pydicom.dcmread(path, specific_tags=["NumberOfFrames"]).NumberOfFrames)


def plugin_for(path: Path) -> str:
    return "" if "native" in path.name else OWN


def memory_copy(name: str) -> Peer:
    """What a copy takes of the bytes that an array is made of."""
    operation = Operation(
        lambda array: discard(array.copy()),
        lambda path: np.frombuffer(pydicom.dcmread(path).PixelData, np.uint16),
    )
    return Peer(name, np.__version__, {"pixel array": operation, "pixel view": operation})


def compiled_rle(name: str) -> Peer:
    """The plugin in Rust by itself: bytes in, bytes out, no data set and no array."""
    utils = importlib.import_module("rle.utils")

    def frame_of(path: Path) -> tuple[bytes, int, int]:
        data_set = pydicom.dcmread(path)
        frame = pydicom.encaps.get_frame(data_set.PixelData, 0, number_of_frames=1)
        return frame, data_set.Rows, data_set.Columns

    def native_of(path: Path) -> tuple[bytes, int, int]:
        data_set = pydicom.dcmread(path)
        return data_set.PixelData, data_set.Rows, data_set.Columns

    def decode(given: tuple[bytes, int, int]) -> None:
        utils.decode_pixel_data(given[0], version=2, **shape(*given[1:]))

    def encode(given: tuple[bytes, int, int]) -> None:
        utils.encode_pixel_data(given[0], **shape(*given[1:]), samples_per_pixel=1, byteorder="<")

    return Peer(
        name,
        version(PYLIBJPEG),
        {"decode RLE": Operation(decode, frame_of), "encode RLE": Operation(encode, native_of)},
    )


def bytes_read(by: str, path: Path) -> int:
    """How many bytes a library has the system read for one frame of a file."""
    library = Pixels(by)
    given = path, wanted_of(path)
    library.one_frame(given)

    def count() -> int:
        fields = dict(line.split(": ") for line in COUNTER.read_text().splitlines())
        return int(fields[READ])

    own = -count() + count()
    before = count()
    library.one_frame(given)
    return count() - before - own


def frame_bytes(name: str, _: Probe, scale: Scale, folder: Path) -> Result:
    """How much of a file of many frames is read for one of them."""
    result = Result(name, f"one frame of {scale.frames}: bytes read", files=len(FRAMES))
    if not COUNTER.exists():
        result.notes.append("not available: the system does not tell what a process has read")
        return result
    for corpus, title in FRAMES.items():
        path = made(corpus, scale.frames, folder)
        size = path.stat().st_size
        found = {by: bytes_read(by, path) for by in (OURS, PYDICOM)}
        figure = Figure(title, PYDICOM, "B", found[OURS], found[PYDICOM], target=size * FEW, bound=True)
        result.figures.append(figure)
        result.raw[title] = {"file": size, **found}
    return result
