"""What each level of `verify` finds in a codec that is wrong in one way, and that it finds nothing else."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dicomconstruct import STANDARD, Codec, dcmread, dcmwrite
from dicomconstruct.fidelity import moving
from dicomconstruct.fidelity.levels import Subject, Tally, node_at, uncovered
from dicomconstruct.fidelity.verify import LEVELS, LevelCount, summary, verify_bytes, verify_path
from dicomconstruct.grammar import encoding_for
from dicomconstruct.testing.authoring import element, part10, sequence
from dicomconstruct.testing.examples import example_files
from dicomconstruct.tree import LookedThrough, Tree
from dicomconstruct.tree.pieces import difference

EXAMPLES = dict(example_files())
DAMAGE = b"\1\2\3"
ORIGINALS = frozenset(EXAMPLES.values()) | {EXAMPLES["image-explicit-le"] + DAMAGE}


@dataclass(frozen=True, eq=False)
class LosesAByte(Codec):
    """Writes another byte in the value of Patient's Name."""

    @property
    def reference(self) -> Any:
        return _Altered(STANDARD.reference)


class _Altered:
    def __init__(self, engine: Any) -> None:
        self.read_stepwise = engine.read_stepwise
        self._write_to = engine.write_to

    def write_to(self, out: Any, container: Any) -> None:
        written = io.BytesIO()
        self._write_to(written, container)
        out.write(written.getvalue().replace(b"Doe^Jane", b"Doe^Jan "))


