"""The settings: our own module, since they are shared."""

import logging
import sys

from dicomconstruct import config

PEER = "pydicom"
"""The logger that programs know: it gets what ours logs, and its level counts."""

peer = logging.getLogger(PEER)
if not peer.handlers:
    peer.addHandler(logging.NullHandler())
if peer is not config.logger:
    config.logger.parent = peer
sys.modules[__name__] = config
