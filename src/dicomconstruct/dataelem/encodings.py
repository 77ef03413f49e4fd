"""Character sets as the names of Python codecs, which is how programs hand them to hooks and converters."""

from dicomconstruct.values.encodings import Encodings as Encoding, character_sets_of

__all__ = ["Encoding", "character_sets_of"]
