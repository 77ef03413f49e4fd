"""The built-in examples: they show what they say, conform to the standard, and peers read them alike."""

from __future__ import annotations

import io

import pydicom
import pytest

from dicomconstruct import STANDARD, check
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar import VRS
from dicomconstruct.testing.examples import DEEPEST, LAYOUTS, NAMES, UNCOMPRESSED, VALUES, example_files
from dicomconstruct.tree import Kind, Severity, Tree
from dicomconstruct.values.character_sets_generated import CHARACTER_SETS

EXAMPLES = dict(example_files())
PATIENT_NAME = "(0010,0010)"


def _tree(name: str) -> Tree:
    return STANDARD.read_tree(EXAMPLES[name])


def test_the_same_bytes_come_out_each_time() -> None:
    assert dict(example_files()) == EXAMPLES
    assert len(list(example_files())) == len(EXAMPLES)


@pytest.mark.parametrize("name", [name for name in EXAMPLES if not name.startswith("bare")])
def test_examples_conform(name: str) -> None:
    assert [one for one in check(EXAMPLES[name]) if one.severity is not Severity.NOTE] == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_bare_data_sets_lack_the_preamble_and_nothing_else(layout: str) -> None:
    found = [one.code for one in check(EXAMPLES[f"bare-{layout}"]) if one.severity is not Severity.NOTE]

    assert found == ["no-prefix"]
    assert _tree(f"bare-{layout}").coding.layout == layout


@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_in_an_example_is_opaque_or_stray(name: str) -> None:
    odd = [node for node in _tree(name).walk() if node.kind in (Kind.OPAQUE, Kind.STRAY_DELIMITER)]

    assert odd == []


@pytest.mark.parametrize("name", UNCOMPRESSED)
def test_each_transfer_syntax_is_declared_and_found(name: str) -> None:
    coding = _tree(f"image-{name}").coding

    assert coding.declared == UNCOMPRESSED[name]
    assert coding.evidence == "declared"
    assert (coding.wrapper == "deflate") == (name == "deflated")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_vr_is_there_with_the_values_it_was_given(layout: str) -> None:
    found = {}
    for meaning in STANDARD.meanings(_tree(f"every-vr-{layout}")):
        if meaning.node.parent is None and meaning.node.path.startswith("(0072,"):
            found[meaning.vr.code] = None if meaning.node.children is not None else meaning.decode()

    assert set(found) == set(VRS)
    for code in ("SL", "SS", "SV", "UL", "US", "UV", "OB", "UN", "UR", "AS", "LO"):
        assert found[code] == VALUES[code]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_empty_values_are_empty(layout: str) -> None:
    held = {node.value_length for node in _tree(f"empty-values-{layout}").data_set[2:]}

    assert held == {0}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_deep_one_is_as_deep_as_it_says(layout: str) -> None:
    tree = _tree(f"deep-{layout}")
    bottom = next(node for node in tree.walk() if node.path.endswith("(0040,A160)"))

    assert bottom.depth == DEEPEST
    assert bottom.raw == b"the bottom"


def test_both_kinds_of_length_and_of_offset_table_are_shown() -> None:
    nested = list(_tree("nested-explicit-le").walk())
    kinds = {(node.kind, node.undefined) for node in nested if node.kind in (Kind.ITEM, Kind.ELEMENT)}
    assert len(kinds) == 4

    empty = _tree("encapsulated-empty-offset-table").find("(7FE0,0010)[0]")
    filled = _tree("encapsulated-offset-table").find("(7FE0,0010)[0]")
    assert empty is not None
    assert filled is not None
    assert empty.raw == b""
    assert filled.raw == bytes.fromhex("00000000 18000000")


def test_every_character_set_of_the_standard_has_an_example() -> None:
    shown: set[str] = set()
    for name in EXAMPLES:
        node = _tree(name).find("(0008,0005)")
        if node is not None:
            shown.update(str(node.raw or b"", "ascii").rstrip().split("\\"))

    assert shown == set(CHARACTER_SETS)


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name.startswith("characters-")])
def test_names_come_back_in_their_own_script(name: str) -> None:
    tree = _tree(name)
    node = tree.find(PATIENT_NAME)
    assert node is not None
    value = STANDARD.meaning(tree, node).decode()

    known = set(NAMES.values())
    assert value in known or name.count("ISO-2022") > 1
    assert "\ufffd" not in value


@pytest.mark.filterwarnings("ignore:Unknown encoding 'ISO:UserWarning")
@pytest.mark.filterwarnings("ignore:Expected explicit VR:UserWarning")
@pytest.mark.parametrize("name", EXAMPLES)
def test_pydicom_reads_the_same_elements(name: str) -> None:
    """pydicom is the oracle for structure: the same tags in the same order.

    It knows neither ISO_IR 203 nor GE's transfer syntax, and warns.
    """
    theirs = pydicom.dcmread(io.BytesIO(EXAMPLES[name]), force=True)
    tree = _tree(name)

    ours = [int(node.tag) for node in tree.data_set if node.tag is not None]
    assert [int(tag) for tag in theirs.keys()] == ours  # noqa: SIM118


@pytest.mark.parametrize(
    "name", [f"characters-{term}" for term in ("ISO_IR-100", "ISO_IR-144", "ISO_IR-192", "GB18030")]
)
def test_pydicom_decodes_the_same_name(name: str) -> None:
    tree = _tree(name)
    node = tree.find(PATIENT_NAME)
    assert node is not None
    theirs = pydicom.dcmread(io.BytesIO(EXAMPLES[name]))

    assert str(theirs.PatientName) == str(STANDARD.meaning(tree, node).decode())


def test_every_value_of_an_example_decodes() -> None:
    undecodable = []
    for name in EXAMPLES:
        for meaning in STANDARD.meanings(_tree(name)):
            try:
                if meaning.node.raw is not None:
                    meaning.decode()
            except DicomError as error:
                undecodable.append((name, str(error)))

    assert undecodable == []
