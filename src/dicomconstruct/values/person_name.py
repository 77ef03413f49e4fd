"""Person names (PS3.5 6.2, 6.2.1): three component groups of five components each.

A `PersonName` is the text of the value, delimiters included, with its parts as properties; it compares, sorts and
hashes as text. Trailing ``^`` are kept. Trailing ``=``, which are insignificant, are not part of the text but are
written again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Self

from dicomconstruct.config import options
from dicomconstruct.errors import UnwritableValue, WrongType
from dicomconstruct.validity import report, type_problem
from dicomconstruct.values.charset import CharacterSets
from dicomconstruct.values.encodings import DEFAULT_ENCODING, decode_bytes, encode_string, encodings_of
from dicomconstruct.values.repertoire import ESCAPE
from dicomconstruct.values.text import Text, encode_text

DELIMITERS = b"^="  # they reset the character sets to those of value 1 (PS3.5 6.1.2.5.3)
MOST_GROUPS = 3
"""The number of component groups: alphabetic, ideographic, phonetic (PS3.5 6.2.1)."""
LONGEST_GROUP = 64  # characters, PS3.5 Table 6.2-1
Component = str | bytes
"""A component of a name, as text or encoded."""
_SEPARATORS = "^=\\"
GROUP_SEPARATOR = "="
_ENCODINGS = "_encodings"
_SPELLING = "_spelling"


class NameComponents(NamedTuple):
    """The five components of one component group (PS3.5 6.2.1.1)."""

    family: str = ""
    given: str = ""
    middle: str = ""
    prefix: str = ""
    suffix: str = ""


def name_problem(value: str | bytes, longest: int = LONGEST_GROUP) -> str:
    """The problem of the component groups of a name; "" for none."""
    groups: Sequence[Any] = value.split(b"=") if isinstance(value, bytes) else value.split("=")
    if len(groups) > MOST_GROUPS:
        problem = "The number of PN components length ({}) exceeds the maximum allowed number of {}."
        return problem.format(len(groups), MOST_GROUPS)
    length = max(map(len, groups))
    if length > longest:
        return f"The PN component length ({length}) exceeds the maximum allowed length of {longest}."
    return ""


class PersonName(Text):
    """One person name, such as ``PersonName("Yamada^Tarou=山田^太郎")``.

    Equality and hash are those of the text: ``Doe^John`` and ``Doe^John^^^`` differ. Components beyond five and
    groups beyond three are kept in the text but have no property.

    Parameters
    ----------
    val
        Text or bytes; None is returned.
    encodings
        Names of the Python codecs that decode bytes; they are kept as `encodings`. Bytes without them are decoded
        as Latin-1 until `decode` is called.
    original_string
        The bytes that a text was decoded from.
    validation_mode
        The validation mode for too many or too long component groups: `config.IGNORE`, `config.WARN` or
        `config.RAISE`; None for the current reading validation mode.

    Raises
    ------
    WrongType
        When `val` is neither text nor bytes.
    UnwritableValue
        Under `config.RAISE` for an invalid name.
    """

    def __new__(
        cls,
        val: Any,
        encodings: Sequence[str] | str | None = None,
        original_string: bytes | None = None,
        validation_mode: int | None = None,
    ) -> Any:
        if val is None:
            return None
        if not isinstance(val, str | bytes):
            raise WrongType(type_problem("PN", val))
        mode = options().reading_mode if validation_mode is None else validation_mode
        if mode:
            report(name_problem(val), mode)
        used = (encodings,) if isinstance(encodings, str) else tuple(encodings or ())
        if isinstance(val, bytes):
            made = cls.of_text(decode_bytes(val, used, DELIMITERS) if used else val.decode("latin-1"))
            original_string = val
        else:
            made = cls.of_text(str(val))
        if isinstance(val, PersonName):
            made.__dict__.update(val.__dict__)
        if original_string is not None:
            made.raw = original_string
        if used:
            made.__dict__[_ENCODINGS] = used
        return made

    @classmethod
    def read(cls, raw: bytes, charsets: CharacterSets) -> Self:
        """Decode one value, each component with the sets of value 1 at its start.

        Raises
        ------
        MalformedValue
            When bytes are undefined in the character sets.
        """
        if raw.isascii() and ESCAPE not in raw:
            text = raw.decode("ascii")
        else:
            text = charsets.decode(raw, delimiters=DELIMITERS)
        made = cls.of_text(text)
        made.raw = raw
        made.charsets = charsets
        return made

    @classmethod
    def of_text(cls, text: str) -> Self:
        """The name with this text, without validation."""
        if text[-1:] != GROUP_SEPARATOR:
            return str.__new__(cls, text)
        made = str.__new__(cls, text.rstrip(GROUP_SEPARATOR))
        made.__dict__[_SPELLING] = text
        return made

    @classmethod
    def of(
        cls,
        family: str = "",
        given: str = "",
        middle: str = "",
        prefix: str = "",
        suffix: str = "",
        *,
        ideographic: Iterable[str] = (),
        phonetic: Iterable[str] = (),
    ) -> Self:
        """Make a name of components; trailing empty components and groups are omitted.

        Parameters
        ----------
        family, given, middle, prefix, suffix
            The components of the alphabetic group.
        ideographic, phonetic
            The components of the other groups, up to five each in the same order.

        Raises
        ------
        UnwritableValue
            When a component contains a delimiter, or a group has too many components.
        """
        groups = [(family, given, middle, prefix, suffix), tuple(ideographic), tuple(phonetic)]
        for group in groups:
            if len(group) > len(NameComponents._fields):
                raise UnwritableValue("too many components in a name", expected="at most 5", found=len(group))
            for component in group:
                if any(delimiter in component for delimiter in _SEPARATORS):
                    raise UnwritableValue("a delimiter in a component of a name", found=repr(component))
        return cls.of_text("=".join("^".join(group).rstrip("^") for group in groups).rstrip("="))

    @classmethod
    def from_named_components(
        cls,
        family_name: Component = "",
        given_name: Component = "",
        middle_name: Component = "",
        name_prefix: Component = "",
        name_suffix: Component = "",
        family_name_ideographic: Component = "",
        given_name_ideographic: Component = "",
        middle_name_ideographic: Component = "",
        name_prefix_ideographic: Component = "",
        name_suffix_ideographic: Component = "",
        family_name_phonetic: Component = "",
        given_name_phonetic: Component = "",
        middle_name_phonetic: Component = "",
        name_prefix_phonetic: Component = "",
        name_suffix_phonetic: Component = "",
        encodings: Sequence[str] | None = None,
    ) -> Self:
        """Make the name of a human of its components (PS3.5 6.2.1.1).

        Parameters
        ----------
        family_name, given_name, middle_name, name_prefix, name_suffix
            The components of the alphabetic group, as text or as bytes.
        family_name_ideographic, given_name_ideographic, middle_name_ideographic, name_prefix_ideographic, \
        name_suffix_ideographic, family_name_phonetic, given_name_phonetic, middle_name_phonetic, \
        name_prefix_phonetic, name_suffix_phonetic
            The components of the other groups.
        encodings
            Names of the Python codecs that decode bytes.

        Raises
        ------
        UnwritableValue
            When a component contains a delimiter.
        """
        alphabetic = (family_name, given_name, middle_name, name_prefix, name_suffix)
        ideographic = (
            family_name_ideographic,
            given_name_ideographic,
            middle_name_ideographic,
            name_prefix_ideographic,
            name_suffix_ideographic,
        )
        phonetic = (
            family_name_phonetic,
            given_name_phonetic,
            middle_name_phonetic,
            name_prefix_phonetic,
            name_suffix_phonetic,
        )
        return cls._of_components(alphabetic, ideographic, phonetic, encodings)

    @classmethod
    def from_named_components_veterinary(
        cls,
        responsible_party_name: Component = "",
        patient_name: Component = "",
        responsible_party_name_ideographic: Component = "",
        patient_name_ideographic: Component = "",
        responsible_party_name_phonetic: Component = "",
        patient_name_phonetic: Component = "",
        encodings: Sequence[str] | None = None,
    ) -> Self:
        """Make the name of an animal of the responsible party and the patient name (PS3.5 6.2.1.1).

        Parameters
        ----------
        responsible_party_name, patient_name
            The components of the alphabetic group, as text or as bytes.
        responsible_party_name_ideographic, patient_name_ideographic, responsible_party_name_phonetic, \
        patient_name_phonetic
            The components of the other groups.
        encodings
            Names of the Python codecs that decode bytes.

        Raises
        ------
        UnwritableValue
            When a component contains a delimiter.
        """
        return cls._of_components(
            (responsible_party_name, patient_name),
            (responsible_party_name_ideographic, patient_name_ideographic),
            (responsible_party_name_phonetic, patient_name_phonetic),
            encodings,
        )

    @classmethod
    def _of_components(
        cls,
        alphabetic: Sequence[Component],
        ideographic: Sequence[Component],
        phonetic: Sequence[Component],
        encodings: Sequence[str] | None,
    ) -> Self:
        used = tuple(encodings or (DEFAULT_ENCODING,))
        texts = [
            [decode_bytes(one, used) if isinstance(one, bytes) else one for one in group]
            for group in (alphabetic, ideographic, phonetic)
        ]
        made = cls.of(*texts[0], ideographic=texts[1], phonetic=texts[2])
        made.__dict__[_ENCODINGS] = used
        return made

    @property
    def original_string(self) -> bytes | None:
        """The bytes that the name was decoded from; None for a name made of text."""
        return self.raw

    @original_string.setter
    def original_string(self, raw: bytes | None) -> None:
        self.raw = raw

    @property
    def encodings(self) -> tuple[str, ...] | None:
        """The names of the Python codecs that decoded it, or that will encode it."""
        used: tuple[str, ...] | None = self.__dict__.get(_ENCODINGS)
        return encodings_of(self.charsets) if used is None and self.charsets is not None else used

    def is_read_under(self, charsets: CharacterSets) -> bool:
        """Whether the name has bytes that decode alike under `charsets`, or that were not decoded."""
        if self.raw is None or self.charsets is not None:
            return super().is_read_under(charsets)
        used = self.__dict__.get(_ENCODINGS)
        return used is None or used == encodings_of(charsets)

    def decode(self, encodings: Sequence[str] | None = None) -> PersonName:
        """The name decoded by other codecs.

        Parameters
        ----------
        encodings
            Names of Python codecs; None for those it was made with.
        """
        used = tuple(encodings or self.encodings or (DEFAULT_ENCODING,))
        decoded: PersonName = PersonName(self.spelling if self.raw is None else self.raw, used)
        return decoded

    def encode(self, encodings: Any = None, errors: str = "strict") -> bytes:
        """The bytes of the name.

        Parameters
        ----------
        encodings
            Names of Python codecs, that of value 1 of Specific Character Set first; None for those it was made
            with. A single name encodes the text as `str.encode` does.
        errors
            As for `str.encode`.
        """
        if isinstance(encodings, str):
            return str.encode(self, encodings, errors)
        used = tuple(encodings or self.encodings or (DEFAULT_ENCODING,))
        if self.raw is not None and used == self.encodings:
            return self.raw
        return encode_string(self.spelling, used, DELIMITERS)

    @property
    def spelling(self) -> str:
        """The text with its trailing ``=``, which are insignificant."""
        return self.__dict__.get(_SPELLING) or str(self)

    @property
    def groups(self) -> tuple[str, ...]:
        """All component groups as spelt."""
        return tuple(self.spelling.split(GROUP_SEPARATOR))

    @property
    def components(self) -> tuple[str, ...]:
        """The component groups without trailing empty ones; at least one."""
        return _groups_of(str(self))

    @property
    def alphabetic(self) -> str:
        """The first component group as spelt."""
        return self._group(0)

    @property
    def ideographic(self) -> str:
        """The second component group as spelt."""
        return self._group(1)

    @property
    def phonetic(self) -> str:
        """The third component group as spelt."""
        return self._group(2)

    @property
    def alphabetic_components(self) -> NameComponents:
        """The components of the first group, without spaces around them."""
        return _components(self.alphabetic)

    @property
    def ideographic_components(self) -> NameComponents:
        """The components of the second group, without spaces around them."""
        return _components(self.ideographic)

    @property
    def phonetic_components(self) -> NameComponents:
        """The components of the third group, without spaces around them."""
        return _components(self.phonetic)

    @property
    def family_name(self) -> str:
        """The family name complex of the alphabetic group."""
        return self.alphabetic_components.family

    @property
    def given_name(self) -> str:
        """The given name complex of the alphabetic group."""
        return self.alphabetic_components.given

    @property
    def middle_name(self) -> str:
        """The middle name of the alphabetic group."""
        return self.alphabetic_components.middle

    @property
    def name_prefix(self) -> str:
        """The prefix, such as a title, of the alphabetic group."""
        return self.alphabetic_components.prefix

    @property
    def name_suffix(self) -> str:
        """The suffix, such as a degree, of the alphabetic group."""
        return self.alphabetic_components.suffix

    def family_comma_given(self) -> str:
        """The name as lists have it: ``Family, Given``."""
        return f"{self.family_name}, {self.given_name}"

    def formatted(self, format_str: str) -> str:
        """The name in a given format.

        Parameters
        ----------
        format_str
            A format such as ``"%(family_name)s, %(given_name)s"``; `middle_name`, `name_prefix`, `name_suffix`,
            `alphabetic`, `ideographic` and `phonetic` are allowed too.
        """
        names = ("family_name", "given_name", "middle_name", "name_prefix", "name_suffix")
        return format_str % {
            name: getattr(self, name) for name in (*names, "alphabetic", "ideographic", "phonetic")
        }

    def _group(self, place: int) -> str:
        groups = self.groups
        return groups[place] if place < len(groups) else ""


@lru_cache(maxsize=256)
def _groups_of(text: str) -> tuple[str, ...]:
    return tuple(text.rstrip("=").split("="))


def _components(group: str) -> NameComponents:
    return NameComponents(*(part.strip(" ") for part in group.split("^")[: len(NameComponents._fields)]))


def encode_person_name(value: object, charsets: CharacterSets) -> bytes:
    """Encode a `PersonName` or the text of one; raises UnwritableValue."""
    if type(value) is PersonName and _SPELLING in value.__dict__ and not value.is_read_under(charsets):
        value = value.spelling
    return encode_text(value, charsets, delimiters=DELIMITERS, kind=PersonName)
