"""``import dicom`` in a process whose parent called ``compat.install(legacy=True)``: does the same here."""

import sys
from importlib import import_module

name = __name__
del sys.modules[name]
compat = import_module("dicomconstruct.compat")
compat.install(legacy=True)
import_module(name)
