"""``import pydicom`` in a process whose parent called `dicomconstruct.compat.install`: does the same here.

An interpreter that lacks dicomconstruct takes the pydicom that it has, with a warning.
"""

import sys
import warnings
from importlib import import_module
from pathlib import Path

FOLDER = str(Path(__file__).parents[1])
OLD_SHIM = str(Path(__file__).parents[2] / "old_shim")

del sys.modules[__name__]
try:
    compat = import_module("dicomconstruct.compat")
except ModuleNotFoundError as error:
    if error.name != "dicomconstruct":
        raise
    warnings.warn(
        f"{FOLDER} is on PYTHONPATH, but {sys.executable} has no dicomconstruct: taking the pydicom that it has",
        RuntimeWarning,
        stacklevel=2,
    )
    sys.path[:] = [folder for folder in sys.path if folder != FOLDER]
    sys.modules[__name__] = import_module("pydicom")
else:
    compat.install(legacy=OLD_SHIM in sys.path)
    sys.modules[__name__] = import_module(compat.OURS)
