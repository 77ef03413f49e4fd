"""Names and texts as in PS3.5 Annexes H to K: clause, Specific Character Set, bytes, text."""

NAMES = [
    (
        "H.3.1",
        "\\ISO 2022 IR 87",
        b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B",
        "Yamada^Tarou=山田^太郎=やまだ^たろう",
    ),
    (
        "H.3.2",
        "ISO 2022 IR 13\\ISO 2022 IR 87",
        b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J=\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J",
        "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
    ),
    (
        "I.2",
        "\\ISO 2022 IR 149",
        b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf",
        "Hong^Gildong=洪^吉洞=홍^길동",
    ),
    (
        "J.1",
        "ISO_IR 192",
        b"Wang^XiaoDong=\xe7\x8e\x8b^\xe5\xb0\x8f\xe6\x9d\xb1=",
        "Wang^XiaoDong=王^小東=",
    ),
    ("J.3", "GB18030", b"Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab=", "Wang^XiaoDong=王^小东="),
    ("J.3 in GBK", "GBK", b"Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab=", "Wang^XiaoDong=王^小东="),
    (
        "K.2",
        "\\ISO 2022 IR 58",
        b"Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=",
        "Zhang^XiaoDong=张^小东=",
    ),
]

TEXTS = [
    ("one set", "ISO_IR 100", b"M\xfcller", "Müller"),
    ("Greek", "ISO_IR 126", b"\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2", "Διονυσιος"),
    ("Cyrillic", "ISO_IR 144", b"\xbb\xee\xdaceMypo\xd3", "ЛюкceMypo\u0433"),
    (
        "Thai",
        "ISO_IR 166",
        b"\xca\xc1\xaa\xd2\xc2",
        "สมชาย",
    ),
    (
        "I.3, a set to invoke on each line",
        "\\ISO 2022 IR 149",
        b"1st \x1b$)C\xb1\xe6\xb5\xbf.\r\n2nd \x1b$)C\xb1\xe6\xb5\xbf.",
        "1st 길동.\r\n2nd 길동.",
    ),
    (
        "K.3, likewise",
        "\\ISO 2022 IR 58",
        b"1. \x1b$)A\xd5\xc5\xd0\xa1\xb6\xab.\r\n2. \x1b$)A\xd5\xc5.",
        "1. 张小东.\r\n2. 张.",
    ),
    (
        "switching back in G0 before a control character",
        "\\ISO 2022 IR 87",
        b"\x1b$B;3ED\x1b(B\r\n\x1b$B;3\x1b(B",
        "山田\r\n山",
    ),
    (
        "two sets of G1",
        "ISO 2022 IR 100\\ISO 2022 IR 144",
        b"\xe7 \x1b-L\xbb\x1b-A",
        "ç Л",
    ),
    (
        "supplementary Kanji",
        "\\ISO 2022 IR 87\\ISO 2022 IR 159",
        b"\x1b$(D0!\x1b$B;3\x1b(B",
        "丂山",
    ),
    ("GB 18030 in four bytes", "GB18030", b"\x95\x32\x82\x36", "𠀀"),
]
