"""Face of pydicom._private_dict: the private elements that a program added, by private creator."""

from dicomconstruct.compat.pydicom._dictionaries import Table
from dicomconstruct.dictionary.additions import additions, set_private_elements, take_out_creator

private_dictionaries = Table(dict, lambda: additions().private, set_private_elements, take_out_creator)
"""The rows added in this context; those of the dictionary itself are not among them."""

__all__ = ["private_dictionaries"]
