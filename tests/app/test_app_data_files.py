"""Project data files: what goes in comes out again, and a bad one changes nothing."""

import hashlib
import json
import os
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from app_samples import (
    PACK,
    Document,
    objects,
    small_document,
    small_files,
    small_pdf,
    stored_bytes,
    written,
)

from egov_desktop.app import attachments, backups, data_files, inspection, project_list, projects
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import EntryStoppedError, NotFoundError, StorageError
from egov_desktop.domain.project import Approval, Filing, Project
from egov_desktop.storage import projects as stored_projects


def without_ids(filing: Filing) -> Filing:
    """Return a filing as it can be compared with a copy of it."""
    files = tuple(replace(a, id="") for a in filing.attachments)
    approval = filing.approval
    if approval and approval.attachment:
        approval = replace(approval, attachment=replace(approval.attachment, id=""))
    return replace(filing, attachments=files, approval=approval, versions=())


def same(one: Project, other: Project) -> bool:
    return one.name == other.name and [without_ids(f) for f in one.filings] == [
        without_ids(f) for f in other.filings
    ]


def test_everything_of_a_data_file_arrives(ws: Workspace, loaded: Project, tmp_path: Path) -> None:
    assert loaded.name == "政务云平台"
    assert [f.id for f in loaded.filings] == [
        "registration",
        "feasibility_study",
        "progress_report@2026H1",
        "adjustment",
        "adjustment@2",
    ]
    registration, study, report, _, second = loaded.filings
    assert registration.answer("project_name").value == "政务云平台"
    assert registration.answer("total_investment").value == Decimal(2860)
    assert study.answer("total_investment").raw == "2860.00"
    assert study.answer("funds_secured").value is True
    assert study.answer("investment_items").raw[1]["amount"] == 1960
    assert [a.material for a in study.attachments] == ["feasibility_report", "fund_proof"]
    assert [a.title for a in study.attachments] == ["可研报告.pdf", "证明.pdf"]
    original = (tmp_path / "in" / "attachments" / "可研报告.pdf").read_bytes()
    assert study.attachments[0].sha256 == hashlib.sha256(original).hexdigest()
    assert study.paper_materials == {"cryptography_plan": "原件过大"}
    assert study.approval.number == "川发改 12 号"
    assert (study.approval.issued_on, study.approval.amount) == (date(2026, 3, 2), Decimal("2750"))
    assert study.approval.attachment.title == "批复.pdf"
    assert report.answer("period").raw == "2026H1"
    assert second.answer("reason").value == "第二次"
    assert backups.selfcheck(ws) == []


def test_indexed_answers_of_a_loaded_project_can_be_searched(
    ws: Workspace, loaded: Project
) -> None:
    found = stored_projects.indexed_values(ws.store, "total_investment", "feasibility_study")
    assert [(f.project_id, f.value) for f in found] == [(loaded.id, "2860.00")]


def test_loading_twice_makes_two_projects(ws: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path / "in", small_document())
    first, second = (data_files.load_data_file(ws, path) for _ in range(2))
    assert first.id != second.id
    assert same(first, second)


def test_a_dump_loads_as_an_equal_project(ws: Workspace, loaded: Project, tmp_path: Path) -> None:
    out = data_files.dump_project(ws, loaded.id, tmp_path / "out" / "项目.json")
    again = data_files.load_data_file(ws, out)
    assert same(again, loaded)
    assert json.loads(out.read_text("utf-8"))["format"] == "egov-project/1"


def test_the_shipped_sample_survives_a_dump(
    sample_ws: Workspace, sample: str, tmp_path: Path
) -> None:
    original = projects.load_project(sample_ws, sample)
    out = data_files.dump_project(sample_ws, sample, tmp_path / "dump.json")
    assert same(data_files.load_data_file(sample_ws, out), original)


