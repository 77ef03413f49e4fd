"""Many files at once: which ones paths stand for, and processes that share the work on them."""

from dicomconstruct.batches.files import Found, expanded, special
from dicomconstruct.batches.processes import CodecOrModule, codec_from, in_order

__all__ = ["CodecOrModule", "Found", "codec_from", "expanded", "in_order", "special"]
