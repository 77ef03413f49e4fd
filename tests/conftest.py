"""Hypothesis profiles: ``ci`` is bounded and the same every time, ``long`` (DICOMCONSTRUCT_FUZZ=1) is neither.

Shells start what runs in the background to ignore Ctrl-C. The tests of interrupts send it, so it is heard here.

That this file is here also lets every test folder import `bytes_of`.
"""

from __future__ import annotations

import os
import signal

from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci",
    derandomize=True,
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("long", settings.get_profile("ci"), derandomize=False, max_examples=2_000)
settings.load_profile("long" if os.environ.get("DICOMCONSTRUCT_FUZZ") else "ci")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
