"""The Word letter beside the PDF: LibreOffice must set the same lines on the same pages."""

import re
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from letter_samples import letter, long_letter

from egov_desktop.documents import fonts
from egov_desktop.documents.letter_docx import write_letter_docx
from egov_desktop.documents.letter_drawing import BUNDLED
from egov_desktop.documents.letter_pdf import write_letter_pdf
from egov_desktop.domain.letters import Letter, LetterParagraph

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FONTS = {
    "仿宋_GB2312": "Noto Serif SC",
    "黑体": "Noto Sans SC",
    "楷体_GB2312": "Egov Kai",
    "方正小标宋简体": "Noto Serif SC SemiBold",
    "宋体": "Noto Serif SC",
}
LATIN = (
    (
        "系统应支持IPv6、HTTPS和RESTful API,每秒处理N笔业务,可用性不低于99.99%,"
        "接口遵循GB/T 35273—2020和ISO/IEC 27001:2022;WWW门户、App与H5页面由同一平台(PaaS)支撑。"
    )
    .translate(str.maketrans(",;()", "\uff0c\uff1b\uff08\uff09"))
    .replace("N笔", "2,000.50笔")
)


def samples() -> dict[str, Letter]:
    many = tuple(f"第{number}项材料" for number in range(1, 13))
    latin = tuple(LetterParagraph(text) for text in (LATIN, "二、要求", LATIN * 3, "请予审批。"))
    return {
        "short": letter(),
        "long": long_letter(),
        "many": replace(letter(), enclosures=many, contact="", number=""),
        "latin": replace(letter(), kind="请示", paragraphs=latin, enclosures=("方案",)),
    }


def convert(folder: Path, *files: Path) -> None:
    """Let LibreOffice write PDFs with our fonts in place of those the file names."""
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><prefer><family>{ours}</family></prefer>'
        "</alias>"
        for name, ours in FONTS.items()
    )
    (folder / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<dir>{fonts.resource_folder() / 'fonts'}</dir><cachedir>{folder / 'cache'}</cachedir>"
        f"{aliases}</fontconfig>",
        "utf-8",
    )
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *files],
        check=True,
        capture_output=True,
        timeout=120,
        env={
            "FONTCONFIG_FILE": str(folder / "fonts.conf"),
            "HOME": str(folder),
            "PATH": "/usr/bin",
        },
    )


def lines(pdf: Path) -> list[list[str]]:
    """Return the lines of every page without blanks and what has no width."""
    text = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    pages = re.sub("[ \u200b]", "", text).split("\f")[:-1]
    return [[line for line in page.splitlines() if line] for page in pages]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("letters")
    files = []
    for name, sample in samples().items():
        write_letter_pdf(sample, folder / f"ours-{name}.pdf", BUNDLED)
        files.append(folder / f"{name}.docx")
        write_letter_docx(sample, files[-1])
    convert(folder, *files)
    return folder


@pytest.mark.parametrize("name", samples())
def test_libreoffice_sets_the_same_lines_on_the_same_pages(folder: Path, name: str) -> None:
    ours, theirs = lines(folder / f"ours-{name}.pdf"), lines(folder / f"{name}.pdf")

    assert len(ours) == len(theirs)
    for mine, other in zip(ours, theirs, strict=True):
        assert other == mine


def test_the_page_has_the_grid_of_the_standard(folder: Path) -> None:
    section = docx.Document(folder / "short.docx").sections[0]
    margins = [
        section.top_margin.mm,  # type: ignore[union-attr]
        section.left_margin.mm,  # type: ignore[union-attr]
        section.right_margin.mm,  # type: ignore[union-attr]
        section.bottom_margin.mm,  # type: ignore[union-attr]
    ]
    grid = section._sectPr.find(f"{W}docGrid")
    pitch, space = int(grid.get(f"{W}linePitch")), int(grid.get(f"{W}charSpace"))

    assert margins == pytest.approx([37, 28, 26, 35], abs=0.2)
    assert grid.get(f"{W}type") == "linesAndChars"
    assert pitch / 20 * 22 == pytest.approx(225 * 72 / 25.4, abs=0.5)
    assert (16 + space / 4096) * 28 == pytest.approx(156 * 72 / 25.4, abs=0.5)


def test_the_fonts_of_the_standard_are_named_with_alternatives(folder: Path) -> None:
    with zipfile.ZipFile(folder / "short.docx") as parts:
        document = parts.read("word/document.xml").decode()
        table = ElementTree.fromstring(parts.read("word/fontTable.xml"))  # noqa: S314
    named = set(re.findall('w:eastAsia="([^"]+)"/>|w:eastAsia="([^"]+)" w:cs', document))
    alternatives = {
        font.get(f"{W}name"): font.find(f"{W}altName").get(f"{W}val")  # type: ignore[union-attr]
        for font in table
    }

    assert {name for pair in named for name in pair} >= set(FONTS) - {"宋体"}
    assert "仿宋" in str(alternatives["仿宋_GB2312"])
    sizes = set(re.findall('w:sz w:val="([0-9]+)"', document))
    assert sizes == {"32", "44"}, "3号 and 2号"


def test_the_text_can_be_read_and_edited(folder: Path) -> None:
    document = docx.Document(folder / "short.docx")
    texts = [p.text.replace("\u200b", "") for p in document.paragraphs]

    for paragraph in letter().paragraphs:
        assert paragraph.text in texts
    assert "附件：1.\t" + letter().enclosures[0] in texts
    assert document.core_properties.author == letter().organ
    assert document.core_properties.comments == ""
