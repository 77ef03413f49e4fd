"""Measurements side by side with pydicom, dicomsdl and GDCM: `python -m benchmarks` from the repository root.

`rows.py` says what is measured, `peers.py` how each library does it, `corpus.py` and `generated.py` on what,
`timing.py` and `processes.py` how, and `report.py` how it is told. `child.py` runs in processes of its own.
"""
