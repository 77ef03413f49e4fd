"""What every odd file has to satisfy: the laws, the tree that we expect, the findings that name the oddity."""

from __future__ import annotations

from textwrap import dedent

from bytes_of import EXPLICIT_LE, explicit, part10

from dicomconstruct import STANDARD, Codec, Severity, check_tree
from dicomconstruct.grammar import DicomFile
from dicomconstruct.testing import check_laws
from dicomconstruct.tree import Tree, outline

CHARSET = explicit(0x00080005, "CS", b"ISO_IR 100")
MODALITY = explicit(0x00080060, "CS", b"MR")
NAME = explicit(0x00100010, "PN", b"Doe^John")
STUDY = explicit(0x0020000D, "UI", b"1.2\0")


def file(*data_set: bytes, uid: str = EXPLICIT_LE) -> bytes:
    """A whole file with a conformant opening."""
    return part10(*data_set, uid=uid)


def expect(
    data: bytes,
    tree_text: str,
    *findings: str,
    whole: bool = False,
    coding: str = "explicit-le: declared",
    codec: Codec = STANDARD,
) -> Tree:
    """Assert the five laws on every element, the expected tree, and the errors and warnings of the checker.

    Parameters
    ----------
    data
        The odd file.
    tree_text
        The outline of its data set; with `whole`, of the opening and the file meta group too.
    findings
        ``code path`` of every finding that is more than a note, in file order.
    coding
        The layout found, and what it rests on.
    """
    check_laws(data, codec=codec, edits=0)
    assert DicomFile.build(DicomFile.parse(data)) == data
    tree = codec.read_tree(data)
    assert f"{tree.coding.layout}: {tree.coding.evidence}" == coding
    before = 0 if whole else sum(1 for top in tree.opening + tree.meta for _ in top.walk())
    assert "\n".join(outline(tree).splitlines()[before:]) == dedent(tree_text).strip("\n")
    found = [one for one in check_tree(tree, codec) if one.severity is not Severity.NOTE]
    assert [f"{one.code} {one.path}".strip() for one in found] == list(findings)
    return tree
