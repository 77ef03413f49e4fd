"""The compiled engine and the reference engine read the same, say the same and write the same: of any bytes.

Both evaluate one grammar; here they are held equal on real files, on examples, and on what hypothesis makes
of them. The last tests see to it that the compiled engine is really what runs, and that it is really lazy.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from bytes_of import (
    DEFLATED,
    EXPLICIT_LE,
    IMPLICIT_LE,
    UNDEFINED,
    deflated,
    explicit,
    implicit,
    item,
    item_end,
    long,
    part10,
    sequence_end,
    undefined_item,
)
from hypothesis import given, settings, strategies as st
from real_files import FILES, named

from dicomconstruct import STANDARD
from dicomconstruct.codec import Codec, standard_vr_of
from dicomconstruct.compiler.runtime import CHILDREN, KEY, Lazy
from dicomconstruct.fidelity.checker import check_tree
from dicomconstruct.grammar.headers import tag_bytes
from dicomconstruct.grammar.primitives import ITEM, ByteOrder
from dicomconstruct.testing import example_files, files, mutated, odd_files
from dicomconstruct.tree import Kind, Node, first_difference, tree_of

EXAMPLES = dict(example_files())
MUTATED_UP_TO = 6_000
REAL = [path.read_bytes() for path in FILES if path.stat().st_size <= MUTATED_UP_TO]
FUZZ = bool(os.environ.get("DICOMCONSTRUCT_FUZZ"))
CUTS = 1 if FUZZ else 41
"""How far apart the places are at which an example is cut."""
more = settings(max_examples=5_000 if FUZZ else 200)
fewer = settings(max_examples=2_000 if FUZZ else 100)
"""For what is drawn as a whole file, which takes longer to draw than to read."""

WORDS = [
    *(
        explicit(0x00080005, "CS", b"ISO_IR 100"),
        explicit(0x00100010, "PN", b"Doe^John"),
        long(0x00091001, "UN", b"ab"),
    ),
    *(long(0x00081140, "SQ", length=UNDEFINED), long(0x00081140, "SQ", length=26), long(0x00081140, "SQ")),
    *(item(explicit(0x00081155, "UI", b"1.")), item(length=UNDEFINED), item(), item_end(), sequence_end()),
    *(long(0x7FE00010, "OB", length=UNDEFINED), long(0x7FE00010, "OW", b"abcd"), item(b"\xff\xd8")),
    *(implicit(0x00100010, b"Doe^John"), implicit(0x00081140, length=UNDEFINED), implicit(0x00081140)),
    *(explicit(0x00080005, "CS", b"ISO_IR 100", order=">"), item(length=UNDEFINED, order=">"), item_end(order=">")),
    *(b"\xff\xff\xff\xff", bytes(4), bytes(8), b"\x08\0\0\0", b"UN\0\0", b"ab"),
]


def check_agreement(data: bytes, codec: Codec = STANDARD) -> None:
    """Assert that both engines read, find and write the same."""
    container, expected = codec.parse(data, engine="compiled"), codec.parse(data, engine="reference")
    assert flat(container) == flat(expected)
    assert codec.compiled.write(container) == data
    tree, reference = codec.read_tree(data, engine="compiled"), tree_of(expected, data)
    assert first_difference(tree, reference) == ""
    assert check_tree(tree, codec) == check_tree(reference, codec)


def flat(container: Any) -> list[Any]:
    """All names, types and values of a container in order; construct's ``==`` takes time exponential in depth."""
    found: list[Any] = []
    pending = [container]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            names = [name for name in value if name != "_io"]
            found.append((type(value).__name__, names))
            pending += [value[name] for name in reversed(names)]
        elif isinstance(value, list):
            found.append((type(value).__name__, len(value)))
            pending += reversed(value)
        else:
            found.append(value)
    return found


def test_there_are_files() -> None:
    assert len(FILES) > 230
    assert len(REAL) > 30
    assert len(EXAMPLES) > 60


