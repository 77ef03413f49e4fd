"""Face of pydicom.tag."""

from dicomconstruct.grammar.primitives import ITEM, ITEM_DELIMITER, SEQUENCE_DELIMITER
from dicomconstruct.tag import BaseTag, Tag, TagListType, TagType, TupleTag, tag_in_exception

ItemTag = Tag(ITEM)
ItemDelimiterTag = Tag(ITEM_DELIMITER)
SequenceDelimiterTag = Tag(SEQUENCE_DELIMITER)

__all__ = [
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