@pytest.mark.parametrize(
    "title",
    [
        "报告.pdf",
        "同名.pdf",
        "无扩展名",
        "很长" * 60 + ".pdf",
        "CON.pdf",
        'a/b\\c:d*e?"f<g>h|i.pdf',
        "..",
        "结尾有点.",
        "换\n行\x00.pdf",
        "句点.不是后缀的很长一段文字",
    ],
)
def test_any_title_is_dumped_and_found_again(
    ws: Workspace, project: str, tmp_path: Path, title: str
) -> None:
    """A title can come from another system; the name of the copy must be possible here."""
    source = small_pdf(tmp_path / "in.pdf")
    inspected = inspection.inspect_file(source)
    described = attachments.taken_in(ws, "feasibility_report", source, inspected)
    from egov_desktop.storage import attachments as stored

    projects.open_filing(ws, project, "feasibility_study")
    twice = [replace(described, id=each, title=title) for each in ("a1", "a2")]
    stored.add_attachments(ws.store, project, "feasibility_study", twice, **ws.stamp())
    out = data_files.dump_project(ws, project, tmp_path / "out" / "p.json")
    again = data_files.load_data_file(ws, out)
    found = again.filing("feasibility_study").attachments
    assert [a.sha256 for a in found] == [described.sha256] * 2
    if not re.search(r'[\\/:*?"<>|\x00-\x1f]|\.$|^CON', title) and len(title) < 60:
        assert [a.title for a in found] == [title] * 2
    names = [path.name for path in out.parent.rglob("*") if path.is_file()]
    assert all(len(name.encode()) <= 255 for name in names)


def test_a_dump_replaces_an_older_one_and_its_files(
    ws: Workspace, loaded: Project, tmp_path: Path
) -> None:
    out = tmp_path / "out" / "p.json"
    data_files.dump_project(ws, loaded.id, out)
    attachments.detach(ws, loaded.id, loaded.filing("feasibility_study").attachments[0].id)
    data_files.dump_project(ws, loaded.id, out)
    files = sorted(path.name for path in out.parent.rglob("*") if path.is_file())
    assert files == sorted(["p.json", "证明.pdf", "批复.pdf"])


@pytest.mark.parametrize("broken", ["gone", "damaged", "file in the way"])
def test_a_dump_that_fails_leaves_the_older_one(
    ws: Workspace, loaded: Project, tmp_path: Path, broken: str
) -> None:
    out = tmp_path / "out" / "p.json"
    data_files.dump_project(ws, loaded.id, out)
    before = {p: p.read_bytes() for p in out.parent.rglob("*") if p.is_file()}
    target = out
    kept = attachments.path_of(ws, loaded.filing("feasibility_study").attachments[1])
    if broken == "gone":
        kept.unlink()
    elif broken == "damaged":
        kept.write_bytes(b"x")
    else:
        target = out / "below a file.json"
    with pytest.raises((StorageError, NotFoundError)):
        data_files.dump_project(ws, loaded.id, target)
    assert {p: p.read_bytes() for p in out.parent.rglob("*") if p.is_file()} == before


def test_odd_text_survives_a_dump(ws: Workspace, project: str, tmp_path: Path) -> None:
    odd = '半个字\ud83d 引号" 反斜\\ \U0002cb5a\u4dae \u2028 \x00'
    projects.answer(ws, project, "feasibility_study.consultant", odd)
    projects.answer(ws, project, "feasibility_study.investment_items", [{"item": odd}])
    out = data_files.dump_project(ws, project, tmp_path / "p.json")
    out.read_bytes().decode("utf-8")
    again = data_files.load_data_file(ws, out).filing("feasibility_study")
    assert again.answer("consultant").raw == odd
    assert again.answer("investment_items").raw == [{"item": odd}]


def test_numbers_arrive_as_they_are_written(ws: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, small_document())
    text = path.read_text("utf-8")
    long_number = "1" * 5000
    text = text.replace('"2860.00", "funds', '2860.10, "funds').replace("1960", long_number)
    path.write_text(text, "utf-8-sig")  # a byte order mark is no reason to refuse
    study = data_files.load_data_file(ws, path).filing("feasibility_study")
    assert study.answer("total_investment").raw == "2860.10"
    assert study.answer("investment_items").raw[1]["amount"] == long_number
    assert study.answer("investment_items").value[1]["amount"].problem


