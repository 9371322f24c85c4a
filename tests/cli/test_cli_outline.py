"""`outline`: the Word skeleton of a report; `render` writes the form as Word."""

from pathlib import Path

from cli_runs import CommandLine
from docx import Document

STUDY = "feasibility_study"


def _chapters(path: Path) -> list[str]:
    paragraphs = Document(str(path)).paragraphs
    return [p.text for p in paragraphs if p.style.style_id == "Heading1"]


def test_the_usual_outline_and_another(
    sample_egov: CommandLine, sample: str, tmp_path: Path
) -> None:
    out = tmp_path / "提纲.docx"
    assert sample_egov.told("outline", sample, STUDY, "--out", out) == {"file": str(out)}
    assert len(_chapters(out)) == 13
    sample_egov.told("outline", sample, STUDY, "--out", out, "--outline", "general2023")
    assert len(_chapters(out)) == 11
    done = sample_egov(
        "outline",
        sample,
        "risk_assessment",
        "--out",
        tmp_path / "r.DOCX",
        "--material",
        "risk_report",
        options=(),
    )
    assert "r.DOCX" in done.out
    assert _chapters(tmp_path / "r.DOCX")[0] == "风险评估项目概述"


def test_outline_refuses_in_words(sample_egov: CommandLine, sample: str, tmp_path: Path) -> None:
    out = tmp_path / "a.docx"
    assert ".docx" in sample_egov.refused("outline", sample, STUDY, "--out", tmp_path / "a.pdf")
    words = sample_egov.refused("outline", sample, STUDY, "--out", out, "--outline", "annex1")
    assert "annex3" in words
    words = sample_egov.refused("outline", sample, STUDY, "--out", out, "--material", "fund_proof")
    assert "feasibility_report" in words
    assert "registration" in sample_egov.refused("outline", sample, "registration", "--out", out)
    assert not out.exists()


def test_the_form_as_word_has_the_parts_of_the_pdf(
    sample_egov: CommandLine, sample: str, tmp_path: Path
) -> None:
    out = tmp_path / "申报表.docx"
    told = sample_egov.told("render", sample, STUDY, "--out", out)
    assert told == {"file": str(out), "pages": None}
    assert _chapters(out) == ["一、申报表", "二、明细表", "三、检查报告", "四、材料目录"]
