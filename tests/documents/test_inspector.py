"""Files are judged by what they are; broken and hostile ones give remarks, never a crash."""

import random
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import openpyxl
import pikepdf
import pytest
from pdf_samples import write_pdf, write_scan
from PIL import Image

from egov_desktop.documents import media_types
from egov_desktop.documents.inspector import Inspection, inspect
from egov_desktop.domain.errors import InvalidInputError


def look(path: Path, title: str = "") -> Inspection:
    return inspect(path, title or path.name)


def remarks(path: Path, title: str = "") -> str:
    return " ".join(look(path, title).remarks)


def test_a_sound_report_has_pages_headings_and_no_remark(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["第一章 概述", "正文内容"], ["第二章 需求", "正文"]])
    found = look(path)
    assert (found.media_type, found.pages, found.remarks) == (media_types.PDF, 2, ())
    assert found.headings is not None
    assert [(h.title, h.characters) for h in found.headings] == [
        ("第一章 概述", 4),
        ("第二章 需求", 2),
    ]


def test_a_user_password_is_told(tmp_path: Path) -> None:
    locked = tmp_path / "locked.pdf"
    with pikepdf.open(write_pdf(tmp_path / "a.pdf", [["正文"]])) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="u", owner="o"))
    found = look(locked)
    assert found.pages is None
    assert "打开密码" in found.remarks[0]


def test_an_owner_password_only_limits(tmp_path: Path) -> None:
    limited = tmp_path / "limited.pdf"
    with pikepdf.open(write_pdf(tmp_path / "a.pdf", [["正文"]])) as pdf:
        pdf.save(limited, encryption=pikepdf.Encryption(user="", owner="o"))
    found = look(limited)
    assert found.pages == 1
    assert ["权限限制" in remark for remark in found.remarks] == [True]


def test_a_truncated_pdf_is_damaged(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["正文"]] * 5)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert "损坏" in remarks(path)


