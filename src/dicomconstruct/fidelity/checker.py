"""What the standard has to say about a file: a list of findings, each with its clause.

Reading never fails; it keeps what it met in the fields of the tree. Here the fields are compared with the
rules, after the fact and in one pass, so that checking costs time in proportion to the file.

>>> for finding in check(b"\\x10\\x00\\x10\\x00PN\\x05\\x00Doe^J"):
...     print(finding)
0x0000: warning: The file has no preamble and no DICM prefix [no-prefix; PS3.10 7.1]
0x0000 (0010,0010): warning: The length is odd: found 5 [odd-length; PS3.5 7.1.1]
"""

from __future__ import annotations

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.fidelity.rules import RULES, Report, Rule
from dicomconstruct.fidelity.rules_directory import check_directory
from dicomconstruct.fidelity.rules_elements import check_element
from dicomconstruct.fidelity.rules_encapsulated import check_fragments
from dicomconstruct.fidelity.rules_file import check_file
from dicomconstruct.fidelity.rules_pixels import Images
from dicomconstruct.fidelity.rules_structure import check_structure
from dicomconstruct.fidelity.rules_values import check_value
from dicomconstruct.filereader import read_tree
from dicomconstruct.sources import Source
from dicomconstruct.tree import Finding, Tree

__all__ = ["RULES", "Rule", "check", "check_tree"]


def check(source: Source, *, codec: Codec = STANDARD) -> list[Finding]:
    """The findings about a file or bytes, by offset.

    Parameters
    ----------
    source
        A path, bytes, or a binary file-like object.
    codec
        What to read it with; its VRs, transfer syntaxes and limits are the ones it is held to.

    Raises
    ------
    OSError
        When the path cannot be read. Nothing is raised for what the bytes hold.
    """
    return check_tree(read_tree(source, codec=codec), codec)


def check_tree(tree: Tree, codec: Codec = STANDARD) -> list[Finding]:
    """The findings about a tree, by offset; those in a deflated data set come last, by offset in there.

    Parameters
    ----------
    tree
        What `codec` read.
    codec
        As for `check`.
    """
    report = Report()
    images = Images()
    check_file(tree, codec, report)
    check_structure(tree, codec, report)
    for meaning in codec.meanings(tree):
        check_element(meaning, codec, report)
        check_value(meaning, report)
        check_fragments(meaning.node, report)
        images.add(meaning)
    images.check(codec.syntaxes.get(tree.coding.declared or ""), report)
    check_directory(tree, report)
    return report.in_order()
