"""Face of pydicom.cli.show: the command `pydicom show`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from dicomconstruct.compat.pydicom.cli.main import EXAMPLES, filespec_parser
from dicomconstruct.dataset import Dataset

DESCRIPTION = "Show a DICOM file, or a part of one."
ALWAYS = ("PatientName", "PatientID", "StudyID", "StudyDate", "StudyTime", "StudyDescription")
OF_IMAGES = ("BitsStored", "Modality", "Rows", "Columns", "SliceLocation")
RT_PLAN = "RT Plan Storage"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to a parser."""
    parser.add_argument("filespec", type=filespec_parser, help=f"what to show: {EXAMPLES}")
    parser.add_argument("-x", "--exclude-private", action="store_true", help="leave private elements out")
    parser.add_argument("-t", "--top", action="store_true", help="leave the items of sequences out")
    parser.add_argument("-q", "--quiet", action="store_true", help="a few important elements only")


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    for ds, element in args.filespec:
        shown = ds if element is None else element
        if not isinstance(shown, Dataset):
            print(shown)
            continue
        if args.exclude_private:
            shown.remove_private_tags()
        if args.quiet:
            print("\n".join(summary(shown)))
        else:
            print(shown.top() if args.top else shown)


def summary(ds: Any) -> Iterator[str]:
    """The lines about the most important elements of a data set."""
    uid = ds.get("SOPClassUID")
    yield f"SOPClassUID: {'N/A' if uid is None else uid.name}"
    yield from (f"{keyword}: {ds.get(keyword, 'N/A')}" for keyword in ALWAYS)
    if uid is not None and uid.name == RT_PLAN:
        yield from plan_summary(ds)
    elif "Rows" in ds:
        yield from (f"{keyword}: {ds.get(keyword, 'N/A')}" for keyword in OF_IMAGES)


def plan_summary(ds: Any) -> Iterator[str]:
    """The lines of an RT plan: its fractions and beams."""
    yield f"Plan Label: {ds.get('RTPlanLabel', 'N/A')}  Plan Name: {ds.get('RTPlanName', 'N/A')}"
    for group in ds.get("FractionGroupSequence", ()):
        number, fractions = group.get("FractionGroupNumber"), group.get("NumberOfFractionsPlanned")
        yield f"Fraction Group {number}  {fractions} fraction(s) planned"
        yield f"   Brachy Application Setups: {group.get('NumberOfBrachyApplicationSetups')}"
        for beam in group.get("ReferencedBeamSequence", ()):
            dose, meterset = beam.get("BeamDose"), beam.get("BeamMeterset")
            yield f"   Beam {beam.get('ReferencedBeamNumber')} Dose {dose} Meterset {meterset}"
    yield from (beam_line(beam) for beam in ds.get("BeamSequence", ()))


def beam_line(beam: Any) -> str:
    """One beam: its type, the position of its first control point, and its modifiers."""
    text = " ".join(
        [
            f"Beam {beam.get('BeamNumber')} {beam.get('BeamName')!r}",
            f"{beam.get('TreatmentDeliveryType')} {beam.get('BeamType')} {beam.get('RadiationType')}",
        ]
    )
    for point in list(beam.get("ControlPointSequence", ()))[:1]:
        angles = ("GantryAngle", "BeamLimitingDeviceAngle", "PatientSupportAngle")
        gantry, collimator, couch = (f"{float(point.get(keyword)):.1f}" for keyword in angles)
        text += f" energy {point.get('NominalBeamEnergy')} gantry {gantry}, coll {collimator}, couch {couch}"
    counts = ("NumberOfWedges", "NumberOfCompensators", "NumberOfBoli", "NumberOfBlocks")
    wedges, compensators, boli, blocks = (beam.get(keyword, 0) for keyword in counts)
    return f"{text} ({wedges} wedges, {compensators} comps, {boli} boli, {blocks} blocks)"