@dataclass(frozen=True, eq=False)
class Stumbles(Codec):
    def rebuild_to(self, out: Any, tree: Tree, *, engine: str = "") -> None:
        if engine == "reference":
            out.write(bytes([1 // len(tree.inflated)]))
        super().rebuild_to(out, tree, engine=engine)


@dataclass(frozen=True, eq=False)
class ForgetsAfterLooking(Codec):
    def write_tree(self, tree: Tree) -> bytes:
        return super().write_tree(tree)[:-1]


@dataclass(frozen=True, eq=False)
class EditsTooMuch(Codec):
    """Writes another modality as soon as anything was edited."""

    def write_tree(self, tree: Tree) -> bytes:
        written = super().write_tree(tree)
        return written if written == tree.source else written.replace(b"CS\2\0OT", b"CS\2\0MR")


@dataclass(frozen=True, eq=False)
class ReadsEditedFilesOtherwise(Codec):
    def look(self, data: bytes | bytearray | memoryview, *, engine: str = "") -> LookedThrough:
        tree = super().look(data, engine=engine)
        if bytes(data) not in ORIGINALS:
            node = tree.find("(0028,0010)")
            assert node is not None
            tree.mark_edited(node)
            node.raw = b"\xff\xff"
        return tree


@dataclass(frozen=True, eq=False)
class InflatesOtherwise(Codec):
    def look(self, data: bytes | bytearray | memoryview, *, engine: str = "") -> LookedThrough:
        tree = super().look(data, engine=engine)
        if bytes(data) not in ORIGINALS:
            tree.inflated = tree.inflated[:-1] + b"x"
        return tree


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_faithful_at_every_level(name: str) -> None:
    report = verify_bytes(EXAMPLES[name], name=name)

    assert report.shortfalls == ()
    assert report.levels == tuple(LEVELS)
    assert all(tally.not_canonical == tally.undecodable == 0 for tally in report.values.values())


@pytest.mark.parametrize("data", [b"", b"\0", b"DICM", bytes(132), b"\xff" * 1000, bytes(range(256)) * 5])
def test_any_bytes_are_faithful(data: bytes) -> None:
    assert verify_bytes(data).shortfalls == ()


def test_a_byte_written_wrongly_is_shown_with_its_place() -> None:
    data = EXAMPLES["image-explicit-le"]
    at = data.index(b"Doe^Jane") + len(b"Doe^Jan")

    shortfalls = verify_bytes(data, levels=["structure"], codec=LosesAByte()).shortfalls

    assert [one.problem for one in shortfalls] == [
        "building does not give the bytes parsed",
        "encoding the fields does not give the bytes read",
    ]
    for one in shortfalls:
        assert (one.level, one.offset, one.path) == ("structure", at, "(0010,0010)")
        assert one.expected.startswith("65 10 00 20 00")
        assert one.found.startswith("20 10 00 20 00")


def test_leaves_that_are_not_the_bytes_found_are_a_shortfall() -> None:
    data = EXAMPLES["image-explicit-le"]
    tree = STANDARD.look(data)
    node = tree.find("(0008,0060)")
    assert node is not None
    tree.mark_edited(node)
    node.offset += 1

    first = next(uncovered(tree.nodes, data))

    assert first.problem.startswith("the header at")
    assert (first.offset, first.path) == (node.offset - 1, "(0008,0060)")


def test_leaves_that_end_early_are_a_shortfall() -> None:
    data = EXAMPLES["image-explicit-le"]
    tree = STANDARD.read_tree(data)
    missing = tree.data_set.pop()

    problems = [one.problem for one in uncovered(tree.nodes, data)]

    taken = missing.header_length + missing.value_length
    assert problems == [f"the leaves end before the file: {taken} bytes are not covered"]


def test_looking_that_changes_the_file_is_a_shortfall_of_values_only() -> None:
    data = EXAMPLES["image-explicit-le"]

    shortfalls = verify_bytes(data, levels=["structure", "values"], codec=ForgetsAfterLooking()).shortfalls

    assert [(one.level, one.offset, one.found) for one in shortfalls] == [("values", len(data) - 1, "")]


def test_an_edit_that_changes_its_neighbours_is_a_shortfall() -> None:
    found = verify_bytes(EXAMPLES["image-explicit-le"], levels=["edit"], codec=EditsTooMuch()).shortfalls
    by_data_set = [one for one in found if one.problem.startswith("a data set writes another file")]
    shortfalls = [one for one in found if one not in by_data_set]

    assert [(one.level, one.path) for one in shortfalls] == [("edit", "(0008,0060)")] * len(shortfalls)
    assert len(shortfalls) == len(by_data_set) == 2
    assert shortfalls[0].offset == EXAMPLES["image-explicit-le"].index(b"CS\2\0OT") + 4
    assert shortfalls[0].expected.startswith("4f 54 10 00 10 00")
    assert shortfalls[0].found.startswith("4d 52 10 00 10 00")


def test_a_neighbour_that_is_read_otherwise_after_an_edit_is_a_shortfall() -> None:
    shortfalls = verify_bytes(
        EXAMPLES["image-explicit-le"], levels=["edit"], codec=ReadsEditedFilesOtherwise()
    ).shortfalls

    assert {one.path for one in shortfalls} == {"(0028,0010)"}
    assert {one.problem for one in shortfalls} == {"after a longer value elsewhere this node is read otherwise"}


def test_an_edit_inside_a_deflate_stream_is_compared_inside_it() -> None:
    shortfalls = verify_bytes(EXAMPLES["image-deflated"], levels=["edit"], codec=InflatesOtherwise()).shortfalls

    assert {(one.level, one.path) for one in shortfalls} == {("edit", "(7FE0,0010)")}


def test_how_damage_is_read_may_depend_on_an_edit_elsewhere() -> None:
    """Of a file with unexplained bytes only the bytes written are held to account."""
    damaged = EXAMPLES["image-explicit-le"] + DAMAGE

    assert verify_bytes(damaged, levels=["edit"], codec=ReadsEditedFilesOtherwise()).shortfalls == ()


@pytest.mark.parametrize("name", ["nested-explicit-le", "nested-implicit-le", "nested-explicit-be"])
def test_edits_reach_into_nested_items(name: str) -> None:
    """The deepest text lies inside items of both kinds of length, whose lengths have to follow."""
    subject = Subject(EXAMPLES[name], STANDARD)

    assert list(LEVELS["edit"](subject)) == []
    assert subject.codec.write_tree(subject.tree) == subject.data


def test_our_own_bug_is_reported_in_one_line_and_the_other_levels_still_run() -> None:
    report = verify_bytes(EXAMPLES["image-explicit-le"], codec=Stumbles())

    assert len(report.shortfalls) == 1
    told = report.shortfalls[0].problem
    assert told.startswith("internal error: ZeroDivisionError: ")
    assert " at test_verify_levels.py:" in told
    assert [report.is_faithful_at(level) for level in report.levels] == [False, *[True] * (len(LEVELS) - 1)]


def test_values_are_counted_by_vr() -> None:
    encoding = encoding_for("1.2.840.10008.1.2.1")
    tokens = [
        element(encoding, "(0008,0008)", "CS", b"ORIGINAL\\PRIMARY\0"),
        element(encoding, "(0008,0060)", "CS", "MR"),
        element(encoding, "(0018,0050)", "DS", b"thick "),
        element(encoding, "(0028,0010)", "US", b"\1\0\2\0"),
        sequence(encoding, "(0040,0275)", [[element(encoding, "(0008,0100)", "SH", None)]]),
    ]
    values = verify_bytes(part10(encoding, tokens), levels=["values"]).values

    assert values["CS"] == Tally(canonical=1, not_canonical=1)
    assert values["DS"] == Tally(undecodable=1)
    assert values["US"] == Tally(canonical=1)
    assert values["SH"] == Tally(canonical=1)
    assert "SQ" not in values


def test_values_that_are_not_canonical_are_no_shortfall_but_are_named() -> None:
    encoding = encoding_for("1.2.840.10008.1.2.1")
    odd_padding = part10(encoding, [element(encoding, "(0008,0060)", "CS", b"M\0")])

    report = verify_bytes(odd_padding)

    assert report.faithful
    assert [(one.path, one.vr, one.problem) for one in report.notes] == [("(0008,0060)", "CS", "not canonical")]


def test_what_dcmwrite_changes_is_a_shortfall_of_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(target: Any, data_set: Any, **options: Any) -> None:
        whole = io.BytesIO()
        dcmwrite(whole, data_set, **options)
        target.write(whole.getvalue()[:-1])

    monkeypatch.setattr(moving, "dcmwrite", cut)
    data = EXAMPLES["image-explicit-le"]
    report = verify_bytes(data, levels=["model", "values"])
    ways = ["read whole", "read whole, then decoded", "read in parts", "read in parts, then decoded"]
    found = [
        (one.level, one.offset, one.problem.removesuffix(", it is written otherwise")) for one in report.shortfalls
    ]
    assert found == [("model", len(data) - 1, way) for way in (*ways, "a deep copy", "a pickle")]
    assert report.verdict("model") == "short"


def test_values_of_a_file_with_a_path_are_deferred_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "image"
    path.write_bytes(EXAMPLES["image-explicit-le"])
    asked: list[Any] = []

    def noticed(source: Any, defer_size: Any = None, **options: Any) -> Any:
        asked.append((type(source), defer_size))
        return dcmread(source, defer_size, **options)

    monkeypatch.setattr(moving, "dcmread", noticed)
    assert verify_path(str(path), levels=["model"]).faithful
    assert asked == [(bytes, None), (io.BytesIO, None), (str, moving.DEFERRED), (bytes, None), (bytes, None)]


def test_an_element_that_a_move_drops_is_a_shortfall(monkeypatch: pytest.MonkeyPatch) -> None:
    def drops(target: Any, data_set: Any, **options: Any) -> None:
        data_set.pop("PatientName", None)
        dcmwrite(target, data_set, **options)

    monkeypatch.setattr(moving, "dcmwrite", drops)
    report = verify_bytes(EXAMPLES["image-explicit-le"], levels=["transcode"])
    assert {(one.path, one.problem) for one in report.shortfalls} == {
        ("(0010,0010)", f"is dropped {where}")
        for where in (
            "in Implicit VR Little Endian",
            "back from Implicit VR Little Endian",
            "in Explicit VR Big Endian",
            "back from Explicit VR Big Endian",
        )
    }


def test_what_cannot_move_is_refused_by_name() -> None:
    report = verify_bytes(EXAMPLES["encapsulated-offset-table"], levels=["model", "transcode"])
    assert report.faithful
    assert (report.verdict("model"), report.verdict("transcode"), report.verdict("edit")) == (
        "faithful",
        "refused",
        "",
    )
    (refusal,) = report.refusals
    assert refusal.target == "Explicit VR Big Endian"
    assert "(7FE0,0010)" in refusal.reason
    assert summary([report]).levels["transcode"] == LevelCount(1, 1, 1)


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(KeyError, match="taste"):
        verify_bytes(b"", levels=["taste"])


@pytest.mark.parametrize(
    ("one", "other", "at"),
    [
        (b"", b"", None),
        (b"abc", b"abc", None),
        (b"abc", b"abd", 2),
        (b"abc", b"ab", 2),
        (b"", b"x", 0),
        (bytes(200_000), bytes(150_000) + b"\1" + bytes(49_999), 150_000),
    ],
)
def test_difference_is_the_first_byte_that_differs(one: bytes, other: bytes, at: int | None) -> None:
    assert difference(one, other) == at
    assert difference(other, one) == at


def test_the_innermost_node_is_named() -> None:
    data = EXAMPLES["nested-explicit-le"]
    tree = STANDARD.read_tree(data)
    node = tree.find("(0008,1110)[0].(0008,1150)")
    assert node is not None

    assert node_at(tree.nodes, node.value_offset) is node
    assert node_at(tree.nodes, len(data)) is tree.nodes[-1]


def test_many_zeros_are_looked_at_as_bytes() -> None:
    """The rules look ahead at more bytes than those of which a value is given as a view."""
    data = dict(example_files())["image-explicit-le"] + bytes(300_000) + b"\1"

    assert [node.reason for node in STANDARD.look(data).walk() if node.reason] == [
        node.reason for node in STANDARD.read_tree(data).walk() if node.reason
    ]
    assert verify_bytes(data).faithful
