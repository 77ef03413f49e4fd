"""Person names: parts, spelling, equality."""

import copy
import pickle

import pytest
from charset_examples import NAMES

from dicomconstruct.errors import MalformedValue, UnwritableValue
from dicomconstruct.values import PERSON_NAME, TEXT, CharacterSets, PersonName

LATIN = CharacterSets.of("ISO_IR 100")


@pytest.mark.parametrize(("terms", "raw", "text"), [pytest.param(*row[1:], id=row[0]) for row in NAMES])
def test_names_of_the_standard(terms, raw, text):
    sets = CharacterSets.of(terms)
    name = PersonName.decode(raw, sets)
    assert name == text
    assert "=".join(name.groups) == text
    assert name.raw == raw
    assert name.charsets == sets
    assert PERSON_NAME.encode(name, sets) == raw
    assert PERSON_NAME.encode(text, sets) == raw


def test_parts():
    name = PersonName("Adams^John Robert Quincy^^Rev.^B.A. M.Div.=亜^丸=あ^まる")
    assert name.family_name == "Adams"
    assert name.given_name == "John Robert Quincy"
    assert name.middle_name == ""
    assert name.name_prefix == "Rev."
    assert name.name_suffix == "B.A. M.Div."
    assert name.alphabetic == "Adams^John Robert Quincy^^Rev.^B.A. M.Div."
    assert (name.ideographic, name.phonetic) == ("亜^丸", "あ^まる")
    assert name.ideographic_components.family == "亜"
    assert name.phonetic_components.given == "まる"


def test_missing_and_surplus_parts():
    assert PersonName("").family_name == ""
    assert PersonName("Doe").phonetic_components == ("", "", "", "", "")
    assert PersonName("a^b^c^d^e^f=g=h=i").alphabetic_components == ("a", "b", "c", "d", "e")
    assert PersonName(" Doe ^ John").given_name == "John"


def test_is_text():
    name = PersonName.decode(b"Doe^John", LATIN)
    assert name == "Doe^John"
    assert hash(name) == hash("Doe^John")
    assert str(name) == f"{name}" == "Doe^John"
    assert name != PersonName("Doe^John^")


def test_putting_together():
    assert PersonName.of("Doe", "John") == "Doe^John"
    assert PersonName.of("Doe", suffix="Jr.") == "Doe^^^^Jr."
    assert PersonName.of("Yamada", "Tarou", phonetic=["やまだ"]) == "Yamada^Tarou==やまだ"
    assert PersonName.of() == ""
    for wrong in ("A^B", "A=B", "A\\B"):
        with pytest.raises(UnwritableValue):
            PersonName.of(wrong)
    with pytest.raises(UnwritableValue):
        PersonName.of(ideographic="abcdef")


@pytest.mark.parametrize("raw", [b"Doe^John^^^", b"Doe==", b"^^^^", b"=", b" Doe ^John", b"\x1b(BDoe"])
def test_spelling_is_kept(raw):
    sets = CharacterSets.of("\\ISO 2022 IR 87")
    for name in (PERSON_NAME.decode(raw, sets), pickle.loads(pickle.dumps(PERSON_NAME.decode(raw, sets)))):
        assert PERSON_NAME.encode(name, sets) == raw
        assert PERSON_NAME.encode(copy.deepcopy(name), sets) == raw


def test_other_sets_spell_anew():
    name = PersonName.decode(b"M\xfcller^\xc4", LATIN)
    assert PERSON_NAME.encode(name, CharacterSets.of("ISO_IR 192")) == "Müller^Ä".encode()
    with pytest.raises(UnwritableValue):
        PERSON_NAME.encode(name, CharacterSets.of())


def test_bytes_of_a_name_are_not_those_of_a_text():
    sets = CharacterSets.of("ISO 2022 IR 100\\ISO 2022 IR 149")
    name = PersonName.decode(b"\x1b$)C\xa4\xba^\xe7", sets)
    assert TEXT.decode(TEXT.encode(name, sets), sets) == "ㅊ^ç"


def test_malformed():
    with pytest.raises(MalformedValue):
        PersonName.decode(b"M\xfcller", CharacterSets.of())
