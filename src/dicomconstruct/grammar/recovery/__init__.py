"""Recovery rules for real files that depart from the page: one class a rule, in the order in which levels ask them.

A rule is asked only where no line of `grammar/dicom.py` fits; its name is recorded with the token. `LEVELS` has
the rules by level; `RULES` all of them by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dicomconstruct.grammar.layouts import ELEMENTS, FRAGMENTS, ITEMS, META
from dicomconstruct.grammar.recovery import elements, fragments, headers, items, values
from dicomconstruct.grammar.recovery.rule import Recovery as Recovery, RecoveryRule as RecoveryRule

_HEADERS: tuple[RecoveryRule, ...] = (
    headers.HeaderInOrder(),
    headers.HeaderOfAnotherForm(),
    headers.UnknownVR(),
    headers.NoVR(),
    headers.ValueRunsOut(),
    headers.HeaderWithVR(),
    headers.HeaderWithoutVR(),
    headers.TagTheDictionaryLacks(),
)
_VALUES: tuple[RecoveryRule, ...] = (
    values.EmptySequenceEndsWithAnItemDelimiter(),
    values.UndefinedLengthWithoutItems(),
    values.UndefinedLengthNestedTooDeep(),
    values.SequenceOfUndefinedLength(),
    values.EncapsulatedUnderAnotherVR(),
    values.ItemsUnderAnotherVR(),
    values.ItemsThatNothingNames(),
    values.FragmentsOfAnotherElement(),
    values.EmptySequence(),
    values.ItemsNestedTooDeep(),
    values.ItemsOfDefinedLength(),
    values.PlainValue(),
)
LEVELS: Mapping[str, tuple[RecoveryRule, ...]] = MappingProxyType(
    {
        ELEMENTS: (
            elements.ItemGoesOnPastItsLength(),
            elements.LengthEndsInsideTheNextHeader(),
            elements.FewerBytesThanAHeader(),
            elements.Zeros(),
            elements.LengthRunsOverSiblings(),
            elements.ItemDelimiterMissing(),
            elements.DelimiterAmongElements(),
            *_HEADERS,
            elements.NoHeader(),
            *_VALUES,
        ),
        META: (elements.MetaGroupEnds(), *_HEADERS, elements.MetaGroupIsBroken(), *_VALUES),
        ITEMS: (
            items.MoreItemsThanDeclared(),
            items.DelimiterAmongItems(),
            items.PaddingOfAnOddItem(),
            items.ItemUnderAnotherTag(),
            items.ItemNestedTooDeep(),
            items.ItemThatHoldsSomethingElse(),
            items.LengthRunsOverElements(),
            items.NoItem(),
            items.SequenceDelimiterMissing(),
        ),
        FRAGMENTS: (
            fragments.FragmentsGoOnPastALength(),
            fragments.DelimiterAmongFragments(),
            fragments.FragmentOfAWrongLength(),
            fragments.NoFragment(),
            fragments.FragmentDelimiterMissing(),
        ),
    }
)
"""The rules of each level, in the order in which they are asked."""
RULES: Mapping[str, RecoveryRule] = MappingProxyType(
    {rule.name: rule for rules in LEVELS.values() for rule in rules}
)
"""Every rule by its name."""
