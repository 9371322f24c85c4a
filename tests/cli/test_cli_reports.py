"""`report`: the progress report of a project as a PDF."""

from pathlib import Path

import pikepdf
from cli_runs import CommandLine


def test_report_of_the_latest_period(sample_egov: CommandLine, sample: str, tmp_path: Path) -> None:
    out = tmp_path / "报告.pdf"
    told = sample_egov.told("report", sample, "--out", out)
    assert told["file"] == str(out)
    assert told["filing"] == "progress_report@2024"
    with pikepdf.open(out) as pdf:
        assert told["pages"] == len(pdf.pages)
        assert told["code"] in str(pdf.docinfo["/Keywords"])


def test_report_of_a_named_period(sample_egov: CommandLine, sample: str, tmp_path: Path) -> None:
    filing = "progress_report@2024H1"
    told = sample_egov.told("report", sample, "--filing", filing, "--out", tmp_path / "a.PDF")
    assert (told["filing"], told["period"]) == (filing, "2024年上半年")
    assert (tmp_path / "a.PDF").is_file()


def test_first_draft_of_a_new_project(egov: CommandLine, tmp_path: Path) -> None:
    project = egov.told("project", "create", "--pack", "sichuan-egov", "--name", "平台")["project"]
    told = egov.told("report", project, "--out", tmp_path / "a.pdf", today="2026-07-03")
    assert (told["filing"], told["period"]) == (None, "2026年上半年")
    told = egov.told("report", project, "--out", tmp_path / "a.pdf", today="2026-06-30")
    assert told["period"] == "2025年全年"
    done = egov("report", project, "--out", tmp_path / "a.pdf", options=())
    assert "草稿" in done.out


def test_report_refuses_in_words(sample_egov: CommandLine, sample: str, tmp_path: Path) -> None:
    assert ".pdf" in sample_egov.refused("report", sample, "--out", tmp_path / "a.docx")
    words = sample_egov.refused(
        "report", sample, "--filing", "registration", "--out", tmp_path / "a.pdf"
    )
    assert "进度报告" in words
    assert "p000" in sample_egov.refused("report", "p000", "--out", tmp_path / "a.pdf")
    (tmp_path / "文件").write_text("")
    words = sample_egov.refused("report", sample, "--out", tmp_path / "文件" / "a.pdf")
    assert "文件" in words
    assert list(tmp_path.glob("*.pdf")) == []
