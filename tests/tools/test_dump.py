"""A file as text and as JSON types: nothing left out, nothing that a terminal would act on."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from growth import takes_less_than

from dicomconstruct import STANDARD, VR, check
from dicomconstruct.explore import dump, dump_dict, dump_lines
from dicomconstruct.explore.values import cut_to_width, escaped
from dicomconstruct.grammar import SHORT, encoding_for
from dicomconstruct.grammar.kinds import numbers
from dicomconstruct.testing.authoring import bare, element, part10, sequence
from dicomconstruct.testing.examples import example_files

EXAMPLES = dict(example_files())
EXPLICIT = encoding_for("1.2.840.10008.1.2.1")


def _last(data: bytes, **options: object) -> str:
    return list(dump_lines(data, findings=False, **options))[-1]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("vr", "value", "expected"),
    [
        ("CS", "MR", "0x0000  (0008,0060) CS         2  Modality  MR"),
        ("CS", ["A", "B"], "0x0000  (0008,0060) CS         4  Modality  A\\B"),
        ("CS", None, "0x0000  (0008,0060) CS         0  Modality"),
        ("US", [1, 2], "0x0000  (0008,0060) US         4  Modality  1\\2"),
        ("FD", 0.5, "0x0000  (0008,0060) FD         8  Modality  0.5"),
        ("AT", [0x00100010], "0x0000  (0008,0060) AT         4  Modality  (0010,0010)"),
        ("OB", b"\0\xff", "0x0000  (0008,0060) OB         2  Modality  00 ff"),
        ("UN", b"MR", "0x0000  (0008,0060) UN         2  Modality as CS  MR"),
        ("CS", b"\xff\xfe", "0x0000  (0008,0060) CS         2  Modality  ff fe"),
        ("US", b"\1\2\3", "0x0000  (0008,0060) US         4  Modality  513\\3"),
        ("UL", b"\1\2\3\4\5\6", "0x0000  (0008,0060) UL         6  Modality  01 02 03 04 05 06"),
        ("IS", b"twelve", "0x0000  (0008,0060) IS         6  Modality  twelve"),
    ],
)
def test_a_line_has_place_header_name_and_value(vr: str, value: object, expected: str) -> None:
    assert _last(bare(EXPLICIT, [element(EXPLICIT, "(0008,0060)", vr, value)])) == expected


def test_implicit_headers_have_no_vr() -> None:
    encoding = encoding_for("1.2.840.10008.1.2")

    assert _last(bare(encoding, [element(encoding, "(0008,0060)", "CS", "MR")])) == (
        "0x0000  (0008,0060) --         2  Modality  MR"
    )


def test_registered_uids_are_named() -> None:
    line = _last(bare(EXPLICIT, [element(EXPLICIT, "(0008,0016)", "UI", "1.2.840.10008.1.1")]))

    assert line.endswith("SOPClassUID  1.2.840.10008.1.1 = Verification SOP Class")


def test_items_delimiters_and_fragments_have_lines_of_their_own() -> None:
    inner = [element(EXPLICIT, "(0008,0100)", "SH", "X")]
    nested = bare(EXPLICIT, [sequence(EXPLICIT, "(0008,1140)", [inner], undefined=True)])

    assert dump(nested, findings=False).splitlines()[1:] == [
        "0x0000  (0008,1140) SQ undefined  ReferencedImageSequence  1 item",
        "0x000c    (FFFE,E000) -- undefined  item 0",
        "0x0014      (0008,0100) SH         2  CodeValue  X",
        "0x001e      (FFFE,E00D) --         0  item delimiter",
        "0x0026    (FFFE,E0DD) --         0  sequence delimiter",
    ]
    assert dump(EXAMPLES["encapsulated-offset-table"]).splitlines()[-4:-2] == [
        "0x0226    (FFFE,E000) --         8  fragment 0, basic offset table  00 00 00 00 18 00 00 00",
        "0x0236    (FFFE,E000) --        16  fragment 1  00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f",
    ]


def test_what_is_unexplained_says_why() -> None:
    data = EXAMPLES["image-explicit-le"] + b"\1\2\3"

    assert dump(data, findings=False).endswith("opaque 3 bytes (fewer bytes than a header takes)  01 02 03")


def test_a_value_cut_short_shows_what_is_there() -> None:
    data = EXAMPLES["image-explicit-le"][:-4]

    assert "(7FE0,0010) OW 16 (holds 12)" in dump(data, findings=False)


def test_private_elements_show_creator_and_name() -> None:
    tokens = [
        element(EXPLICIT, "(0029,0010)", "LO", "SIEMENS CSA HEADER"),
        element(EXPLICIT, "(0029,0011)", "LO", "NOBODY KNOWS"),
        element(EXPLICIT, "(0029,1008)", "CS", "IMAGE NUM 4"),
        element(EXPLICIT, "(0029,1108)", "CS", "X"),
        element(EXPLICIT, "(0029,1208)", "CS", "X"),
    ]
    lines = dump(bare(EXPLICIT, tokens), findings=False).splitlines()[1:]

    assert "Private Creator  SIEMENS CSA HEADER" in lines[0]
    assert "[SIEMENS CSA HEADER] " in lines[2]
    assert lines[3].endswith("[NOBODY KNOWS]  X")
    assert lines[4].endswith(" ?  X")


def test_findings_stand_beneath_their_node() -> None:
    tokens = [
        element(EXPLICIT, "(0008,0016)", "UI", "1.2.840.10008.5.1.4.1.1.7"),
        element(EXPLICIT, "(0008,0018)", "UI", "1.02"),
        element(EXPLICIT, "(0010,0010)", "PN", "Doe^Jane"),
    ]
    data = part10(EXPLICIT, tokens)
    about = [one for one in check(data) if one.path == "(0008,0018)"]
    lines = dump(data).splitlines()
    at = next(number for number, line in enumerate(lines) if "(0008,0018)" in line)

    assert about
    remarks = [line.strip() for line in lines[at + 1 : at + 1 + len(about)]]
    assert remarks == [f"! {one.code}: {one.message} [{one.rule}]" for one in about]
    assert "(0010,0010)" in lines[at + 1 + len(about)]
    assert not [line for line in dump(data, findings=False).splitlines() if line.strip().startswith("!")]


@pytest.mark.parametrize("cut", [0, 1, 100, 140, 200, 330, 400, 560])
@pytest.mark.parametrize("name", ["image-explicit-le", "image-deflated", "nested-implicit-le"])
def test_no_finding_and_no_node_is_lost(name: str, cut: int) -> None:
    data = EXAMPLES[name][:cut]
    content = dump_dict(data)

    shown = [one for node in content["nodes"] for one in node["findings"]]
    nodes = list(STANDARD.read_tree(data).walk())
    assert len(content["nodes"]) == len(nodes)
    if nodes:
        assert sorted(one["code"] for one in shown) == sorted(one.code for one in check(data))


def test_offsets_of_an_inflated_data_set_are_announced() -> None:
    lines = dump(EXAMPLES["image-deflated"]).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("# inflated"))

    assert "deflated" in lines[at - 1] or "excess" in lines[at - 1]
    assert lines[at + 1].startswith("0x0000  (0008,0016)")


def test_control_characters_never_reach_the_terminal() -> None:
    nasty = b"\x1b]0;owned\x07\x1b[2J\x9b31m\r\n\0a"
    charset = element(EXPLICIT, "(0008,0005)", "CS", "ISO_IR 192")
    right_to_left = "abc\u202edcba\u2066\ufeff".encode()
    tokens = [
        charset,
        element(EXPLICIT, "(0008,0060)", "CS", nasty),
        element(EXPLICIT, "(0010,0010)", "PN", right_to_left),
        element(EXPLICIT, "(0029,0010)", "LO", nasty),
        element(EXPLICIT, "(0029,1010)", "LO", "x"),
    ]
    for data in (bare(EXPLICIT, tokens), part10(EXPLICIT, tokens), b"\x1b" * 200, b"\x08\0\x60\0\x1b[" + b"\0" * 6):
        text = dump(data)
        assert all(one.isprintable() for one in text.split("\n"))
        assert all(one.isprintable() for one in json.dumps(dump_dict(data)).split("\n"))
    assert "abc\\u202edcba\\u2066\\ufeff" in dump(bare(EXPLICIT, tokens))


def test_escapes_are_the_shortest_that_name_the_character() -> None:
    assert escaped("plain é 山") == "plain é 山"
    assert escaped("\x1b\n\x9b\u202e\U000e0001") == "\\x1b\\x0a\\x9b\\u202e\\U000e0001"


@pytest.mark.parametrize("width", [8, 20, 80])
@pytest.mark.parametrize("name", ["every-vr-explicit-le", "every-vr-explicit-be", "characters-ISO_IR-192"])
def test_values_keep_to_their_width(name: str, width: int) -> None:
    values = [node["value"] for node in dump_dict(EXAMPLES[name], max_width=width)["nodes"]]

    assert max(map(len, values)) <= width
    full = [node["value"] for node in dump_dict(EXAMPLES[name], max_width=10_000)["nodes"]]
    for cut, whole in zip(values, full, strict=True):
        assert cut == cut_to_width(whole, width)


@pytest.mark.parametrize("vr", ["UT", "OB", "OW", "UN", "UC", "OD"])
def test_of_a_huge_value_only_the_beginning_is_decoded(vr: str) -> None:
    data = bare(EXPLICIT, [element(EXPLICIT, "(0009,1000)", vr, b"ab" * 20_000_000)])
    line = _last(data)

    assert line.endswith("...")
    assert len(line) < 150
    assert takes_less_than(1.5, lambda: _last(data))


def test_a_huge_number_of_numbers_is_cut_at_a_whole_one() -> None:
    encoding = encoding_for("1.2.840.10008.1.2")
    data = bare(encoding, [element(encoding, "(0018,6052)", "UL", [7] * 1_000_000)])

    assert _last(data, max_width=20).endswith("TableOfXBreakPoints  7\\7\\7\\7\\7\\7\\7\\7\\7...")


def test_a_vr_of_ones_own_is_shown_by_its_own_kind() -> None:
    lab = STANDARD.with_vr(VR("ZZ", header=SHORT, value=numbers("h")))
    data = bare(EXPLICIT, [element(EXPLICIT, "(0009,1000)", lab.vrs["ZZ"], [-1, 7])])

    assert _last(data, codec=lab).endswith("-1\\7")


def test_json_has_the_same_content() -> None:
    data = EXAMPLES["nested-explicit-le"]
    content = json.loads(json.dumps(dump_dict(data)))

    assert content["size"] == len(data)
    assert content["coding"]["layout"] == "explicit-le"
    node = next(one for one in content["nodes"] if one["path"] == "(0008,1110)[0].(0008,1150)")
    assert node["tag"] == "(0008,1150)"
    assert (node["level"], node["wire_vr"], node["vr"], node["length"]) == (2, "UI", "UI", 26)
    assert node["name"] == "ReferencedSOPClassUID"
    assert node["value"].startswith("1.2.840.10008.5.1.4.1.1.7")
    assert node["findings"] == []


@pytest.mark.parametrize("name", ["image-explicit-le", "nested-explicit-be", "deep-implicit-le"])
def test_headers_and_leaf_values_of_the_json_cover_the_file(name: str) -> None:
    content = dump_dict(EXAMPLES[name])
    holders = {
        number
        for number, (one, following) in enumerate(zip(content["nodes"], content["nodes"][1:], strict=False))
        if following["level"] > one["level"]
    }
    covered = sum(
        one["header_length"] + (0 if number in holders else one["value_length"])
        for number, one in enumerate(content["nodes"])
    )

    assert covered == content["size"]


def test_paths_and_open_files_are_sources(tmp_path: Path) -> None:
    data = EXAMPLES["image-explicit-le"]
    path = tmp_path / "image.dcm"
    path.write_bytes(data)

    assert dump(path) == dump(str(path)) == dump(io.BytesIO(data)) == dump(data)
    with pytest.raises(FileNotFoundError):
        dump(tmp_path / "gone")


@pytest.mark.parametrize("depth", [500, 3000])
def test_nesting_beyond_the_limit_is_shown_without_recursion(depth: int) -> None:
    tokens = [element(EXPLICIT, "(0008,0100)", "SH", "x")]
    for _ in range(depth):
        tokens = [sequence(EXPLICIT, "(0040,A730)", [tokens])]

    assert "nested beyond the limit" in dump(bare(EXPLICIT, tokens))
