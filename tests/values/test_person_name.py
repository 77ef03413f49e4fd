"""Person names: parts, spelling, equality."""

import copy
import pickle

import pytest
from charset_examples import NAMES

from dicomconstruct import config
from dicomconstruct.errors import MalformedValue, UnwritableValue
from dicomconstruct.values import PERSON_NAME, TEXT, CharacterSets, PersonName

LATIN = CharacterSets.of("ISO_IR 100")


@pytest.mark.parametrize(("terms", "raw", "text"), [pytest.param(*row[1:], id=row[0]) for row in NAMES])
def test_names_of_the_standard(terms, raw, text):
    sets = CharacterSets.of(terms)
    name = PersonName.read(raw, sets)
    assert name == text.rstrip("=")
    assert name.spelling == "=".join(name.groups) == text
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
    assert PersonName.of_text("a^b^c^d^e^f=g=h=i").alphabetic_components == ("a", "b", "c", "d", "e")
    assert PersonName(" Doe ^ John").given_name == "John"


def test_is_text():
    name = PersonName.read(b"Doe^John", LATIN)
    assert name == "Doe^John"
    assert hash(name) == hash("Doe^John")
    assert str(name) == f"{name}" == "Doe^John"
    assert name != PersonName("Doe^John^")


def test_groups_that_are_empty_at_the_end_are_written_again():
    name = PersonName("Doe^John==")
    assert (name, name.spelling, name.components) == ("Doe^John", "Doe^John==", ("Doe^John",))
    assert name.groups == ("Doe^John", "", "")
    for copied in (name, copy.copy(name), pickle.loads(pickle.dumps(name)), PersonName(name)):
        assert PERSON_NAME.encode(copied, LATIN) == b"Doe^John=="
    read = PersonName.read(b"M\xfcller=", LATIN)
    assert PERSON_NAME.encode(read, LATIN) == b"M\xfcller="
    assert PERSON_NAME.encode(read, CharacterSets.of("ISO_IR 192")) == b"M\xc3\xbcller="


def test_a_constructor_checks():
    assert PersonName(None) is None
    with pytest.raises(TypeError, match="type 'int'"):
        PersonName(5)
    with pytest.warns(UserWarning, match=r"number of PN components length \(4\)"):
        PersonName("a=b=c=d")
    with pytest.raises(UnwritableValue, match=r"component length \(65\)"):
        PersonName(b"x" * 65, validation_mode=config.RAISE)
    assert PersonName("x" * 64 + "=" + "y" * 64) != ""


def test_bytes_are_decoded_under_codecs():
    raw = b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B="
    shown = PersonName(raw)
    assert (shown.original_string, shown.encodings) == (raw, None)
    name = shown.decode(["iso8859", "iso2022_jp"])
    assert (name, name.original_string, name.encodings) == (
        "Yamada^Tarou=山田^太郎",
        raw,
        ("iso8859", "iso2022_jp"),
    )
    assert name == PersonName(raw, ["iso8859", "iso2022_jp"]) == name.decode()
    assert name.encode() == raw
    assert PersonName("Yamada=山田=").encode(["utf8"]) == "Yamada=山田=".encode()
    assert name.encode("utf-16-le") == "Yamada^Tarou=山田^太郎".encode("utf-16-le")
    japanese, unicode = CharacterSets.of(["", "ISO 2022 IR 87"]), CharacterSets.of("ISO_IR 192")
    assert PERSON_NAME.encode(shown, unicode) == raw
    assert PERSON_NAME.encode(name, japanese) == raw
    assert PERSON_NAME.encode(name, unicode) == "Yamada^Tarou=山田^太郎=".encode()
    name.original_string = None
    assert name.encode() == raw
    assert PersonName.read(b"M\xfcller", LATIN).encodings == ("latin_1",)
    assert PersonName("Müller", "latin_1").encode() == b"M\xfcller"


def test_named_components():
    name = PersonName.from_named_components(
        "Hong",
        "Gildong",
        family_name_ideographic=b"\x1b$)C\xfb\xf3",
        given_name_phonetic="길동",
        encodings=["iso8859", "euc_kr"],
    )
    assert (name, name.encodings) == ("Hong^Gildong=洪=^길동", ("iso8859", "euc_kr"))
    horse = PersonName.from_named_components_veterinary("ABC Farms", "Running on Water")
    assert (horse.family_comma_given(), horse.formatted("%(given_name)s!")) == (
        "ABC Farms, Running on Water", "Running on Water!",
    )  # fmt: skip
    for wrong in ("A^B", "A=B", b"A\\B"):
        with pytest.raises(UnwritableValue, match="delimiter"):
            PersonName.from_named_components(given_name=wrong)


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
    name = PersonName.read(b"M\xfcller^\xc4", LATIN)
    assert PERSON_NAME.encode(name, CharacterSets.of("ISO_IR 192")) == "Müller^Ä".encode()
    with pytest.raises(UnwritableValue):
        PERSON_NAME.encode(name, CharacterSets.of())


def test_bytes_of_a_name_are_not_those_of_a_text():
    sets = CharacterSets.of("ISO 2022 IR 100\\ISO 2022 IR 149")
    name = PersonName.read(b"\x1b$)C\xa4\xba^\xe7", sets)
    assert TEXT.decode(TEXT.encode(name, sets), sets) == "ㅊ^ç"


def test_malformed():
    with pytest.raises(MalformedValue):
        PersonName.read(b"M\xfcller", CharacterSets.of())
