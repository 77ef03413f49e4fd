"""Files are built from what one wants to say, and from containers whose values were changed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bytes_of import (
    DEFLATED,
    EXPLICIT_BE,
    EXPLICIT_LE,
    IMPLICIT_LE,
    JPEG,
    UNDEFINED,
    explicit,
    fragments,
    implicit,
    item,
    long,
    meta,
    sequence_end,
    undefined_item,
)

from dicomconstruct import STANDARD
from dicomconstruct.errors import GrammarError, UnwritableValue
from dicomconstruct.grammar import DicomFile
from dicomconstruct.testing import example_files
from dicomconstruct.tree import Kind, replace_value

UID = {"tag": (0x0002, 0x0010), "vr": "UI"}
NAME = {"tag": "PatientName", "vr": "PN", "value": "Doe^John"}
REFERENCE = {"tag": 0x00081155, "vr": "UI", "value": "1.2"}
EXAMPLES = [
    (name, data)
    for name, data in example_files()
    if len(data) < 20_000 and "group-length" not in name and "deflated" not in name
]


def opening(uid: str) -> bytes:
    padded = uid.encode() + b"\0" * (len(uid) % 2)
    return bytes(128) + b"DICM" + meta([explicit(0x00020010, "UI", padded)])


def file(*elements: dict[str, Any], uid: str = EXPLICIT_LE) -> dict[str, Any]:
    return {"meta": [{**UID, "value": uid}], "data_set": list(elements)}


@pytest.mark.parametrize(
    ("uid", "name"),
    [
        (EXPLICIT_LE, explicit(0x00100010, "PN", b"Doe^John")),
        (IMPLICIT_LE, implicit(0x00100010, b"Doe^John")),
        (EXPLICIT_BE, explicit(0x00100010, "PN", b"Doe^John", order=">")),
    ],
)
def test_lengths_and_opening_follow(uid: str, name: bytes) -> None:
    assert DicomFile.build(file(NAME, uid=uid)) == opening(uid) + name


def test_a_deflated_data_set() -> None:
    parsed = DicomFile.parse(DicomFile.build(file(NAME, uid=DEFLATED)))
    assert parsed.data_set.inflated == explicit(0x00100010, "PN", b"Doe^John")


def test_items_and_fragments() -> None:
    both = [[REFERENCE], {"elements": [REFERENCE], "undefined_length": True}]
    items = {"tag": 0x00081140, "vr": "SQ", "items": both}
    pixels = {"tag": 0x7FE00010, "vr": "OB", "fragments": [b"", b"\xff\xd8\xff\xd9"]}
    content = explicit(0x00081155, "UI", b"1.2\0")
    inside = item(content) + undefined_item(content)
    built = DicomFile.build(file({**items, "undefined_length": True}, pixels, uid=JPEG))
    opened = long(0x00081140, "SQ", inside, length=UNDEFINED) + sequence_end()
    assert built == opening(JPEG) + opened + fragments(0x7FE00010, b"", b"\xff\xd8\xff\xd9")
    assert DicomFile.build({"data_set": [items]}) == long(0x00081140, "SQ", inside)


def test_values_are_encoded_in_the_character_sets_around() -> None:
    charset = {"tag": 0x00080005, "vr": "CS", "value": "ISO_IR 192"}
    built = DicomFile.build({"data_set": [charset, {**NAME, "value": "Müller"}]})
    assert built.endswith("Müller ".encode())
    inner = {"tag": 0x00081140, "vr": "SQ", "items": [[{**NAME, "value": "Müller"}]]}
    assert DicomFile.build({"data_set": [charset, inner]}).endswith("Müller ".encode())


def test_a_parsed_character_set_counts_for_plain_elements() -> None:
    parsed = DicomFile.parse(opening(EXPLICIT_LE) + explicit(0x00080005, "CS", b"ISO_IR 192")).data_set[0]
    assert DicomFile.build({"data_set": [parsed, {**NAME, "value": "Müller"}]}).endswith("Müller ".encode())


def test_bytes_are_taken_as_they_are() -> None:
    assert DicomFile.build({"data_set": [{**NAME, "value": b"odd"}]}) == explicit(
        0x00100010, "PN", b"odd", length=3
    )


def test_what_is_said_of_the_opening_is_kept() -> None:
    said = {**file(NAME), "preamble": b"II*\0" + bytes(124), "leading": b"??"}
    built = DicomFile.build(said)
    assert built.startswith(b"??II*\0")
    wrong = {"tag": (0x0002, 0x0000), "vr": "UL", "value": 7}
    built = DicomFile.build({**file(NAME), "meta": [wrong, {**UID, "value": EXPLICIT_LE}]})
    assert explicit(0x00020000, "UL", b"\7\0\0\0") in built


def test_a_dictionary_gives_vrs() -> None:
    plain = {"data_set": [{"tag": 0x00100010, "value": "Doe^John"}]}
    assert DicomFile.build(plain, vr_of={(0x0010, 0x0010): "PN"}.get) == explicit(0x00100010, "PN", b"Doe^John")


def test_no_depth_is_too_deep() -> None:
    inner: list[Any] = [REFERENCE]
    for _ in range(5_000):
        inner = [{"tag": 0x00081140, "vr": "SQ", "items": [inner], "undefined_length": True}]
    built = DicomFile.build({"data_set": inner})
    assert built.count(b"1.2\0") == 1
    assert len(built) > 5_000 * 20


MISSING = {
    "data set": ({"meta": []}, "data_set: the data set is missing"),
    "transfer syntax": ({"meta": [], "data_set": []}, "meta: the file meta group names no transfer syntax"),
    "tag": ({"data_set": [{"vr": "PN", "value": ""}]}, "data_set[0].tag: the tag is missing"),
    "VR": ({"data_set": [NAME, {"tag": 1, "value": ""}]}, "data_set[1].vr: the VR is missing"),
    "value": ({"data_set": [{"tag": 1, "vr": "PN"}]}, "data_set[0].value: an element has a value"),
    "known VR": ({"data_set": [{**NAME, "vr": "ZZ"}]}, "data_set[0].vr: no such VR: 'ZZ'"),
    "known key": ({"data_set": [{**NAME, "valeu": 1}]}, "data_set[0]: unknown: 'valeu'"),
    "known key of a file": ({"dataset": []}, "dataset: unknown: 'dataset'"),
    "layout": ({"data_set": [], "layout": "explicit"}, "layout: no such layout"),
    "list": ({"data_set": NAME}, "data_set: a list is needed here"),
    "tag that is one": ({"data_set": [{**NAME, "tag": "PatientNaem"}]}, "data_set[0].tag: no tag: 'PatientNaem'"),
    "VR inside": (
        {"data_set": [{"tag": 0x00081140, "vr": "SQ", "items": [[], [{"tag": 1, "value": ""}]]}]},
        "data_set[0][1][0].vr: the VR is missing",
    ),
    "dict": (5, "a file is built from a dict or a container"),
}


@pytest.mark.parametrize("name", MISSING)
def test_what_is_missing_is_named(name: str) -> None:
    wanted, message = MISSING[name]
    with pytest.raises(GrammarError) as caught:
        DicomFile.build(wanted)
    assert str(caught.value).startswith(message)


def test_a_container_without_a_field() -> None:
    container = DicomFile.parse(explicit(0x00100010, "PN", b"Doe^John"))
    del container["wrapper"]
    with pytest.raises(GrammarError, match="wrapper: the container lacks a field"):
        DicomFile.build(container)
    container = DicomFile.parse(explicit(0x00100010, "PN", b"Doe^John"))
    del container.data_set[0]["header"]
    with pytest.raises(GrammarError, match="a field is missing: header"):
        DicomFile.build(container)


def element_decoders_of(tokens: Any) -> list[Any]:
    """The elements with a value of their own, in file order."""
    found, pending = [], [iter(tokens)]
    while pending:
        token = next(pending[-1], None)
        if token is None:
            pending.pop()
        elif "children" in token:
            pending.append(iter(token.children))
        elif token.kind == "element" and token.body.content == "value":
            found.append(token)
    return found


@pytest.mark.parametrize(("name", "data"), [pytest.param(*one, id=one[0]) for one in EXAMPLES])
def test_a_changed_value_gets_its_lengths_right(name: str, data: bytes) -> None:
    """What building writes is what a tree writes whose node was given the same bytes."""
    assert name
    places = len(element_decoders_of(DicomFile.parse(data, vr_of=STANDARD._vr_of_pair).data_set))
    for place in range(0, places, max(1, places // 5)):
        container = DicomFile.parse(data, vr_of=STANDARD._vr_of_pair)
        token = element_decoders_of(container.data_set)[place]
        token.value += b"  "
        tree = STANDARD.read_tree(data)
        node = next(one for one in tree.walk() if one.offset == token.offset and one.kind is Kind.ELEMENT)
        try:
            replace_value(tree, node, (node.raw or b"") + b"  ")
        except UnwritableValue:
            continue
        assert DicomFile.build(container) == STANDARD.write_tree(tree)


def test_a_changed_value_in_a_deflated_data_set() -> None:
    container = DicomFile.parse(DicomFile.build(file(NAME, uid=DEFLATED)))
    container.data_set.content[0].value = b"Roe^Richard "
    again = DicomFile.parse(DicomFile.build(container))
    assert again.data_set.inflated == explicit(0x00100010, "PN", b"Roe^Richard ")


def test_a_length_that_was_wrong_is_not_guessed() -> None:
    data = opening(EXPLICIT_LE) + explicit(0x00100010, "PN", b"Doe^John", length=20)
    container = DicomFile.parse(data)
    assert DicomFile.build(container) == data
    container.data_set[0].value = b"Roe"
    message = "data_set[0]: the value has 3 bytes, and its length was wrong: 20 for 8"
    with pytest.raises(GrammarError, match=f"^{re.escape(message)}"):
        DicomFile.build(container)


def test_tokens_taken_out_of_a_length_are_refused() -> None:
    content = explicit(0x00081150, "UI", b"1.") + explicit(0x00081155, "UI", b"1.")
    data = long(0x00081140, "SQ", item(content)) + explicit(0x00100010, "PN", b"Doe^John")
    container = DicomFile.parse(data)
    del container.data_set[0].children[0].children[0]
    with pytest.raises(GrammarError, match="tokens were put in or taken out"):
        DicomFile.build(container)
    container = DicomFile.parse(data)
    del container.data_set[0]
    assert DicomFile.build(container) == explicit(0x00100010, "PN", b"Doe^John")


def test_a_container_whose_deflated_content_was_changed_in_any_way() -> None:
    data = DicomFile.build(file(NAME, {**NAME, "tag": 0x00100020, "vr": "LO"}, uid=DEFLATED))
    same_size, fewer = DicomFile.parse(data), DicomFile.parse(data)
    same_size.data_set.content[0].value = b"Roe^Jane"
    del fewer.data_set.content[0]
    assert b"Roe^Jane" in DicomFile.parse(DicomFile.build(same_size)).data_set.inflated
    again = DicomFile.parse(DicomFile.build(fewer)).data_set.inflated
    assert again == explicit(0x00100020, "LO", b"Doe^John")
    assert DicomFile.build(DicomFile.parse(data)) == data


def test_a_wrong_length_around_a_changed_value_is_refused() -> None:
    content = explicit(0x00100010, "PN", b"Doe^John")
    data = opening(EXPLICIT_LE) + long(0x00081140, "SQ", item(content, length=len(content) + 100))
    container = DicomFile.parse(data)
    container.data_set[0].children[0].children[0].value = b"Roe^John Smith"
    with pytest.raises(GrammarError, match="a value inside was changed, and the length was wrong"):
        DicomFile.build(container)


def test_tokens_inside_an_item_of_undefined_length_inside_a_length() -> None:
    content = explicit(0x00081150, "UI", b"1.") + explicit(0x00081155, "UI", b"1.")
    container = DicomFile.parse(opening(EXPLICIT_LE) + long(0x00081140, "SQ", undefined_item(content)))
    del container.data_set[0].children[0].children[0]
    with pytest.raises(GrammarError, match="tokens were put in or taken out"):
        DicomFile.build(container)


def test_a_meta_element_without_a_value_is_not_dropped() -> None:
    meta_class = {"tag": (0x0002, 0x0002), "vr": "UI", "valeu": "1.2"}
    with pytest.raises(GrammarError, match="unknown: 'valeu'"):
        DicomFile.build({"meta": [{**UID, "value": EXPLICIT_LE}, meta_class], "data_set": []})
    items = {"tag": (0x0002, 0x0102), "vr": "SQ", "items": [[]]}
    built = DicomFile.build({"meta": [{**UID, "value": EXPLICIT_LE}, items], "data_set": []})
    assert long(0x00020102, "SQ", item()) in built


WRONG: list[Any] = [
    {"data_set": [{**NAME, "items": []}]},
    {"data_set": [{**NAME, "undefined_length": True}]},
    {"data_set": [{**NAME, "tag": 0xFFFEE000}]},
    {"data_set": [{"tag": 0x7FE00010, "vr": "OB", "fragments": [b""], "undefined_length": False}]},
    {"data_set": [], "meta": [{**UID, "value": EXPLICIT_LE}], "preamble": b"short"},
    {"data_set": [], "meta": [{**UID, "value": DEFLATED}], "layout": "explicit-be"},
    {"data_set": [], "meta": [{**UID, "value": EXPLICIT_LE}, {**NAME, "tag": 0x00080016, "vr": "UI"}]},
    {"data_set": [None]},
    {"data_set": [{**NAME, "vr": [1]}]},
    {"data_set": [{"tag": 0x00080005, "vr": "CS", "value": 5}, NAME]},
    {"data_set": [{"tag": 0x7FE00010, "vr": "OB", "fragments": ["text"]}]},
    {"data_set": [{"tag": 0x00091140, "vr": "UN", "items": [[NAME]]}]},
    {"data_set": [], "preamble": 5},
    {"data_set": [], "layout": []},
    {"meta": [None], "data_set": []},
    {"meta": [{**UID, "value": EXPLICIT_LE}], "layout": "x", "data_set": []},
]


@pytest.mark.parametrize("wanted", WRONG)
def test_wrong_arguments_are_errors_of_ours(wanted: Any) -> None:
    with pytest.raises(GrammarError):
        DicomFile.build(wanted)


@pytest.mark.parametrize(("name", "value"), [("layout", None), ("layout", 5), ("meta_layout", "explicit-le")])
def test_a_container_of_no_layout_is_refused(name: str, value: Any) -> None:
    container = DicomFile.parse(explicit(0x00100010, "PN", b"Doe^John"))
    container[name] = value
    with pytest.raises(GrammarError, match="no such layout"):
        DicomFile.build(container)
