"""Office files, archives and pictures: locked, with macros, broken inside, huge."""

import struct
import zipfile
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from PIL import Image

from egov_desktop.documents.inspector import Inspection, inspect
from egov_desktop.domain.attachment_surroundings import Surroundings


def look(path: Path, around: Surroundings | None = None) -> Inspection:
    return inspect(path, path.name, around or Surroundings())


def packed(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return path


def workbook(path: Path, **members: bytes) -> Path:
    openpyxl.Workbook().save(path)
    with zipfile.ZipFile(path, "a") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", ".").replace("_", "/"), content)
    return path


def test_macros_in_a_workbook(tmp_path: Path) -> None:
    found = look(workbook(tmp_path / "a.xlsm", xl_vbaProject__bin=b"x"))
    assert found.flaws == ("scripts",)
    assert "宏" in found.remarks[0]


def test_objects_in_a_workbook(tmp_path: Path) -> None:
    found = look(workbook(tmp_path / "a.xlsx", xl_embeddings_a__bin=b"x", xl_embeddings_b__bin=b""))
    assert found.flaws == ("embedded_files",)
    assert "2 个对象" in found.remarks[0]


def test_a_broken_part_of_a_workbook_is_damage(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", xl_more__xml=b"a lot to say" * 50)
    content = bytearray(path.read_bytes())
    at = content.index(b"a lot to say")
    content[at] ^= 255
    path.write_bytes(content)
    found = look(path)
    assert found.flaws == ("damaged",)
    assert "xl/more.xml" in found.remarks[0]


def test_dates_and_names_in_a_word_file(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("智慧城管指挥平台项目可行性研究报告")
    document.save(str(tmp_path / "a.docx"))
    around = Surroundings(today=date(2010, 1, 1), other_names=("智慧城管指挥平台项目",))
    found = look(tmp_path / "a.docx", around)
    assert found.flaws == ("dates", "other_project")
    assert "智慧城管指挥平台项目" in found.remarks[1]


def test_a_program_in_an_archive_and_one_alone(tmp_path: Path) -> None:
    assert look(packed(tmp_path / "a.zip", setup__exe=b"MZ")).flaws == ("program",)
    (tmp_path / "a.pdf").write_bytes(b"MZ" + bytes(100))
    assert look(tmp_path / "a.pdf").flaws == ("program",)


def test_a_locked_archive(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", a__txt=b"x")
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    path.write_bytes(content)
    assert look(path).flaws == ("encrypted",)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    found = look(packed(tmp_path / "a.zip", a__txt=bytes(40 << 20)))
    assert found.flaws == ("oversized",)


def test_an_archive_that_lies_about_its_sizes(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", a__txt=bytes(100_000))
    content = bytearray(path.read_bytes())
    struct.pack_into("<I", content, content.index(b"PK\x01\x02") + 24, 50)
    path.write_bytes(content)
    assert look(path).flaws == ("damaged",)


def ole(streams: dict[str, bytes]) -> bytes:
    """Return an OLE file of 512-byte sectors: directory in sector 0, streams from sector 1."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    head[30] = 9
    struct.pack_into("<109I", head, 76, *[0xFFFFFFFF] * 109)
    directory, body = bytearray(), bytearray()
    for name, content in streams.items():
        entry = bytearray(128)
        written = name.encode("utf-16-le")
        entry[: len(written)] = written
        struct.pack_into("<H", entry, 64, len(written) + 2)
        struct.pack_into("<II", entry, 116, 1 + len(body) // 512, 5000)
        directory += entry
        body += content.ljust(512, b"\0")
    return bytes(head) + bytes(directory).ljust(512, b"\0") + bytes(body)


@pytest.mark.parametrize(
    ("name", "stream", "content", "flaws"),
    [
        ("a.doc", "WordDocument", bytes(10) + b"\x00\x01", ("encrypted",)),
        ("a.doc", "WordDocument", bytes(12), ()),
        ("a.xls", "Workbook", b"\x09\x08\x02\x00ab\x2f\x00\x00\x00", ("encrypted",)),
        ("a.xls", "Workbook", b"\x09\x08\x02\x00ab\x42\x00\x00\x00", ()),
    ],
)
def test_locked_files_of_old_office(
    name: str, stream: str, content: bytes, flaws: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(ole({stream: content}))
    assert look(tmp_path / name).flaws == flaws


def test_macros_in_a_file_of_old_office(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes(ole({"WordDocument": bytes(12), "Macros": b""}))
    assert look(tmp_path / "a.doc").flaws == ("scripts",)


def with_table(content: bytes, *following: int) -> bytes:
    """Return an OLE file with a table of sectors at its end."""
    table = struct.pack("<128I", *following, *[0xFFFFFFFF] * (128 - len(following)))
    whole = bytearray(content + table)
    struct.pack_into("<I", whole, 76, len(content) // 512 - 1)
    return bytes(whole)


@pytest.mark.parametrize(
    ("following", "flaws"),
    [
        ((0xFFFFFFFE, 0xFFFFFFFE, 0xFFFFFFFD), ()),
        ((0xFFFFFFFE, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFE), ("damaged",)),
        ((1, 0, 0xFFFFFFFD), ("damaged",)),
    ],
    ids=["whole", "cut short", "in circles"],
)
def test_a_broken_file_of_old_office(
    following: tuple[int, ...], flaws: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "a.doc").write_bytes(with_table(ole({"WordDocument": bytes(12)}), *following))
    assert look(tmp_path / "a.doc").flaws == flaws


def ofd(path: Path, pages: int, *, seals: int = 0) -> Path:
    body = "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
    members = {"Doc_0/Document.xml": "<ofd:Pages>" + "<ofd:Page ID='1'/>" * pages + "</ofd:Pages>"}
    if seals:
        body += "<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>"
        members["Doc_0/Signs/Signatures.xml"] = "<ofd:Signature ID='1'/>" * seals
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("OFD.xml", f"<ofd:OFD><ofd:DocBody>{body}</ofd:DocBody></ofd:OFD>")
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_pages_and_seals_of_an_ofd(tmp_path: Path) -> None:
    plain = look(ofd(tmp_path / "a.ofd", 3))
    assert (plain.pages, plain.flaws) == (3, ())
    sealed = look(ofd(tmp_path / "b.ofd", 2, seals=2))
    assert (sealed.pages, sealed.flaws) == (2, ("signed",))
    assert "2 处" in sealed.remarks[0]
    assert look(ofd(tmp_path / "c.ofd", 0)).flaws == ("damaged",)


@pytest.mark.parametrize("name", ["../../evil.txt", "/etc/evil", "C:\\evil.txt", "a/..\\b"])
def test_a_path_that_leads_out_of_an_archive(name: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(name, "x")
    assert look(tmp_path / "a.zip").flaws == ("damaged",)


def test_a_script_that_only_its_name_tells(tmp_path: Path) -> None:
    (tmp_path / "a.BAT").write_text("del x")
    assert look(tmp_path / "a.BAT").flaws == ("program",)


def test_a_picture_of_nothing_and_one_too_large(tmp_path: Path) -> None:
    Image.new("L", (50, 50), 255).save(tmp_path / "a.png")
    assert look(tmp_path / "a.png").flaws == ("blank_pages",)
    Image.new("1", (30_000, 4)).save(tmp_path / "b.png")
    found = look(tmp_path / "b.png")
    assert found.flaws == ("oversized",)
    assert "30000×4" in found.remarks[0]


@pytest.mark.parametrize(
    ("content", "name", "flaws"),
    [
        (b"<html><body>x", "a.pdf", ("wrong_type",)),
        ("只是文字".encode("gb18030") * 400, "a.txt", ()),
        ("只是文字".encode() * 400, "a.pdf", ("wrong_type",)),
        (b"Rar!\x1a\x07\x01\x00", "a.rar", ()),
        (b"\x00\x01\x02", "a.pdf", ("wrong_type", "unknown_type")),
    ],
)
def test_kinds_by_content(
    content: bytes, name: str, flaws: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    assert look(tmp_path / name).flaws == flaws
