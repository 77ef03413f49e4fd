"""The transfer syntaxes that files can be converted to, by UID or keyword, and the options of lossy ones."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Any

from dicomconstruct import uid as uids
from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.dictionary import uid_of_keyword
from dicomconstruct.errors import DicomError, Unsupported
from dicomconstruct.pixels.registry import ENCODERS
from dicomconstruct.uid import UID

NATIVE = (
    uids.ImplicitVRLittleEndian,
    uids.ExplicitVRLittleEndian,
    uids.DeflatedExplicitVRLittleEndian,
    uids.ExplicitVRBigEndian,
)
LOSSES = {
    uids.JPEGBaseline8Bit: ("jpeg_quality",),
    uids.JPEGExtended12Bit: ("jpeg_quality",),
    uids.JPEGLSNearLossless: ("jls_error",),
    uids.JPEG2000: ("j2k_cr", "j2k_psnr"),
    uids.JPEGXL: ("jxl_distance",),
}
"""Lossy transfer syntaxes, and the encoders' options that bound the loss."""
METHODS = {
    uids.JPEGBaseline8Bit: "ISO_10918_1",
    uids.JPEGExtended12Bit: "ISO_10918_1",
    uids.JPEGLSNearLossless: "ISO_14495_1",
    uids.JPEG2000: "ISO_15444_1",
    uids.JPEGXL: "ISO_18181_1",
}
"""Their values of Lossy Image Compression Method (PS3.3 C.7.6.1.1.5.1)."""
LOSSLESS_INSTEAD = {
    uids.JPEGBaseline8Bit: uids.JPEGLosslessSV1,
    uids.JPEGExtended12Bit: uids.JPEGLosslessSV1,
    uids.JPEGLSNearLossless: uids.JPEGLSLossless,
    uids.JPEG2000: uids.JPEG2000Lossless,
    uids.JPEGXL: uids.JPEGXLLossless,
}


@dataclass(frozen=True)
class Target:
    """The transfer syntax that files are converted to, with its options.

    Parameters
    ----------
    syntax
        The transfer syntax.
    loss
        The encoder's option that bounds the loss, and its value; empty for a lossless one.
    encoder, decoder
        The names of the only plugins to use; "" for any.
    is_checked
        Whether each losslessly compressed frame is decoded again at once and compared.
    """

    syntax: UID
    loss: tuple[tuple[str, Any], ...] = ()
    encoder: str = ""
    decoder: str = ""
    is_checked: bool = True

    @property
    def is_lossy(self) -> bool:
        """Whether the conversion changes pixels."""
        return self.syntax in LOSSES


def known_targets(codec: Codec = STANDARD) -> list[UID]:
    """The transfer syntaxes that can be written: without compression, and those with an encoder."""
    others = [
        UID(uid) for uid, row in codec.syntaxes.items() if uid not in STANDARD.syntaxes and not row.encapsulated
    ]
    return [*NATIVE, *others, *(UID(uid) for uid in ENCODERS.coders)]


def syntax_named(text: str, codec: Codec = STANDARD) -> UID:
    """A transfer syntax by its UID or its keyword, in capitals or not, such as ``RLELossless``.

    Raises DicomError for an unknown name, Unsupported for a transfer syntax that cannot be written.
    """
    targets = known_targets(codec)
    if re.fullmatch(r"[0-9.]+", text):
        found = UID(text)
    else:
        keywords = {keyword_or_uid(one).lower(): one for one in targets}
        found = keywords.get(text.lower()) or UID(uid_of_keyword(text) or "")
    if found in targets:
        return found
    if found and found.is_transfer_syntax:
        raise Unsupported(f"nothing here writes {found.name}")
    words = [keyword_or_uid(one).lower() for one in targets]
    near = [word for word in words if text.lower() in word] or difflib.get_close_matches(text.lower(), words, 3)
    names = [keyword_or_uid(one) for one in targets if not near or keyword_or_uid(one).lower() in near]
    raise DicomError(
        f"no transfer syntax is called {text!r}; {'perhaps' if near else 'there are'} {', '.join(names)}"
    )


def keyword_or_uid(syntax: UID) -> str:
    """The keyword of a transfer syntax; its UID where it has none."""
    return syntax.keyword or str(syntax)
