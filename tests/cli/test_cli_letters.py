"""The letter command: a letter for every stage that has one, from the shipped sample."""

from pathlib import Path

import docx
import pypdfium2
from cli_runs import CommandLine

NUMBER = "川数函\u30142026\u30159号"


def text_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_letter_writes_a_pdf_and_a_word_file(
    sample_egov: CommandLine, sample: str, tmp_path: Path
) -> None:
    pdf, word = tmp_path / "函.pdf", tmp_path / "函.docx"
    told = sample_egov.told("letter", sample, "feasibility_study", "--out", pdf, "--number", NUMBER)

    assert told["file"] == str(pdf)
    assert told["pages"] == len(pypdfium2.PdfDocument(pdf))
    assert (told["kind"], told["number"]) == ("函", NUMBER)
    assert told["title"].endswith("可行性研究报告的函")
    assert any("小标宋" in note for note in told["notes"])
    assert NUMBER in text_of(pdf).replace(" ", "")

    written = sample_egov.told("letter", sample, "feasibility_study", "--out", word)
    assert (written["pages"], written["notes"], written["number"]) == (None, [], "")
    assert len(docx.Document(word).paragraphs) > 8


def test_every_filing_of_the_sample_that_has_a_letter_is_complete(
    sample_egov: CommandLine, sample: str, tmp_path: Path
) -> None:
    filings = [f["id"] for f in sample_egov.told("project", "show", sample)["filings"]]
    written = []
    for number, filing in enumerate(filings):
        out = tmp_path / f"{number}.pdf"
        if sample_egov("letter", sample, filing, "--out", out).code == 0:
            text = "".join(text_of(out).split())
            assert "未填" not in text, filing
            assert "{" not in text, filing
            written.append(filing.partition("@")[0])
    assert {"needs_analysis", "feasibility_study", "preliminary_design", "final_acceptance"} <= set(
        written
    )


def test_what_cannot_be_written_is_refused_in_words(
    sample_egov: CommandLine, sample: str, tmp_path: Path
) -> None:
    out = tmp_path / "函.pdf"
    assert "公文模板" in sample_egov.refused("letter", sample, "registration", "--out", out)
    assert not out.exists()
    odd = tmp_path / "函.odt"
    assert ".docx" in sample_egov.refused("letter", sample, "feasibility_study", "--out", odd)
    assert "没有报件" in sample_egov.refused("letter", sample, "incident", "--out", out)
