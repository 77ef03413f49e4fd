"""Recovery rules of a level of elements: a data set, the file meta group, an item's content."""

from __future__ import annotations

from dicomconstruct.grammar.headers import HEADER_SIZES, SMALLEST_HEADER
from dicomconstruct.grammar.layouts import ITEMS, Reason
from dicomconstruct.grammar.primitives import DELIMITING_GROUP, ITEM, ITEM_DELIMITER, META_GROUP, SEQUENCE_DELIMITER
from dicomconstruct.grammar.recovery.rule import Here, RecoveryRule

DELIMITERS = (ITEM, ITEM_DELIMITER, SEQUENCE_DELIMITER)


def in_item(here: Here) -> bool:
    """Whether the level is an item's content."""
    return here.frame.owner is not None and here.frame.owner["kind"] == "item"


class ItemGoesOnPastItsLength(RecoveryRule):
    """An item of defined length is followed by more of its elements inside its sequence.

    GDCM's BogugsItemAndSequenceLength: the writer left the length of an element that it added out of the item's.
    """

    clause = "PS3.5 7.5.1"
    odd = ("C066",)
    asked_at_the_end = True

    def applies(self, here: Here) -> bool:
        frame = here.frame
        outer = frame.parent
        if (
            here.at < frame.end
            or outer is None
            or not frame.has_length
            or outer.end <= here.at
            or not in_item(here)
        ):
            return False
        previous = frame.previous
        if previous is None or previous["kind"] != "element":
            return False
        seen = here.evidence.believable(here.stream, here.at, outer.end, here.layout, here.vr_of)
        if seen is None or seen.fields.group == DELIMITING_GROUP:
            return False
        if seen.tag <= (previous.header.group, previous.header.element):
            return False
        if outer.owner is not None and (not outer.has_length or self._runs_past(outer)):
            sequence = outer.owner.header
            return seen.tag <= (sequence.group, sequence.element)
        return True

    @staticmethod
    def _runs_past(frame: object) -> bool:
        """Whether the length that opened a level runs past the level that holds it."""
        return bool(frame.owner.value_offset + frame.owner.header.length > frame.end)  # type: ignore[attr-defined]

    def read(self, here: Here) -> str:
        return here.read_on()


class LengthEndsInsideTheNextHeader(RecoveryRule):
    """An item's length takes in a part of the header after it (GDCM's BogugsItemAndSequenceLength)."""

    clause = "PS3.5 7.5.1"
    odd = ("C066",)

    def applies(self, here: Here) -> bool:
        outer = here.frame.parent
        if here.has_room or outer is None or not here.frame.has_length or not in_item(here):
            return False
        return outer.end - here.at >= SMALLEST_HEADER and here.tag in (ITEM, SEQUENCE_DELIMITER)


class FewerBytesThanAHeader(RecoveryRule):
    """One to seven bytes are left: the file was cut, or padded to a block size by storage that knows no DICOM."""

    clause = "PS3.5 7.1"
    odd = ("B047",)

    def applies(self, here: Here) -> bool:
        return not here.has_room

    def read(self, here: Here) -> str:
        return here.opaque(here.end, Reason.TOO_SHORT)


class Zeros(RecoveryRule):
    """Zeros where an element should stand.

    After the last one (pydicom's MR_small_padded, GDCM's gdcm-JPEG-LossLess3a), or in the middle of the data set,
    as the tag (0000,0000) (suyashkumar/dicom#82).
    """

    clause = "PS3.5 7.1"
    odd = ("B048", "B055")

    def applies(self, here: Here) -> bool:
        return here.evidence.zeros_at(here.stream, here.at, here.end)

    def read(self, here: Here) -> str:
        stop = here.evidence.after_zeros(here.stream, here.at, here.end)
        for start in range(stop, max(here.at, stop - SMALLEST_HEADER), -1):
            if start < here.end and here.evidence.believable(here.stream, start, here.end, here.layout, here.vr_of):
                return here.opaque(start, Reason.ZEROS)
        return here.opaque(here.end, Reason.ZEROS)


class LengthRunsOverSiblings(RecoveryRule):
    """An item's length runs on over the delimiter or the item that follows it (class C066)."""

    clause = "PS3.5 7.5.1"
    odd = ("C066",)

    def applies(self, here: Here) -> bool:
        frame, outer = here.frame, here.frame.parent
        if here.tag not in (ITEM, SEQUENCE_DELIMITER) or not in_item(here) or not frame.has_length or outer is None:
            return False
        if here.at == frame.end or (frame.end == outer.end and outer.has_length):
            return False
        return here.evidence.items_order(here.stream, frame.end, here.order) is None


class ItemDelimiterMissing(RecoveryRule):
    """An item of undefined length ends at the next item, or with its sequence (fo-dicom#1157, ultrasound)."""

    clause = "PS3.5 7.5.2"
    odd = ("C062",)

    def applies(self, here: Here) -> bool:
        if here.tag not in (ITEM, SEQUENCE_DELIMITER) or not in_item(here) or here.frame.has_length:
            return False
        previous = here.frame.previous
        is_after_a_sequence_of_defined_length = (
            previous is not None and previous["body"].content == ITEMS and previous["body"].end is not None
        )
        return here.tag == ITEM or not is_after_a_sequence_of_defined_length


class DelimiterAmongElements(RecoveryRule):
    """A delimiter or an item's header that ends or begins nothing here.

    A sequence of defined length with a delimiter all the same (fo-dicom#64), an item delimiter after an item of
    defined length (dicomParser#181), delimiters at the top level (fo-dicom#1157).
    """

    clause = "PS3.5 7.5"
    odd = ("C059", "C060", "C061", "C063", "C068", "C069")

    def applies(self, here: Here) -> bool:
        return here.tag in DELIMITERS

    def read(self, here: Here) -> str:
        return here.stray_delimiter()


class NoHeader(RecoveryRule):
    """Bytes that make no header in any form.

    A damaged file, pixels without a header (GDCM's DigitexAlpha_no_7FE0) or longer than their length says
    (dicom-rs#448), data of another format behind the data set.
    """

    clause = "PS3.5 7.1"
    odd = ("B048", "B049", "B057")

    def applies(self, here: Here) -> bool:
        return not has_header(here)

    def read(self, here: Here) -> str:
        end = here.evidence.next_header(here.stream, here.at + 1, here.end, here.layout)
        return here.opaque(end, Reason.NO_HEADER)


class MetaGroupEnds(RecoveryRule):
    """The file meta group ends where no more of it stands, whatever (0002,0000) says.

    Its value is wrong, or the element or the whole group is missing (GDCM's CR-Preamble-NoMeta, dcmjs#331).
    """

    clause = "PS3.10 7.1"
    odd = ("A004", "A009", "A010")
    is_recorded = False  # the data set begins there; it is odd or not by what stands there

    def applies(self, here: Here) -> bool:
        return here.tag is None or here.tag[0] != META_GROUP or not here.has_room


class MetaGroupIsBroken(RecoveryRule):
    """A tag of group 0002 without a header that makes sense ends the group; the data set has what stands there."""

    clause = "PS3.10 7.1"
    is_recorded = False

    def applies(self, here: Here) -> bool:
        return not has_header(here)


def has_header(here: Here) -> bool:
    """Whether a rule found the form of a header, and the level has room for it."""
    return here.form is not None and HEADER_SIZES[here.form] <= here.end - here.at
