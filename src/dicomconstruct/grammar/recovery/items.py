"""Recovery rules of a level of items; the layout is that of the level, unless an item shows another."""

from __future__ import annotations

from dicomconstruct.grammar.layouts import ELEMENTS, OPAQUE, Body, Layout, Reason
from dicomconstruct.grammar.primitives import (
    DELIMITING_GROUP,
    ITEM,
    ITEM_DELIMITER,
    SEQUENCE_DELIMITER,
    UNDEFINED_LENGTH,
)
from dicomconstruct.grammar.recovery.rule import NEXT, OddPlace, RecoveryRule
from dicomconstruct.grammar.vrs import HeaderForm


class MoreItemsThanDeclared(RecoveryRule):
    """A sequence's length ends before its last items: the writer did not count them (dcm4che#1364)."""

    clause = "PS3.5 7.5.1"
    odd = ("C066",)
    asked_at_the_end = True

    def applies(self, here: OddPlace) -> bool:
        frame, outer = here.frame, here.frame.parent
        if here.has_room or outer is None or not frame.has_length or outer.end <= here.at or here.tag != ITEM:
            return False
        if outer.parent is not None and not outer.has_length:
            return False
        return here.evidence.looks_like_items(here.stream, here.at, outer.end, here.layout, here.vr_of)

    def read(self, here: OddPlace) -> str:
        return here.read_on()


class DelimiterAmongItems(RecoveryRule):
    """A delimiter that ends nothing here: an item's, or that of a sequence of defined length (fo-dicom#135)."""

    clause = "PS3.5 7.5"
    odd = ("C059", "C063")

    def applies(self, here: OddPlace) -> bool:
        return here.has_room and here.tag in (SEQUENCE_DELIMITER, ITEM_DELIMITER)

    def read(self, here: OddPlace) -> str:
        return here.stray_delimiter()


class PaddingOfAnOddItem(RecoveryRule):
    """One byte, which no length counts, makes the item before it even.

    Papyrus files, GDCM's KODAK files with Odd_Terminated_Sequence.
    """

    clause = "PS3.5 7.5.1"
    odd = ("C081",)

    def applies(self, here: OddPlace) -> bool:
        previous = here.frame.previous
        if not here.has_room or previous is None or previous["kind"] != "item" or previous.header.length % 2 == 0:
            return False
        return here.tag != ITEM and here.tag_at(here.at + 1) in (ITEM, SEQUENCE_DELIMITER)

    def read(self, here: OddPlace) -> str:
        return here.opaque(here.at + 1, Reason.NO_ITEM)


class ItemUnderAnotherTag(RecoveryRule):
    """An item but for its tag: its length leads to the next one or the end (GDCM's Bug_Philips_ItemTag_3F3F)."""

    clause = "PS3.5 7.5"
    odd = ("C077",)

    def applies(self, here: OddPlace) -> bool:
        if not here.has_room or here.tag == ITEM:
            return False
        seen = here.evidence.sight(here.stream, here.at, HeaderForm.IMPLICIT, here.order)
        if seen is None or seen.end > here.end:
            return False
        explicit = Layout(False, here.order)
        if seen.fields.group != DELIMITING_GROUP and here.evidence.believable(
            here.stream, here.at, here.end, explicit
        ):
            return False
        return seen.end == here.end or here.tag_at(seen.end) in (ITEM, SEQUENCE_DELIMITER)

    def read(self, here: OddPlace) -> str:
        here.form = HeaderForm.IMPLICIT
        return NEXT


class _Item(RecoveryRule):
    """A rule of items; the header is known to be one."""

    clause = "PS3.5 7.5.1"

    def applies(self, here: OddPlace) -> bool:
        if here.form is None and here.has_room and here.tag == ITEM:
            here.form = HeaderForm.IMPLICIT
        return here.form is not None

    @staticmethod
    def end_of(here: OddPlace) -> int | None:
        """Where the item ends; None where a delimiter says so."""
        return None if here.seen.fields.length == UNDEFINED_LENGTH else here.stop


class ItemNestedTooDeep(_Item):
    """Sequences within sequences beyond the limit: hostile files, which crash recursive readers."""

    odd = ("C082",)

    def applies(self, here: OddPlace) -> bool:
        return super().applies(here) and here.is_too_deep

    def read(self, here: OddPlace) -> str:
        end = self.end_of(here)
        return here.token("item", Body(here.layout, OPAQUE, here.end if end is None else end, Reason.TOO_DEEP))


class ItemThatHoldsSomethingElse(_Item):
    """An item whose elements are in another layout than those around it, or whose content or length is odd.

    Items with VRs in a file without (MR_Philips_Intera_No_PrivateSequenceImplicitVR), and without in a file with
    (pydicom#999, GDCM's ImplicitVRInExplicitDataSet).
    """

    odd = ("C066", "C078", "C079")

    def read(self, here: OddPlace) -> str:
        end = self.end_of(here)
        stop = here.end if end is None else end
        return here.token("item", Body(self._layout(here, stop), ELEMENTS, end))

    @staticmethod
    def _layout(here: OddPlace, stop: int) -> Layout:
        tag = here.tag_at(here.inside)
        if here.inside == stop or tag is None or tag[0] == DELIMITING_GROUP:
            return here.layout
        found = here.evidence.layout_at(here.stream, here.inside, stop, here.layout, here.vr_of)
        return found or here.layout


class LengthRunsOverElements(RecoveryRule):
    """A sequence's length runs on over the elements that follow it (Philips: GDCM's PhilipsInteraSeqTermInvLen)."""

    clause = "PS3.5 7.5.1"
    odd = ("C066",)

    def applies(self, here: OddPlace) -> bool:
        frame, outer = here.frame, here.frame.parent
        if not here.has_room or not frame.has_length or outer is None:
            return False
        seen = here.evidence.believable(here.stream, here.at, outer.end, outer.key[0], here.vr_of)
        if seen is None or seen.fields.group == DELIMITING_GROUP:
            return False
        sequence = frame.owner.header
        return bool(seen.tag > (sequence.group, sequence.element))


class NoItem(RecoveryRule):
    """Bytes that are no item, in a sequence that its length or the end of the input ends (fo-dicom#1982)."""

    clause = "PS3.5 7.5"
    odd = ("C077", "C080")

    def applies(self, here: OddPlace) -> bool:
        return here.frame.has_length or here.frame.parent is None

    def read(self, here: OddPlace) -> str:
        return here.opaque(here.end, Reason.NO_ITEM if here.has_room else Reason.TOO_SHORT)


class SequenceDelimiterMissing(RecoveryRule):
    """A sequence of undefined length ends where something else stands: no delimiter closes it (dicom-rs#167)."""

    clause = "PS3.5 7.5.2"
    odd = ("C064",)
