"""Pictures of frames: rendered, as PNG, JPEG or arrays, and inside a terminal."""

from __future__ import annotations

from dicomconstruct.pictures.exporting import Export, exported, npy_pieces, parsed_frames
from dicomconstruct.pictures.names import Names
from dicomconstruct.pictures.png import png_pieces
from dicomconstruct.pictures.rendering import Rendering, rendered
from dicomconstruct.pictures.source import Frames
from dicomconstruct.pictures.terminal import drawn, way_of
from dicomconstruct.pictures.windows import Window, frame_facts, parsed

__all__ = [
    "Export",
    "Frames",
    "Names",
    "Rendering",
    "Window",
    "drawn",
    "exported",
    "frame_facts",
    "npy_pieces",
    "parsed",
    "parsed_frames",
    "png_pieces",
    "rendered",
    "way_of",
]
