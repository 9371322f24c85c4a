"""Files and approvals: inspected, stored under their hash, all of them or none."""

import hashlib
import io
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from app_samples import objects, small_pdf

from egov_desktop.app import approvals, attachments, backups, inspection, projects
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import InvalidInputError, NotFoundError, StorageError
from egov_desktop.domain.project import Filing
from egov_desktop.storage import audit

STUDY = "feasibility_study"
DAY = date(2026, 3, 2)


def study(ws: Workspace, project: str) -> Filing:
    return projects.filing_of(projects.load_project(ws, project), STUDY)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return [small_pdf(tmp_path / "in" / f"材料 {n}.pdf", f"page {n}") for n in range(3)]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_files_are_kept_bit_for_bit(ws: Workspace, project: str, files: list[Path]) -> None:
    added = attachments.attach(ws, project, STUDY, "feasibility_report", files)
    assert [a.sha256 for a in added] == [digest(f) for f in files]
    assert [a.title for a in added] == [f.name for f in files]
    assert {a.pages for a in added} == {1}
    assert {a.media_type for a in added} == {"application/pdf"}
    assert study(ws, project).attachments == tuple(added)
    for file, attachment in zip(files, added, strict=True):
        assert attachments.path_of(ws, attachment).read_bytes() == file.read_bytes()


def test_the_files_handed_in_are_not_touched_or_linked(
    ws: Workspace, project: str, files: list[Path]
) -> None:
    (added,) = attachments.attach(ws, project, STUDY, "fund_proof", files[:1])
    kept = attachments.path_of(ws, added)
    assert kept.stat().st_ino != files[0].stat().st_ino
    files[0].write_bytes(b"changed later")
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == added.sha256


def test_the_same_file_may_serve_two_materials(
    ws: Workspace, project: str, files: list[Path]
) -> None:
    for material in ("feasibility_report", "fund_proof"):
        attachments.attach(ws, project, STUDY, material, files[:1])
    first, second = study(ws, project).attachments
    assert first.sha256 == second.sha256
    assert objects(ws) == {first.sha256}
    attachments.detach(ws, project, first.id)
    assert objects(ws) == {second.sha256}
    attachments.detach(ws, project, second.id)
    assert objects(ws) == set()
    assert backups.selfcheck(ws) == []


@pytest.mark.parametrize("broken", ["empty", "missing", "folder", "pipe"])
def test_one_unusable_file_keeps_all_out(
    ws: Workspace, project: str, files: list[Path], broken: str
) -> None:
    files[1].unlink()
    if broken == "empty":
        files[1].touch()
    elif broken == "folder":
        files[1].mkdir()
    elif broken == "pipe":
        os.mkfifo(files[1])
    head = audit.head(ws.store)
    with pytest.raises((InvalidInputError, NotFoundError), match="材料 1"):
        attachments.attach(ws, project, STUDY, "feasibility_report", files)
    assert objects(ws) == set()
    assert audit.head(ws.store) == head
    assert projects.load_project(ws, project).filing(STUDY) is None


def test_a_file_that_vanishes_after_inspection_keeps_all_out(
    ws: Workspace, project: str, files: list[Path]
) -> None:
    inspected = [(file, inspection.inspect_file(file)) for file in files]
    files[1].unlink()
    with pytest.raises(InvalidInputError, match="材料 1"):
        attachments.store_inspected(ws, project, STUDY, "feasibility_report", inspected)
    assert objects(ws) == set()
    assert list(ws.scratch.iterdir()) == []
    assert projects.load_project(ws, project).filing(STUDY) is None


def test_what_was_there_before_stays_when_adding_fails(
    ws: Workspace, project: str, files: list[Path]
) -> None:
    (kept,) = attachments.attach(ws, project, STUDY, "fund_proof", files[:1])
    inspected = [(file, inspection.inspect_file(file)) for file in files]
    files[2].unlink()
    with pytest.raises(InvalidInputError):
        attachments.store_inspected(ws, project, STUDY, "feasibility_report", inspected)
    assert objects(ws) == {kept.sha256}
    assert study(ws, project).attachments == (kept,)


def test_an_odd_file_is_taken_with_remarks(ws: Workspace, project: str, tmp_path: Path) -> None:
    odd = tmp_path / "报告.pdf"
    odd.write_bytes(b"%PDF-1.7 broken off")
    (added,) = attachments.attach(ws, project, STUDY, "feasibility_report", [odd])
    assert added.remarks


