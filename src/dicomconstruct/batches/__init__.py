"""Work on many files: expansion of paths and patterns, and worker processes."""

from dicomconstruct.batches.files import Found, expanded, special
from dicomconstruct.batches.processes import CodecOrModule, codec_from, in_order

__all__ = ["CodecOrModule", "Found", "codec_from", "expanded", "in_order", "special"]