@pytest.mark.parametrize(
    ("facts", "answers"),
    [
        ({"project_name": "甲", "total_investment": "2860"}, {"total_investment": "2860.00"}),
        ({"project_name": "甲", "total_investment": "2860"}, {"total_investment": "2,860万元"}),
        ({"project_name": "甲"}, {"project_name": "乙"}),
        ({}, {"project_name": "甲"}),
        ({"project_name": " 甲\n "}, None),
    ],
)
def test_facts_of_the_project_and_its_registration_are_one(
    ws: Workspace, tmp_path: Path, facts: dict[str, Any], answers: dict[str, Any] | None
) -> None:
    filings = [] if answers is None else [{"stage": "registration", "answers": answers}]
    document = {"format": "egov-project/1", "pack": PACK, "project": facts, "filings": filings}
    made = data_files.load_data_file(ws, written(tmp_path, document))
    assert made.name == "甲"
    registration = made.filing("registration")
    assert registration.answer("project_name").raw == (answers or {}).get(
        "project_name", facts.get("project_name")
    )
    if "total_investment" in facts:
        assert registration.answer("total_investment").value == Decimal(2860)


def test_registration_comes_first_wherever_it_stands(ws: Workspace, tmp_path: Path) -> None:
    document = small_document()
    document["filings"].reverse()
    made = data_files.load_data_file(ws, written(tmp_path, document))
    assert made.filings[0].id == "registration"
    assert made.filing("adjustment@2").answer("reason").value == "第一次"


@pytest.mark.parametrize("typed", [True, "是", "yes", 1])
def test_of_a_classified_project_nothing_is_kept(
    ws: Workspace, tmp_path: Path, typed: object
) -> None:
    document = small_document()
    document["project"]["project_name"] = "绝密之名"
    document["filings"][0]["answers"].update(is_classified=typed, unit_head="绝密之人")
    path = written(tmp_path / "in", document)
    with pytest.raises(EntryStoppedError, match=r"涉密.*第三十二条"):
        data_files.load_data_file(ws, path)
    assert project_list.list_projects(ws) == []
    assert objects(ws) == set()
    kept = stored_bytes(ws.home)
    assert "绝密之".encode() not in kept
    assert b"\\u7edd\\u5bc6" not in kept


def test_a_file_may_serve_two_materials_and_the_approval(ws: Workspace, tmp_path: Path) -> None:
    document = small_document()
    study = document["filings"][1]
    study["attachments"][1]["file"] = "attachments/可研报告.pdf"
    study["approval"]["file"] = "./attachments//可研报告.pdf"
    loaded = data_files.load_data_file(ws, written(tmp_path, document))
    found = loaded.filing("feasibility_study")
    assert {a.sha256 for a in found.attachments} == {found.approval.attachment.sha256}
    assert len({a.id for a in (*found.attachments, found.approval.attachment)}) == 3


def test_a_link_within_the_folder_is_fine(ws: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, small_document())
    link = tmp_path / "attachments" / "证明.pdf"
    link.unlink()
    os.symlink("可研报告.pdf", link)
    loaded = data_files.load_data_file(ws, path)
    assert loaded.filing("feasibility_study").attachments[1].title == "证明.pdf"


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ({"number": "一号"}, Approval("一号", None, None)),
        ({"date": "2026年3月2日"}, Approval("", date(2026, 3, 2), None)),
        ({"number": 12, "amount": "2,750万元"}, Approval("12", None, Decimal(2750))),
        ({"number": None, "date": "", "amount": None, "file": None}, Approval("", None, None)),
    ],
)
def test_parts_of_an_approval_may_be_missing(
    ws: Workspace, tmp_path: Path, stated: Document, kept: Approval
) -> None:
    document = small_document()
    document["filings"][1]["approval"] = stated
    path = written(tmp_path, document)
    loaded = data_files.load_data_file(ws, path)
    assert loaded.filing("feasibility_study").approval == kept
    out = data_files.dump_project(ws, loaded.id, tmp_path / "out.json")
    assert same(data_files.load_data_file(ws, out), loaded)


def test_a_failing_copy_leaves_nothing(ws: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, small_document())
    ws.scratch.rmdir()
    with pytest.raises(StorageError):
        data_files.load_data_file(ws, path)
    assert project_list.list_projects(ws) == []
    assert objects(ws) == set()


def test_a_table_given_as_text_is_read(ws: Workspace) -> None:
    assert data_files.parse_rows('[{"item": "硬件", "amount": 1.50}]') == [
        {"item": "硬件", "amount": "1.50"}
    ]


def test_small_files_are_all_different(tmp_path: Path) -> None:
    small_files(tmp_path)
    contents = {path.read_bytes() for path in (tmp_path / "attachments").iterdir()}
    assert len(contents) == 3
