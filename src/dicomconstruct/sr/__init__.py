"""Codes of concepts, as structured reports and many other data sets name things by them (PS3.3 8, PS3.16)."""

from dicomconstruct.lazy import point_to_face
from dicomconstruct.sr.coding import Code
from dicomconstruct.sr.collections import Collection, Concepts, codes
from dicomconstruct.sr.tables import Concept, add_concepts, concepts_for_a_while

point_to_face(globals())

__all__ = ["Code", "Collection", "Concept", "Concepts", "add_concepts", "codes", "concepts_for_a_while"]
