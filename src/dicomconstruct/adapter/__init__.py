"""The one bridge between the containers of the grammar and the nodes and values of the layers above."""

from __future__ import annotations

from dicomconstruct.adapter.containers import container_of, tree_of
from dicomconstruct.adapter.edits import replace_value
from dicomconstruct.adapter.meaning import Meaning, meaning_of, meanings
from dicomconstruct.adapter.output import written
from dicomconstruct.adapter.rows import TreeMaker

__all__ = ["Meaning", "TreeMaker", "container_of", "meaning_of", "meanings", "replace_value", "tree_of", "written"]
