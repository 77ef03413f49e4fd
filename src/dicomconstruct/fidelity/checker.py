"""Checks of a file against the standard: a list of findings, each with its clause.

Reading never fails; it keeps all that it met in the fields of the tree. Here the fields are compared with the
rules, after the fact and in one pass, so that checking costs time in proportion to the file.

>>> for finding in check(b"\\x10\\x00\\x10\\x00PN\\x05\\x00Doe^J"):
...     print(finding)
0x0000: warning: The file has no preamble and no DICM prefix [no-prefix; PS3.10 7.1]
0x0000 (0010,0010): warning: The length is odd: found 5 [odd-length; PS3.5 7.1.1]
"""

from __future__ import annotations

from collections.abc import Iterator

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.fidelity.rules import RULES, Report, Rule
from dicomconstruct.fidelity.rules_directory import Directory
from dicomconstruct.fidelity.rules_elements import check_against_dictionary
from dicomconstruct.fidelity.rules_encapsulated import check_encapsulated, check_fragment
from dicomconstruct.fidelity.rules_file import check_file
from dicomconstruct.fidelity.rules_pixels import check_image, tells_of_pixels
from dicomconstruct.fidelity.rules_structure import Structure
from dicomconstruct.fidelity.rules_values import check_value
from dicomconstruct.grammar.layouts import ELEMENTS
from dicomconstruct.sources import Source, source_bytes
from dicomconstruct.tree import Finding, Node, Seen, Space, Tree

__all__ = ["RULES", "Checker", "Rule", "check", "check_tree", "findings_in"]


def check(source: Source, *, codec: Codec = STANDARD, recovery: bool = False) -> list[Finding]:
    """The findings about a file or bytes, by offset.

    Parameters
    ----------
    source
        A path, bytes, or a binary file-like object.
    codec
        The codec that reads it; the file is checked against its VRs, transfer syntaxes and limits.
    recovery
        Whether a note says of each node which recovery rules were needed to read it.

    Raises
    ------
    OSError
        When the path cannot be read. Any bytes can be checked.
    """
    return list(findings_in(codec.look(source_bytes(source)), codec, recovery=recovery))


def check_tree(tree: Tree, codec: Codec = STANDARD, *, recovery: bool = False) -> list[Finding]:
    """The findings about a tree, by offset; those in a deflated data set come last, by offset in there.

    Parameters
    ----------
    tree
        The tree, read by `codec`.
    codec, recovery
        As for `check`.
    """
    return list(findings_in(tree, codec, recovery=recovery))


def findings_in(tree: Tree, codec: Codec = STANDARD, *, recovery: bool = False) -> Iterator[Finding]:
    """The findings of `check_tree` one by one, found as they are asked for."""
    checker = Checker(tree, codec, recovery=recovery)
    for data_set in (tree.meta, tree.data_set):
        for seen in codec.with_meanings(data_set):
            checker.check(seen)
            yield from checker.found(seen.node)
    yield from checker.rest()


class Checker:
    """Checks a tree node by node in file order.

    Rules that look at the file as a whole come first; the others find nothing before the node that they are at.

    Parameters
    ----------
    tree
        The tree, read by `codec`.
    codec, recovery
        As for `check`.
    """

    def __init__(self, tree: Tree, codec: Codec, *, recovery: bool = False) -> None:
        self._codec = codec
        self._report = Report()
        check_file(tree, codec, self._report)
        self._structure = Structure(tree, codec, self._report, recovery=recovery)
        self._directory = Directory(tree, self._report)
        self._syntax = codec.syntaxes.get(tree.coding.declared or "")
        self._check_image(tree.data_set)

    def check(self, seen: Seen) -> None:
        """Look at the next node of the file meta group or of the data set."""
        self._structure.check(seen.node, seen.depth)
        if seen.meaning is not None:
            check_against_dictionary(seen.meaning, self._codec, self._report)
            check_value(seen.meaning, self._report)
            check_encapsulated(seen.node, self._report)
            self._directory.check(seen.node)
        check_fragment(seen.node, self._report)
        if seen.node.content == ELEMENTS:
            self._check_image(seen.node.children or [])

    def _check_image(self, data_set: list[Node]) -> None:
        check_image(self._codec.standard_elements(data_set, tells_of_pixels), self._syntax, self._report)

    def found(self, node: Node) -> Iterator[Finding]:
        """The findings up to the end of a node's own bytes: those inside it may be about what follows there."""
        end = node.value_offset if node.children is not None else node.end
        return self._report.before(node.space, max(end, node.offset + 1))

    def rest(self, space: Space = Space.INFLATED) -> Iterator[Finding]:
        """All remaining findings about the bytes of the file, and then about its inflated bytes."""
        return self._report.rest(space)
