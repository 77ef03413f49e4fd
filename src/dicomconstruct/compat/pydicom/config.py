"""The settings: our own module, since they are shared."""

import logging
import sys

from dicomconstruct import config

PEER = "pydicom"
"""The logger under pydicom's name: it gets the records of ours, and its level applies."""

peer = logging.getLogger(PEER)
if not peer.handlers:
    peer.addHandler(logging.NullHandler())
if peer is not config.logger:
    config.logger.parent = peer
sys.modules[__name__] = config
