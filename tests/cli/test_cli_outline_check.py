"""`outline-check`: the findings as scripts read them, the exit code, and what people see."""

from pathlib import Path

import pytest
from cli_runs import CommandLine
from docx import Document

STUDY = "feasibility_study"
PROSE = "本节说明具体的做法、依据和结论，内容完整，可以据此组织实施。"
KEYS = {"severity", "kind", "message", "paragraph", "heading", "text", "place", "where", "basis"}


@pytest.fixture
def written(sample_egov: CommandLine, sample: str, tmp_path: Path) -> Path:
    """The skeleton with its guidance gone and its blanks filled in."""
    path = tmp_path / "可研 报告.docx"
    sample_egov.told("outline", sample, STUDY, "--out", path)
    document = Document(str(path))
    for paragraph in list(document.paragraphs):
        style = paragraph.style.style_id if paragraph.style is not None else ""
        if style == "EgovGuidance":
            paragraph._p.getparent().remove(paragraph._p)
        elif "【待填" in paragraph.text:
            paragraph.text = PROSE
    document.save(str(path))
    return path


def test_a_sound_report(sample_egov: CommandLine, sample: str, written: Path) -> None:
    told = sample_egov.told("outline-check", sample, STUDY, written)
    assert told["file"] == str(written)
    assert "可行性研究报告" in told["outline"]
    assert len(told["chapters"]) == 13
    assert [f for f in told["findings"] if f["severity"] != "note"] == []


def test_a_damaged_report(sample_egov: CommandLine, sample: str, written: Path) -> None:
    document = Document(str(written))
    place = next(n for n, p in enumerate(document.paragraphs) if p.text == "节能分析"
                 and p.style is not None and p.style.style_id == "Heading1")  # fmt: skip
    document.paragraphs[place + 1].insert_paragraph_before("本项目由×××公司承建。")
    document.save(str(written))
    told = sample_egov.told("outline-check", sample, STUDY, written, code=1)
    (found,) = [f for f in told["findings"] if f["severity"] == "error"]
    assert set(found) == KEYS
    assert found["kind"] == "placeholder"
    assert found["paragraph"] == place + 2
    assert found["heading"].endswith("节能分析")
    assert "×××" in found["text"]
    people = sample_egov("outline-check", sample, STUDY, written, options=[])
    assert people.code == 1
    for words in ("错误", "节能分析", "×××公司", "认出 13 章"):
        assert words in people.out


def test_another_outline(sample_egov: CommandLine, sample: str, written: Path) -> None:
    told = sample_egov.told(
        "outline-check", sample, STUDY, written, "--outline", "general2023", code=1
    )
    assert "chapter_missing" in {f["kind"] for f in told["findings"]}
    assert "annex3" in sample_egov.refused(
        "outline-check", sample, STUDY, written, "--outline", "annex77"
    )


def test_files_that_are_no_reports(sample_egov: CommandLine, sample: str, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"%PDF-1.7")
    assert "PDF" in sample_egov.refused("outline-check", sample, STUDY, tmp_path / "a.docx")
    assert "无法读取" in sample_egov.refused("outline-check", sample, STUDY, tmp_path / "b.docx")
    assert "没有报件" in sample_egov.refused("outline-check", sample, "x", tmp_path / "a.docx")