@pytest.mark.parametrize("path", FILES, ids=named)
def test_real_files(path: Path) -> None:
    check_agreement(path.read_bytes())


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_whole_and_cut(name: str) -> None:
    data = EXAMPLES[name]
    check_agreement(data)
    for end in range(0, len(data), max(CUTS, len(data) // 20) if not FUZZ else 1):
        check_agreement(data[:end])


@given(mutated(REAL))
@more
def test_mutated_real_files(data: bytes) -> None:
    check_agreement(data)


@given(mutated(list(EXAMPLES.values())))
@more
def test_mutated_examples(data: bytes) -> None:
    check_agreement(data)


@st.composite
def swapped(draw: Any, originals: list[bytes]) -> bytes:
    """A file with two stretches of its bytes exchanged, or one stretch put in the other byte order."""
    data = draw(st.sampled_from(originals))
    cuts = sorted(draw(st.lists(st.integers(0, len(data)), min_size=4, max_size=4)))
    first, one, between, other, last = (
        data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)
    )
    if draw(st.booleans()):
        return first + other + between + one + last
    turned = b"".join(one[at : at + 2][::-1] for at in range(0, len(one), 2))
    return first + turned + between + other + last


@given(swapped([data for data in REAL if len(data) < MUTATED_UP_TO // 2]))
@more
def test_files_with_stretches_exchanged(data: bytes) -> None:
    check_agreement(data)


@given(odd_files())
@fewer
def test_odd_files(data: bytes) -> None:
    check_agreement(data)


@given(st.binary(max_size=300), st.booleans())
@more
def test_arbitrary_bytes(data: bytes, prefixed: bool) -> None:
    check_agreement(bytes(128) + b"DICM" + data if prefixed else data)


@given(st.lists(st.sampled_from(WORDS), max_size=20).map(b"".join), st.sampled_from(["", IMPLICIT_LE, EXPLICIT_LE]))
@more
def test_words_of_the_format_in_any_order(data: bytes, uid: str) -> None:
    check_agreement(part10(data, uid=uid) if uid else data)


@given(files(), st.integers(0, 3))
@fewer
def test_generated_files_under_any_limit_of_depth(data: bytes, depth: int) -> None:
    check_agreement(data, SHALLOW[depth])


SHALLOW = [STANDARD.with_limits(max_depth=depth) for depth in range(3)] + [STANDARD]


@pytest.mark.parametrize("limit", [0, 1, 30, 1 << 20])
def test_deflated_files_under_any_limit_of_inflating(limit: int) -> None:
    inside = b"".join(WORDS[:3]) + explicit(0x00081140, "SQ", item(WORDS[1]) + undefined_item(WORDS[0]))
    stream = deflated(inside)
    codec = STANDARD.with_limits(max_inflated=limit)
    for data in (stream, stream + b"\0", stream[:-3], stream[:9] + b"?" + stream[10:], b"", inside):
        check_agreement(part10(data, uid=DEFLATED), codec)


@contextmanager
def counted(codec: Codec = STANDARD) -> Iterator[list[int]]:
    """The offsets at which emitted code asks the rules of a level while this is open."""
    namespace = codec.compiled.compiled.namespace
    ask, asked = namespace["ask"], []

    def counting(reading: Any, levels: Any, readers: Any, frame: Any, pos: int, tried: bool) -> Any:
        asked.append(pos)
        return ask(reading, levels, readers, frame, pos, tried)

    namespace["ask"] = counting
    try:
        yield asked
    finally:
        namespace["ask"] = ask


def test_the_compiled_engine_is_the_one_that_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*arguments: Any, **parameters: Any) -> Any:  # noqa: ARG001
        raise AssertionError("the interpreter was asked")

    codec = Codec()
    assert codec.evaluator() is codec.compiled
    monkeypatch.setattr(codec.reference, "read", refused)
    monkeypatch.setattr(codec.reference, "write", refused)
    data = EXAMPLES[next(iter(EXAMPLES))]
    tree = codec.read_tree(data)
    assert codec.rebuild(tree) == data
    assert codec.write_tree(tree) == data


PLAIN = [encoding for encoding in STANDARD.encodings.values() if not encoding.deflated]
EXPLICIT = [encoding for encoding in PLAIN if not encoding.implicit]
IMPLICIT = [encoding for encoding in PLAIN if encoding.implicit]


def like_items(data: bytes) -> set[int]:
    """The offsets of elements under UN whose value begins as items do: the standard says nothing of them."""
    tags = [tag_bytes(ITEM, order) for order in ByteOrder]
    elements = (node for node in STANDARD.read_tree(data).elements() if node.vr == "UN")
    return {node.offset for node in elements if data[node.value_offset :].startswith(tuple(tags))}


@given(st.sampled_from(EXPLICIT).flatmap(files))
@fewer
def test_no_rule_is_asked_about_a_conformant_file(data: bytes) -> None:
    with counted() as asked:
        STANDARD.read_rows(data)
    assert set(asked) <= like_items(data)


def is_unknown_sequence(node: Node) -> bool:
    """Whether neither a VR field nor the dictionary says of a sequence that it is one."""
    return node.kind is Kind.ELEMENT and node.children is not None and standard_vr_of(node.tag, None) is None


def unknown_sequences(data: bytes) -> set[int]:
    """The offsets of such sequences and of all in them."""
    nodes = STANDARD.read_tree(data).walk()
    return {node.offset for node in nodes if any(map(is_unknown_sequence, (node, *node.ancestors())))}


@given(st.sampled_from(IMPLICIT).flatmap(files))
@fewer
def test_without_vr_fields_rules_are_asked_about_unknown_sequences_alone(data: bytes) -> None:
    with counted() as asked:
        STANDARD.read_rows(data)
    assert set(asked) <= unknown_sequences(data)


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_rule_is_asked_about_an_example(name: str) -> None:
    with counted() as asked:
        STANDARD.read_rows(EXAMPLES[name])
    assert set(asked) <= (unknown_sequences(EXAMPLES[name]) if "implicit" in name else set())


def test_a_rule_is_asked_about_what_no_way_fits() -> None:
    data = part10(WORDS[0], b"\x10\0\x10\0??\0\0")
    with counted() as asked:
        STANDARD.read_rows(data)
    assert asked == [len(data) - 8]


NESTED = explicit(0x00081140, "SQ", item(explicit(0x00081155, "UI", b"1.")) + item(WORDS[0], WORDS[1]))
UNDEFINED_SEQUENCE = long(0x00081199, "SQ", length=UNDEFINED) + undefined_item(WORDS[0]) + sequence_end()


def rows_by_tag(record: Any) -> dict[int, Any]:
    return {int(row[KEY]): row for row in record.data_set[1] if row[KEY] is not None}


def test_a_lazy_reading_leaves_what_a_length_encloses_unopened() -> None:
    data = part10(NESTED, UNDEFINED_SEQUENCE, WORDS[1])
    lazy, eager = rows_by_tag(STANDARD.read_rows(data, lazy=Lazy.LENGTHS)), rows_by_tag(STANDARD.read_rows(data))
    assert list(lazy) == list(eager) == [0x00081140, 0x00081199, 0x00100010]
    assert lazy[0x00081140][CHILDREN] is None
    assert len(eager[0x00081140][CHILDREN]) == 2
    assert len(lazy[0x00081199][CHILDREN]) == len(eager[0x00081199][CHILDREN]) == 2
    assert lazy[0x00100010] == eager[0x00100010]
    assert lazy[0x00081140][:CHILDREN] == eager[0x00081140][:CHILDREN]


def test_a_lazy_reading_does_not_look_at_what_it_leaves_unopened() -> None:
    spoilt = NESTED[:-20] + b"\xff" * 20
    data = part10(spoilt, WORDS[1])
    with counted() as asked:
        rows = rows_by_tag(STANDARD.read_rows(data, lazy=Lazy.LENGTHS))
    assert asked == []
    assert rows[0x00081140][CHILDREN] is None
    with counted() as asked:
        STANDARD.read_rows(data)
    assert asked != []


def test_a_lazy_reading_opens_what_does_not_end_where_its_length_says() -> None:
    data = part10(explicit(0x00081140, "SQ", item(WORDS[0]), length=len(item(WORDS[0])) - 6), WORDS[1])
    with counted() as asked:
        lazy = STANDARD.read_rows(data, lazy=Lazy.LENGTHS)
    assert asked != []
    assert repr(lazy.data_set[1][0][CHILDREN]) == repr(STANDARD.read_rows(data).data_set[1][0][CHILDREN])