@pytest.mark.parametrize(
    ("filing", "material", "error", "word"),
    [
        (STUDY, "feasibility_reprot", InvalidInputError, "feasibility_report"),
        (STUDY, "approval", InvalidInputError, "approval"),
        ("feasibility_stud", "feasibility_report", NotFoundError, STUDY),
        ("progress_report", "progress_report_file", InvalidInputError, "报告期"),
        ("adjustment@2", "adjustment_report", NotFoundError, "adjustment@2"),
    ],
)
def test_where_a_file_goes_must_exist(
    ws: Workspace,
    project: str,
    files: list[Path],
    filing: str,
    material: str,
    error: type[Exception],
    word: str,
) -> None:
    with pytest.raises(error, match=word):
        attachments.attach(ws, project, filing, material, files)
    assert objects(ws) == set()


def test_attaching_begins_the_filing(ws: Workspace, project: str, files: list[Path]) -> None:
    attachments.attach(ws, project, "progress_report@2026H1", "progress_report_file", files[:1])
    begun = projects.load_project(ws, project).filing("progress_report@2026H1")
    assert begun.answer("period").raw == "2026H1"


def test_what_is_not_attached_cannot_be_taken_off(ws: Workspace, project: str) -> None:
    with pytest.raises(NotFoundError, match="a0"):
        attachments.detach(ws, project, "a0")


def test_a_deleted_filing_takes_its_files_along(
    ws: Workspace, project: str, files: list[Path]
) -> None:
    attachments.attach(ws, project, STUDY, "feasibility_report", files)
    approvals.approve(ws, project, STUDY, "一号", DAY, None, files[0])
    projects.delete_filing(ws, project, STUDY)
    assert objects(ws) == set()


def test_a_deleted_project_takes_its_files_along(
    ws: Workspace, project: str, files: list[Path]
) -> None:
    other = projects.create_project(ws, "sichuan-egov", "另一个").id
    attachments.attach(ws, project, STUDY, "feasibility_report", files)
    (kept,) = attachments.attach(ws, other, STUDY, "feasibility_report", files[:1])
    projects.delete_project(ws, project)
    assert objects(ws) == {kept.sha256}


def test_an_approval_is_recorded_with_its_file(
    ws: Workspace, project: str, files: list[Path]
) -> None:
    made = approvals.approve(ws, project, STUDY, " 一号\u3000", DAY, Decimal("2750.00"), files[0])
    kept = study(ws, project)
    assert kept.approval == made
    assert (made.number, made.issued_on, made.amount) == ("一号", DAY, Decimal("2750.00"))
    assert made.attachment.sha256 == digest(files[0])
    assert kept.attachments == ()


def test_a_later_approval_replaces_the_first_and_its_file(
    ws: Workspace, project: str, files: list[Path]
) -> None:
    approvals.approve(ws, project, STUDY, "一号", DAY, None, files[0])
    approvals.approve(ws, project, STUDY, "二号", DAY, None, files[1])
    assert study(ws, project).approval.number == "二号"
    assert objects(ws) == {digest(files[1])}
    approvals.approve(ws, project, STUDY, "三号", DAY, None, files[1])
    assert objects(ws) == {digest(files[1])}
    approvals.approve(ws, project, STUDY, "四号", DAY, None, None)
    assert study(ws, project).approval.attachment is None
    assert objects(ws) == set()


def test_an_approval_needs_a_number_and_a_likely_date(
    ws: Workspace, project: str, files: list[Path]
) -> None:
    with pytest.raises(InvalidInputError, match="文号"):
        approvals.approve(ws, project, STUDY, "  ", DAY, None, files[0])
    with pytest.raises(InvalidInputError, match="9999"):
        approvals.approve(ws, project, STUDY, "一号", date(9999, 1, 1), None, files[0])
    with pytest.raises(NotFoundError):
        approvals.approve(ws, project, STUDY, "一号", DAY, None, files[0].with_name("没有.pdf"))
    with pytest.raises(NotFoundError, match=STUDY):
        approvals.approve(ws, project, "feasibility_stud", "一号", DAY, None, files[0])
    assert objects(ws) == set()
    assert projects.load_project(ws, project).approval(STUDY) is None


def test_a_place_that_cannot_be_written_leaves_no_trace(
    ws: Workspace, project: str, files: list[Path]
) -> None:
    """The scratch folder is gone: what cannot be written is an expected error."""
    ws.scratch.rmdir()
    with pytest.raises(StorageError, match="无法写入"):
        attachments.attach(ws, project, STUDY, "feasibility_report", files)
    assert objects(ws) == set()


def test_selfcheck_notices_what_lies_about(ws: Workspace, project: str) -> None:
    ws.store.objects.put(io.BytesIO(b"nobody's"))
    assert any("1 个文件" in problem for problem in backups.selfcheck(ws))
