"""Face of pydicom.tag."""

from dicomconstruct.grammar.primitives import ITEM, ITEM_DELIMITER, SEQUENCE_DELIMITER
from dicomconstruct.tag import BaseTag, Tag, TagListType, TagType, TupleTag, tag_in_exception

TAG_CHARSET, TAG_PIXREP = Tag("SpecificCharacterSet"), Tag("PixelRepresentation")
ItemTag = Tag(ITEM)
ItemDelimiterTag = Tag(ITEM_DELIMITER)
SequenceDelimiterTag = Tag(SEQUENCE_DELIMITER)

__all__ = [
    "TAG_CHARSET",
    "TAG_PIXREP",
    "BaseTag",
    "ItemDelimiterTag",
    "ItemTag",
    "SequenceDelimiterTag",
    "Tag",
    "TagListType",
    "TagType",
    "TupleTag",
    "tag_in_exception",
]
