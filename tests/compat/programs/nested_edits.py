"""Sequences within sequences: walked, changed, put together anew, copied and saved."""

import copy
import sys
from pathlib import Path

from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

folder = Path(sys.argv[1])
plan = dcmread(get_testdata_file("rtplan.dcm"))
print(plan.top())
print(plan.BeamSequence[0].ControlPointSequence[0].ReferencedDoseReferenceSequence[0])
print([(len(beam.ControlPointSequence), beam.Manufacturer) for beam in plan.BeamSequence])
for beam in plan.BeamSequence:
    for place, point in enumerate(beam.ControlPointSequence):
        point.ControlPointIndex = place + 10
    beam.ControlPointSequence.append(copy.deepcopy(beam.ControlPointSequence[-1]))
    beam.ControlPointSequence[-1].ControlPointIndex = 99
    beam.BeamName = "Renamed"
new = Dataset()
new.BeamNumber, new.BeamName = 2, "Second"
new.ControlPointSequence = Sequence([Dataset() for _ in range(3)])
for place, point in enumerate(new.ControlPointSequence):
    point.ControlPointIndex = place
    point.BeamLimitingDevicePositionSequence = [Dataset()]
    point.BeamLimitingDevicePositionSequence[0].LeafJawPositions = ["-1.5", "1.5"]
plan.BeamSequence.insert(0, new)
del plan.BeamSequence[0].ControlPointSequence[1]
plan.BeamSequence[0].ControlPointSequence += [Dataset()]
plan.DoseReferenceSequence = []
plan["BeamSequence"].is_undefined_length = True
print(plan)
print(list(plan.formatted_lines("%(tag)s %(name)s", "--- %(tag)s %(name)s"))[:10])
plan.save_as(folder / "plan.dcm")
again = dcmread(folder / "plan.dcm")
print(again == plan, again["BeamSequence"].is_undefined_length, again["DoseReferenceSequence"].is_undefined_length)
print(sum(1 for _ in again.iterall()), again.BeamSequence[1].ControlPointSequence[-1].ControlPointIndex)
calls = []
again.walk(lambda data_set, element: calls.append((element.tag, len(data_set))), recursive=False)
print(len(calls), calls[:2])
lines = []


def shown(data_set, element, indent=0):
    lines.append(f"{element.tag} {element.keyword}")


again.walk(shown)
print(len(lines), lines[-3:])
try:
    again.BeamSequence = "no sequence"
except TypeError as error:
    print("TypeError", str(error)[:39])
try:
    again.BeamSequence.append("no item")
except TypeError as error:
    print("TypeError", str(error)[:39])
other = copy.copy(again)
deep = copy.deepcopy(again)
deep.BeamSequence[0].BeamName = "Deep"
print(again.BeamSequence[0].BeamName, deep.BeamSequence[0].BeamName, other == again, deep == again)
with_update = Dataset()
with_update.update(again[0x00100000:0x00110000])
print(with_update, with_update.to_json() == again[0x00100000:0x00110000].to_json())
