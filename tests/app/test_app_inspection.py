"""What is told of a file when it is handed in: signatures, duplicates, names, what blocks."""

from datetime import date
from pathlib import Path

import pikepdf
import pytest
from app_samples import NOW, PACK, small_pdf

from egov_desktop.app import attachments, checks, inspection, projects
from egov_desktop.app.inspection_process import InspectionProcess, Limits
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.attachment_surroundings import Surroundings
from egov_desktop.domain.errors import CancelledError, InvalidInputError, NotFoundError
from egov_desktop.domain.policy import Severity
from egov_desktop.signing.pdf import SignerStep, sign_pdf
from egov_desktop.signing.sources import CertificateFile
from egov_desktop.signing.throwaway import make_throwaway_credential

STUDY, REPORT = "feasibility_study", "feasibility_report"


@pytest.fixture(scope="session")
def signed_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signed")
    p12, _root = make_throwaway_credential(folder, "李四", NOW, password="口令", elliptic=True)
    step = SignerStep(CertificateFile(p12, "口令"), "批准", "同意", None)
    plain = small_pdf(folder / "plain.pdf", "approval")
    sign_pdf(plain, folder / "批复.pdf", [step], NOW, location="成都")
    return folder / "批复.pdf"


def test_a_signature_that_holds_is_told(signed_pdf: Path) -> None:
    found = inspection.inspect_file(signed_pdf)
    assert found.flaws == ("signed",)
    assert "李四" in found.remarks[0]
    assert "2026年3月2日" in found.remarks[0]
    assert "签名完好" in found.remarks[0]


def test_a_signature_over_changed_bytes_is_told(signed_pdf: Path, tmp_path: Path) -> None:
    broken = tmp_path / "批复.pdf"
    broken.write_bytes(signed_pdf.read_bytes() + b"\n% added later\n%%EOF\n")
    found = inspection.inspect_file(broken)
    assert "signature_broken" in found.flaws
    assert "索取" in found.remarks[found.flaws.index("signature_broken")]


def test_several_files_are_looked_into_and_a_bad_one_holds_up_none(tmp_path: Path) -> None:
    good, empty = small_pdf(tmp_path / "a.pdf"), tmp_path / "b.pdf"
    empty.touch()
    told = []
    found = inspection.inspect_files(
        [empty, good, tmp_path / "c.pdf"], progress=lambda *step: told.append(step)
    )
    assert [isinstance(outcome, str) for _, outcome in found] == [True, False, True]
    assert "空文件" in str(found[0][1])
    assert ("a.pdf", 1, 3) in told


def test_a_cancel_ends_the_work(tmp_path: Path) -> None:
    def cancelled(*_step: object) -> None:
        raise CancelledError("已取消。")

    with pytest.raises(CancelledError):
        inspection.inspect_files([small_pdf(tmp_path / "a.pdf")], progress=cancelled)


def test_a_file_that_takes_too_long_costs_one_remark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit is so short that no file can be read within it."""
    hurried = InspectionProcess(Limits(seconds=0, megabytes_per_second=1e9))
    monkeypatch.setattr(inspection, "_process", lambda: hurried)
    found = inspection.inspect_file(small_pdf(tmp_path / "a.pdf"))
    assert (found.media_type, found.flaws) == ("application/pdf", ("not_inspected",))
    assert "阅读器" in found.remarks[0]
    monkeypatch.undo()
    assert inspection.inspect_file(tmp_path / "a.pdf").flaws == ()


def test_what_cannot_be_handed_in(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="没有"):
        inspection.inspect_file(tmp_path / "没有.pdf")
    (tmp_path / "空.pdf").touch()
    with pytest.raises(InvalidInputError, match="空文件"):
        inspection.inspect_file(tmp_path / "空.pdf")


def test_the_surroundings_know_the_other_projects(ws: Workspace, project: str) -> None:
    projects.create_project(ws, PACK, "智慧城管指挥平台")
    around = inspection.surroundings(
        ws, projects.load_project(ws, project), "progress_report@2026H1"
    )
    assert around == Surroundings(
        ws.today(), date(2026, 1, 1), ("政务云平台",), ("智慧城管指挥平台",)
    )


def test_a_later_filing_of_a_stage_has_no_period(ws: Workspace, project: str) -> None:
    around = inspection.surroundings(ws, projects.load_project(ws, project), "adjustment@2")
    assert around.not_before is None


def attach(ws: Workspace, project: str, filing: str, material: str, file: Path) -> tuple[str, ...]:
    (added,) = attachments.attach(ws, project, filing, material, [file])
    return added.flaws


def test_the_same_file_twice(ws: Workspace, project: str, tmp_path: Path) -> None:
    file = small_pdf(tmp_path / "报告.pdf")
    renamed = small_pdf(tmp_path / "另一个名字.pdf")
    other = projects.create_project(ws, PACK, "智慧城管指挥平台").id
    copy = projects.create_project(ws, PACK, "政务云平台").id
    assert attach(ws, project, STUDY, REPORT, file) == ()
    assert attach(ws, project, STUDY, "fund_proof", file) == ("duplicate",)
    assert attach(ws, project, "project_proposal", "proposal_report", renamed) == (
        "duplicate",
        "duplicate",
    )
    assert attach(ws, other, STUDY, REPORT, file) == ("duplicate_elsewhere",) * 2
    assert "duplicate_elsewhere" in attach(ws, copy, STUDY, REPORT, file)


def test_a_result_handed_in_again_at_the_next_stage_is_as_it_should_be(
    ws: Workspace, project: str, tmp_path: Path
) -> None:
    file = small_pdf(tmp_path / "可研报告.pdf")
    assert attach(ws, project, STUDY, REPORT, file) == ()
    assert attach(ws, project, "project_proposal", "proposal_report", file) == ()


def test_damage_blocks_in_the_check_and_a_mended_file_does_not(
    ws: Workspace, project: str, tmp_path: Path
) -> None:
    whole = small_pdf(tmp_path / "报告.pdf", "report " * 500).read_bytes()
    (tmp_path / "报告.pdf").write_bytes(whole[: len(whole) // 2])
    locked = tmp_path / "证明.pdf"
    with pikepdf.open(small_pdf(tmp_path / "plain.pdf")) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="u", owner="o"))
    mended = tmp_path / "方案.pdf"
    mended.write_bytes(whole[: whole.rindex(b"startxref")] + b"startxref\n7\n%%EOF\n")
    for material, file in (
        (REPORT, tmp_path / "报告.pdf"),
        ("fund_proof", locked),
        ("cryptography_plan", mended),
    ):
        attachments.attach(ws, project, STUDY, material, [file])
    found = [
        (finding.severity, finding.path)
        for finding in checks.check(ws, project, STUDY).findings
        if finding.rule == f"{PACK}.attachment-unsound"
    ]
    assert found == [(Severity.ERROR, REPORT), (Severity.ERROR, "fund_proof")]