def test_a_hole_in_the_middle_is_found(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["正文内容"] * 30] * 5)
    content = bytearray(path.read_bytes())
    start = content.index(b"stream", len(content) // 2) + 20
    content[start : start + 200] = bytes(200)
    path.write_bytes(content)
    assert "损坏" in remarks(path)


@pytest.mark.parametrize("content", [b"%PDF-1.7\nhello", b"%PDF-", b"%PDF-1.4\n" + b"\0" * 5000])
def test_what_only_begins_as_pdf_is_damaged(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    assert look(path).pages is None
    assert "损坏" in remarks(path)


def test_blank_pages_are_named(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["正文"], [], [" "], ["正文"], []])
    assert "第 2–3、5 页是空白页" in remarks(path)


def test_scanned_pages_are_named(tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    Image.new("RGB", (60, 80), "grey").save(scan)
    assert "全文没有文字层" in remarks(scan)
    assert look(scan).headings is None
    with (
        pikepdf.open(write_pdf(tmp_path / "a.pdf", [["正文"]])) as pdf,
        pikepdf.open(scan) as other,
    ):
        pdf.pages.extend(other.pages)
        pdf.save(tmp_path / "mixed.pdf")
    assert "第 2 页没有文字层" in remarks(tmp_path / "mixed.pdf")


def test_a_pdf_without_pages_is_told(tmp_path: Path) -> None:
    path = tmp_path / "none.pdf"
    pikepdf.new().save(path)
    assert look(path).pages in (0, None)
    assert look(path).remarks != ()


def test_a_long_file_is_looked_at_in_part(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    pdf = pikepdf.new()
    for _ in range(601):
        pdf.add_blank_page()
    pdf.save(path)
    found = look(path)
    assert found.pages == 601
    assert found.headings is None
    assert "只检查了前 600 页" in found.remarks[-1]


@pytest.mark.parametrize(("name", "kind"), [("a.png", "image/png"), ("a.jpg", "image/jpeg")])
def test_pictures(name: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / name
    Image.effect_noise((80, 60), 50).save(path)
    assert look(path) == Inspection(kind, 1, (), None)
    path.write_bytes(path.read_bytes()[:-1500])
    assert "图片损坏" in remarks(path)


def test_office_files(tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "a.docx"))
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    assert look(tmp_path / "a.docx") == Inspection(media_types.DOCX, None, (), None)
    assert look(tmp_path / "a.xlsx") == Inspection(media_types.XLSX, None, (), None)
    content = (tmp_path / "a.docx").read_bytes()
    (tmp_path / "a.docx").write_bytes(content[: len(content) // 2])
    assert "损坏" in remarks(tmp_path / "a.docx")


def test_zip_and_ofd(tmp_path: Path) -> None:
    for name, member, kind in (
        ("a.zip", "x.txt", media_types.ZIP),
        ("a.ofd", "OFD.xml", media_types.OFD),
    ):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr(member, "x")
        assert look(tmp_path / name).media_type == kind
    assert look(tmp_path / "a.zip") == Inspection(media_types.ZIP, None, (), None)


@pytest.mark.parametrize(
    ("stream", "kind"),
    [
        ("WordDocument", media_types.DOC),
        ("Workbook", media_types.XLS),
        ("EncryptedPackage", media_types.LOCKED_OFFICE),
        ("Other", media_types.UNKNOWN),
    ],
)
def test_old_and_locked_office_files(stream: str, kind: str, tmp_path: Path) -> None:
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    head[30] = 9
    path = tmp_path / "a.doc"
    path.write_bytes(bytes(head) + stream.encode("utf-16-le").ljust(512, b"\0"))
    assert look(path).media_type == kind
    assert ("打开密码" in remarks(path)) == (kind == media_types.LOCKED_OFFICE)


def test_a_name_that_belies_the_content_is_told(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["正文"]])
    assert "后缀是 .png" in remarks(path, "扫描件.png")
    assert "没有后缀" in remarks(path, "扫描件")
    assert remarks(path, "扫描件.PDF") == ""


def test_an_unknown_type_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xyz"
    path.write_bytes(b"\x01\x02hello")
    assert look(path).media_type == media_types.UNKNOWN
    assert "无法识别" in remarks(path)


def test_empty_and_missing_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").touch()
    with pytest.raises(InvalidInputError, match="空文件"):
        look(tmp_path / "a.pdf")
    with pytest.raises(InvalidInputError, match="无法读取"):
        look(tmp_path / "b.pdf")
    with pytest.raises(InvalidInputError, match="无法读取"):
        look(tmp_path)


def test_bytes_changed_at_random_never_crash(tmp_path: Path) -> None:
    sound = write_pdf(tmp_path / "a.pdf", [["第一章 概述", "正文"], ["第二章 方案"]]).read_bytes()
    path = tmp_path / "fuzzed.pdf"
    chance = random.Random(7)  # noqa: S311 - not for secrets
    for _ in range(40):
        content = bytearray(sound)
        for _ in range(30):
            content[chance.randrange(len(content))] = chance.randrange(256)
        path.write_bytes(content)
        assert look(path).media_type in (media_types.PDF, media_types.UNKNOWN)


def test_a_signature_inside_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    with pikepdf.open(write_pdf(tmp_path / "a.pdf", [["正文"]])) as pdf:
        signature = pikepdf.Dictionary(Type=pikepdf.Name.Sig, Filter=pikepdf.Name("/Adobe.PPKLite"))
        field = pdf.make_indirect(
            pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="s", V=signature, Kids=pikepdf.Array())
        )
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
        pdf.save(path)
    assert look(path).signatures == 1


def test_a_huge_scan_is_read_in_little_memory(tmp_path: Path) -> None:
    """160 MB of pictures take less than 130 MB, the interpreter included."""
    path = write_scan(tmp_path / "huge.pdf", pages=16, picture_bytes=10_000_000)
    program = (
        "import re, sys; from pathlib import Path;"
        "from egov_desktop.documents.inspector import inspect;"
        "found = inspect(Path(sys.argv[1]), 'a.pdf');"
        "status = Path('/proc/self/status').read_text();"
        "print(found.pages, int(re.search(r'VmHWM:\\s+(\\d+)', status)[1]) // 1024)"
    )
    result = subprocess.run(
        [sys.executable, "-c", program, str(path)], check=True, capture_output=True, text=True
    )
    pages, megabytes = map(int, result.stdout.split())
    assert pages == 16
    assert megabytes < 130
