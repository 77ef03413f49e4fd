"""The settings: our own module, since they are shared."""

import sys

from dicomconstruct import config

sys.modules[__name__] = config
