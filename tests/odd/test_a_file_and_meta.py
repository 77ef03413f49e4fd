"""Odd openings and file meta groups: classes A001 to A023."""

from __future__ import annotations

from bytes_of import EXPLICIT_LE, IMPLICIT_LE, JPEG, explicit, implicit, meta, meta_elements, opening
from expect import CHARSET, MODALITY, NAME, expect, file


def test_a001_no_preamble() -> None:
    """No preamble and no prefix; the file meta group comes first (GDCM, pydicom#150)."""
    data = meta(meta_elements(EXPLICIT_LE)) + CHARSET + NAME
    expect(
        data,
        """
        element (0002,0000) UL 4
        element (0002,0001) OB 2
        element (0002,0002) UI 26
        element (0002,0003) UI 6
        element (0002,0010) UI 20
        element (0002,0012) UI 6
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "no-prefix",
        whole=True,
    )


def test_a002_bare_implicit_little_endian() -> None:
    """No preamble, no meta, implicit VR (pydicom#150, dwv#188): inferred, stays bare."""
    data = implicit(0x00080005, b"ISO_IR 100") + implicit(0x00080060, b"MR") + implicit(0x00100010, b"Doe^John")
    expect(
        data,
        """
        element (0008,0005) -- 10
        element (0008,0060) -- 2
        element (0010,0010) -- 8
        """,
        "no-prefix",
        whole=True,
        coding="implicit-le: inferred from the headers",
    )


def test_a003_bare_explicit_little_endian() -> None:
    """No preamble, no meta, explicit VR (pydicom PR#217)."""
    data = CHARSET + MODALITY + NAME
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,0060) CS 2
        element (0010,0010) PN 8
        """,
        "no-prefix",
        whole=True,
        coding="explicit-le: inferred from the headers",
    )


def test_a003_bare_explicit_big_endian() -> None:
    """The same in big endian (dicom-rs#50)."""
    data = explicit(0x00080005, "CS", b"ISO_IR 100", order=">") + explicit(0x00100010, "PN", b"Doe^John", order=">")
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "no-prefix",
        whole=True,
        coding="explicit-be: inferred from the headers",
    )


def test_a004_prefix_but_no_meta() -> None:
    """Preamble and prefix, then the data set at once (GDCM CR-Preamble-NoMeta)."""
    data = opening() + CHARSET + NAME
    expect(
        data,
        """
        preamble 128
        prefix 4
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "no-meta",
        whole=True,
        coding="explicit-le: inferred from the headers",
    )


def test_a005_acr_nema_big_endian() -> None:
    """Implicit VR big endian, (0008,0000) first (LibIDO, SIEMENS .acr)."""
    data = (
        implicit(0x00080000, b"\0\0\0\x0a", order=">")
        + implicit(0x00080060, b"MR", order=">")
        + implicit(0x00100010, b"Doe^John", order=">")
    )
    expect(
        data,
        """
        element (0008,0000) -- 4
        element (0008,0060) -- 2
        element (0010,0010) -- 8
        """,
        "no-prefix",
        whole=True,
        coding="implicit-be: inferred from the headers",
    )


def test_a006_acr_nema_little_endian() -> None:
    """(0008,0000) and the retired (0008,0001) length to end (GDCM *.acr)."""
    data = (
        implicit(0x00080000, b"\x16\0\0\0")
        + implicit(0x00080001, b"\x1a\0\0\0")
        + implicit(0x00080060, b"MR")
        + implicit(0x00100010, b"Doe^John")
    )
    expect(
        data,
        """
        element (0008,0000) -- 4
        element (0008,0001) -- 4
        element (0008,0060) -- 2
        element (0010,0010) -- 8
        """,
        "no-prefix",
        whole=True,
        coding="implicit-le: inferred from the headers",
    )


def test_a007_tiff_header_in_the_preamble() -> None:
    """A dual-personality file: kept verbatim (CVE-2019-11687)."""
    data = opening(b"II*\0\x08\0\0\0".ljust(128, b"\0")) + meta(meta_elements(EXPLICIT_LE)) + CHARSET + NAME
    expect(
        data,
        """
        preamble 128
        prefix 4
        element (0002,0000) UL 4
        element (0002,0001) OB 2
        element (0002,0002) UI 26
        element (0002,0003) UI 6
        element (0002,0010) UI 20
        element (0002,0012) UI 6
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        whole=True,
    )


def test_a008_executable_in_the_preamble() -> None:
    """MZ: kept verbatim, and said (CVE-2019-11687, Diomede#100)."""
    data = opening(b"MZ".ljust(128, b"\x90")) + meta(meta_elements(EXPLICIT_LE)) + CHARSET + NAME
    expect(
        data,
        """
        preamble 128
        prefix 4
        element (0002,0000) UL 4
        element (0002,0001) OB 2
        element (0002,0002) UI 26
        element (0002,0003) UI 6
        element (0002,0010) UI 20
        element (0002,0012) UI 6
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "preamble-executable",
        whole=True,
    )


def test_a008_elf_in_the_preamble() -> None:
    """ELF: the same."""
    data = opening(b"\x7fELF".ljust(128, b"\x01")) + meta(meta_elements(EXPLICIT_LE)) + CHARSET + NAME
    expect(
        data,
        """
        preamble 128
        prefix 4
        element (0002,0000) UL 4
        element (0002,0001) OB 2
        element (0002,0002) UI 26
        element (0002,0003) UI 6
        element (0002,0010) UI 20
        element (0002,0012) UI 6
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "preamble-executable",
        whole=True,
    )


def test_a009_meta_group_length_too_small() -> None:
    """The group ends where its tags end, whatever (0002,0000) says (DCMTK -ml)."""
    data = (
        opening() + explicit(0x00020000, "UL", b"\4\0\0\0") + b"".join(meta_elements(EXPLICIT_LE)) + CHARSET + NAME
    )
    expect(
        data,
        """
        preamble 128
        prefix 4
        element (0002,0000) UL 4
        element (0002,0001) OB 2
        element (0002,0002) UI 26
        element (0002,0003) UI 6
        element (0002,0010) UI 20
        element (0002,0012) UI 6
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "meta-group-length-wrong (0002,0000)",
        whole=True,
    )


def test_a009_meta_group_length_too_big() -> None:
    """The same, over the data set's first elements."""
    data = (
        opening()
        + explicit(0x00020000, "UL", b"\xff\0\0\0")
        + b"".join(meta_elements(EXPLICIT_LE))
        + CHARSET
        + NAME
    )
    expect(
        data,
        """
        preamble 128
        prefix 4
        element (0002,0000) UL 4
        element (0002,0001) OB 2
        element (0002,0002) UI 26
        element (0002,0003) UI 6
        element (0002,0010) UI 20
        element (0002,0012) UI 6
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "meta-group-length-wrong (0002,0000)",
        whole=True,
    )


def test_a009_meta_group_length_zero() -> None:
    """The same, with nothing counted."""
    data = opening() + explicit(0x00020000, "UL", bytes(4)) + b"".join(meta_elements(EXPLICIT_LE)) + CHARSET + NAME
    expect(
        data,
        """
        preamble 128
        prefix 4
        element (0002,0000) UL 4
        element (0002,0001) OB 2
        element (0002,0002) UI 26
        element (0002,0003) UI 6
        element (0002,0010) UI 20
        element (0002,0012) UI 6
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "meta-group-length-wrong (0002,0000)",
        whole=True,
    )


def test_a010_meta_group_length_absent() -> None:
    """No (0002,0000), and none is added (dcmjs#331)."""
    data = opening() + b"".join(meta_elements(EXPLICIT_LE)) + CHARSET + NAME
    expect(
        data,
        """
        preamble 128
        prefix 4
        element (0002,0001) OB 2
        element (0002,0002) UI 26
        element (0002,0003) UI 6
        element (0002,0010) UI 20
        element (0002,0012) UI 6
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "meta-group-length-missing",
        whole=True,
    )


def test_a011_meta_in_implicit_vr() -> None:
    """The file meta group without VRs (GDCM GE_DLX, pydicom#503)."""
    data = (
        opening()
        + implicit(0x00020002, b"1.2.840.10008.5.1.4.1.1.7\0")
        + implicit(0x00020010, b"1.2.840.10008.1.2.1\0")
        + CHARSET
        + NAME
    )
    expect(
        data,
        """
        preamble 128
        prefix 4
        element (0002,0002) -- 26
        element (0002,0010) -- 20
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "meta-layout (0002,0002)",
        "meta-element-missing",
        "meta-element-missing",
        "meta-element-missing",
        "meta-group-length-missing",
        whole=True,
    )


def test_a011_one_meta_element_in_implicit_vr() -> None:
    """One header without VR in an explicit group."""
    data = (
        opening()
        + explicit(0x00020002, "UI", b"1.2.840.10008.5.1.4.1.1.7\0")
        + implicit(0x00020003, b"2.25.1")
        + explicit(0x00020010, "UI", b"1.2.840.10008.1.2.1\0")
        + CHARSET
        + NAME
    )
    expect(
        data,
        """
        preamble 128
        prefix 4
        element (0002,0002) UI 26
        element (0002,0003) -- 6 implicit header
        element (0002,0010) UI 20
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "meta-element-missing",
        "meta-element-missing",
        "meta-group-length-missing",
        "header-without-vr (0002,0003)",
        whole=True,
    )


def test_a012_meta_elements_inside_the_data_set() -> None:
    """Group 0002 again, out of place: never merged into the meta group (pydicom#820)."""
    data = file(CHARSET, explicit(0x00020010, "UI", b"1.2.840.10008.1.2\0"), NAME)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0002,0010) UI 18
        element (0010,0010) PN 8
        """,
        "tag-order (0002,0010)",
        "meta-in-data-set (0002,0010)",
    )


def test_a013_transfer_syntax_uid_padded_with_a_space() -> None:
    """Trimmed to match, kept as found (dicom-rs#50)."""
    data = opening() + meta([explicit(0x00020010, "UI", b"1.2.840.10008.1.2.1 ")]) + CHARSET + NAME
    expect(
        data,
        """
        preamble 128
        prefix 4
        element (0002,0000) UL 4
        element (0002,0010) UI 20
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "meta-element-missing",
        "meta-element-missing",
        "meta-element-missing",
        "meta-element-missing",
        "transfer-syntax-padded (0002,0010)",
        whole=True,
    )


def test_a013_transfer_syntax_uid_padded_with_nuls() -> None:
    """The same with several NULs (GDCM)."""
    data = opening() + meta([explicit(0x00020010, "UI", b"1.2.840.10008.1.2.1\0\0\0")]) + CHARSET + NAME
    expect(
        data,
        """
        preamble 128
        prefix 4
        element (0002,0000) UL 4
        element (0002,0010) UI 22
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "meta-element-missing",
        "meta-element-missing",
        "meta-element-missing",
        "meta-element-missing",
        "transfer-syntax-padded (0002,0010)",
        whole=True,
    )


def test_a014_transfer_syntax_uid_missing() -> None:
    """Inferred, said, not added (pydicom#258)."""
    data = opening() + meta([explicit(0x00020003, "UI", b"2.25.1")]) + CHARSET + NAME
    expect(
        data,
        """
        preamble 128
        prefix 4
        element (0002,0000) UL 4
        element (0002,0003) UI 6
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "meta-element-missing",
        "meta-element-missing",
        "meta-element-missing",
        "transfer-syntax-missing",
        whole=True,
        coding="explicit-le: inferred from the headers",
    )


def test_a015_declared_explicit_but_implicit() -> None:
    """Declared and observed are two facts (GDCM ImplicitDeclaredAsExplicit)."""
    data = file(implicit(0x00080005, b"ISO_IR 100"), implicit(0x00100010, b"Doe^John"))
    expect(
        data,
        """
        element (0008,0005) -- 10
        element (0010,0010) -- 8
        """,
        "transfer-syntax-contradicted",
        coding="implicit-le: headers contradict the declaration",
    )


def test_a016_declared_implicit_but_explicit() -> None:
    """The reverse (pydicom#820)."""
    data = file(CHARSET, NAME, uid=IMPLICIT_LE)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "transfer-syntax-contradicted",
        coding="explicit-le: headers contradict the declaration",
    )


def test_a017_declared_compressed_but_native() -> None:
    """Pixel data by its length field, not by the declaration (fo-dicom#2008)."""
    data = file(CHARSET, explicit(0x7FE00010, "OW", bytes(8)), uid=JPEG)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OW 8
        """,
        "not-encapsulated (7FE0,0010)",
    )


def test_a018_unknown_private_transfer_syntax() -> None:
    """Probed; the UID stays (pydicom 3 register_transfer_syntax)."""
    data = file(CHARSET, NAME, uid="1.2.3.4.5")
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "transfer-syntax-unknown (0002,0010)",
        coding="explicit-le: inferred from the headers",
    )


def test_a019_ge_private_implicit_with_big_endian_pixels() -> None:
    """A row of its own: data set little endian, pixels big."""
    data = file(
        implicit(0x00080005, b"ISO_IR 100"),
        implicit(0x00280010, b"\1\0"),
        implicit(0x7FE00010, b"\0\1"),
        uid="1.2.840.113619.5.2",
    )
    expect(
        data,
        """
        element (0008,0005) -- 10
        element (0028,0010) -- 2
        element (7FE0,0010) -- 2
        """,
        coding="implicit-le: declared",
    )


def test_a020_un_and_private_elements_in_the_meta_group() -> None:
    """Kept with the VR they have (GDCM)."""
    data = (
        opening()
        + meta(
            [
                explicit(0x00020010, "UI", b"1.2.840.10008.1.2.1\0"),
                explicit(0x00020100, "UI", b"1.2\0"),
                explicit(0x00020102, "UN", b"\1\2"),
            ]
        )
        + CHARSET
        + NAME
    )
    expect(
        data,
        """
        preamble 128
        prefix 4
        element (0002,0000) UL 4
        element (0002,0010) UI 20
        element (0002,0100) UI 4
        element (0002,0102) UN 2
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "meta-element-missing",
        "meta-element-missing",
        "meta-element-missing",
        "meta-element-missing",
        whole=True,
    )


def test_a021_command_group_in_a_file() -> None:
    """Group 0000 stays (GDCM IM-0001-0066.CommandTag00)."""
    data = file(explicit(0x00000002, "UI", b"1.2\0"), CHARSET, NAME)
    expect(
        data,
        """
        element (0000,0002) UI 4
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "command-in-file (0000,0002)",
    )


def test_a022_declared_little_endian_but_big() -> None:
    """Explicit VR both, byte order contradicts (GDCM c_vf1001)."""
    data = file(
        explicit(0x00080005, "CS", b"ISO_IR 100", order=">"), explicit(0x00100010, "PN", b"Doe^John", order=">")
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "transfer-syntax-contradicted",
        coding="explicit-be: headers contradict the declaration",
    )


def test_a023_garbage_before_the_preamble() -> None:
    """The prefix is found further on; what is before it is kept apart."""
    data = b"HTTP/1.1 200 OK\r\n" + file(CHARSET, NAME)
    expect(
        data,
        """
        leading 17
        preamble 128
        prefix 4
        element (0002,0000) UL 4
        element (0002,0001) OB 2
        element (0002,0002) UI 26
        element (0002,0003) UI 6
        element (0002,0010) UI 20
        element (0002,0012) UI 6
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "leading-bytes",
        whole=True,
    )
