"""From a notice to the next version: recorded, answered, carried, linked, compared."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from app_samples import PACK, filing_of, small_pdf
from packet_remaking import RECORD, members_of, remanifested, with_record, zipped

from egov_desktop.app import (
    attachments,
    checks,
    corrections,
    data_files,
    packet_chain,
    projects,
    submissions,
)
from egov_desktop.app.checks import FilingState
from egov_desktop.app.verification import verify
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.change_lists import untrue_changes
from egov_desktop.domain.corrections import CorrectionNotice, NoticeItem, NoticeKind
from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.packaging.editions import with_paper_signature
from egov_desktop.storage import versions

FILING = "needs_analysis"
NOTICE = CorrectionNotice(
    NoticeKind.CORRECTION,
    "川数补 2026 年 3 号",
    "省大数据中心",
    date(2026, 3, 1),
    date(2026, 3, 20),
    (
        NoticeItem("total_investment", "总投资与匡算明细不一致"),
        NoticeItem("", "请补盖公章"),
    ),
)


@pytest.fixture
def frozen(sample_ws: Workspace, sample: str, out: Path) -> Path:
    return submissions.submit(sample_ws, sample, FILING, out, None).packet


@pytest.fixture
def notice(sample_ws: Workspace, sample: str, frozen: Path) -> CorrectionNotice:
    return corrections.record_notice(sample_ws, sample, FILING, NOTICE)


@pytest.fixture
def chain(
    sample_ws: Workspace, sample: str, frozen: Path, notice: CorrectionNotice, tmp_path: Path
) -> tuple[Path, Path]:
    """Two versions: the second with another text, another attachment, one item answered."""
    text = next(
        key
        for key, answer in filing_of(sample_ws, sample, FILING).answers.items()
        if isinstance(answer.value, str) and len(answer.value) > 40
    )
    projects.answer(sample_ws, sample, f"{FILING}.{text}", "重新写明的建设必要性和主要内容。" * 3)
    material = filing_of(sample_ws, sample, FILING).attachments[0].material
    attachments.attach(
        sample_ws, sample, FILING, material, [small_pdf(tmp_path / "补充.pdf", "more")]
    )
    corrections.answer_item(sample_ws, sample, notice.id, 2, " 已补盖 ", is_met=True)
    second = submissions.submit(sample_ws, sample, FILING, frozen.parent, None).packet
    return frozen, second


def record_in(packet: Path) -> dict[str, Any]:
    import json

    record: dict[str, Any] = json.loads(members_of(packet)[RECORD])
    return record


def test_only_a_frozen_version_can_be_corrected(sample_ws: Workspace, sample: str) -> None:
    with pytest.raises(InvalidInputError, match="还没有固化"):
        corrections.record_notice(sample_ws, sample, FILING, NOTICE)
    assert filing_of(sample_ws, sample, FILING).notices == ()


def test_the_task_list_counts_what_is_open(
    sample_ws: Workspace, sample: str, notice: CorrectionNotice
) -> None:
    def line() -> tuple[FilingState, str]:
        project = projects.load_project(sample_ws, sample)
        found = next(
            x for x in checks.stage_lines(sample_ws, project) if x.filing and x.filing.id == FILING
        )
        return found.state, found.words

    approved = line()[0]
    assert approved is FilingState.APPROVED
    assert line()[1].endswith("待补正 2 项")
    for number in (1, 2):
        corrections.answer_item(sample_ws, sample, notice.id, number, "已改", is_met=True)
    assert line()[1].endswith("补正已办")


def test_places_are_checked_and_the_nearest_is_named(
    sample_ws: Workspace, sample: str, frozen: Path
) -> None:
    def refused(*items: NoticeItem) -> str:
        with pytest.raises(InvalidInputError) as told:
            corrections.record_notice(sample_ws, sample, FILING, replace(NOTICE, items=items))
        return str(told.value)

    assert "total_investment" in refused(NoticeItem("total_investmen", "x"))
    assert "没有字段或材料" in refused(NoticeItem("../etc", "x"))
    assert "没有字段或材料" in refused(NoticeItem("total_investment[0].amount]", "x"))
    assert "没有列" in refused(NoticeItem("total_investment[0].amount", "x"))
    assert "要补正什么" in refused(NoticeItem("", " \u3000 "))
    assert "至少写明一项" in refused()
    full = NoticeItem(f"{FILING}.total_investment", "x")
    kept = corrections.record_notice(sample_ws, sample, FILING, replace(NOTICE, items=(full,)))
    assert kept.items[0].place == "total_investment"


def test_odd_days_and_a_missing_number_are_refused(
    sample_ws: Workspace, sample: str, frozen: Path
) -> None:
    for change in (
        {"number": " "},
        {"due_on": date(2026, 2, 1)},
        {"issued_on": date(1026, 3, 1)},
    ):
        with pytest.raises(InvalidInputError):
            corrections.record_notice(sample_ws, sample, FILING, replace(NOTICE, **change))
    assert filing_of(sample_ws, sample, FILING).notices == ()


def test_the_next_version_carries_notice_answers_and_changes(chain: tuple[Path, Path]) -> None:
    first, second = map(record_in, chain)
    assert first["correction"] is None
    assert first["changes"] is None
    (told,) = second["correction"]["notices"]
    assert (told["kind"], told["number"], told["version"]) == ("correction", NOTICE.number, 1)
    assert (told["issued_on"], told["due_on"]) == ("2026-03-01", "2026-03-20")
    assert [(i["text"], i["answer"], i["met"]) for i in told["items"]] == [
        ("总投资与匡算明细不一致", "", False),
        ("请补盖公章", "已补盖", True),
    ]
    assert told["items"][0]["label"].startswith("总投资")
    assert told["items"][1]["label"] == "整个报件"
    changes = second["changes"]
    assert changes["since"] == {"version": 1, "code": first["code"]}
    assert len(changes["fields"]) == 1
    assert changes["fields"][0]["new"].startswith("重新写明")
    (file,) = changes["attachments"]
    assert (file["kind"], file["new"]["title"]) == ("added", "补充.pdf")
    assert verify(chain[1]).verdict != "invalid"


def test_two_versions_hold_together(chain: tuple[Path, Path], tmp_path: Path) -> None:
    first, second = chain
    assert packet_chain.chain_problems(second, first) == ()
    found = packet_chain.compare_packets(first, second)
    assert found.problems == ()
    assert found.changes.count == 2
    assert any("首次固化" in p for p in packet_chain.chain_problems(first, second))
    assert any("上一版是 v1" in p for p in packet_chain.chain_problems(second, second))


def test_a_later_edition_of_the_old_packet_stands_for_it(
    chain: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = chain
    edition = tmp_path / "scanned" / first.name
    with_paper_signature(first, edition, small_pdf(tmp_path / "scan.pdf", "sealed"))
    assert verify(edition).sha256 != verify(first).sha256
    assert packet_chain.chain_problems(second, edition) == ()


def rewritten(packet: Path, target: Path, change: Any) -> Path:
    """Return a packet whose record was changed and whose manifests were made anew."""
    members = remanifested(with_record(members_of(packet), change))
    target.mkdir()
    made = target / packet.name
    made.write_bytes(zipped(packet.stem, members))
    return made


def test_a_list_of_changes_that_is_not_true_is_found(
    chain: tuple[Path, Path], tmp_path: Path
) -> None:
    """The packet is unsigned, so that a forger can make all hashes fit again."""
    first, second = chain

    def hide(record: dict[str, Any]) -> None:
        record["changes"]["fields"] = []

    hidden = rewritten(second, tmp_path / "hidden", hide)
    assert any("与上一版的差异" in reason for reason in verify(hidden).reasons), "it is printed"
    assert packet_chain.chain_problems(hidden, first)
    (problem,) = untrue_changes(record_in(first), record_in(hidden))
    assert "没有如实列出" in problem

    def soften(record: dict[str, Any]) -> None:
        record["changes"]["fields"][0]["old"] = "差不多的话"

    softened = rewritten(second, tmp_path / "softened", soften)
    assert packet_chain.chain_problems(softened, first)
    assert len(tuple(untrue_changes(record_in(first), record_in(softened)))) == 2

    def silent(record: dict[str, Any]) -> None:
        record["changes"] = None

    mute = rewritten(second, tmp_path / "silent", silent)
    assert packet_chain.chain_problems(mute, first)
    told = tuple(untrue_changes(record_in(first), record_in(mute)))
    assert told == ("新版没有写明对上一版的改动。",)


def test_another_old_packet_is_not_taken_for_the_one_that_was_named(
    chain: tuple[Path, Path], packets: dict[str, Path], tmp_path: Path
) -> None:
    first, second = chain

    def later(record: dict[str, Any]) -> None:
        record["made_at"] = "2026-03-02T10:00:00+08:00"

    other = rewritten(first, tmp_path / "other", later)
    assert verify(other).verdict != "invalid"
    assert any("摘要" in p for p in packet_chain.chain_problems(second, other))
    broken = tmp_path / first.name
    broken.write_bytes(first.read_bytes()[:-100])
    (problem,) = packet_chain.chain_problems(second, broken)
    assert "无效" in problem
    assert first.name in problem
    with pytest.raises(InvalidInputError, match="无效"):
        packet_chain.compare_packets(broken, second)


def test_what_was_handed_in_cannot_be_answered_otherwise_later(
    sample_ws: Workspace, sample: str, notice: CorrectionNotice, chain: tuple[Path, Path]
) -> None:
    before = versions.load_submission(sample_ws.store, sample, FILING, 2)
    for act in (
        lambda: corrections.answer_item(sample_ws, sample, notice.id, 1, "改口", is_met=True),
        lambda: corrections.withdraw_notice(sample_ws, sample, notice.id),
        lambda: corrections.record_notice(
            sample_ws, sample, FILING, replace(notice, number="另一个")
        ),
    ):
        with pytest.raises(InvalidInputError, match="后来的版本"):
            act()
    assert versions.load_submission(sample_ws.store, sample, FILING, 2) == before
    second = corrections.record_notice(sample_ws, sample, FILING, NOTICE)
    assert second.version == 2


def test_versions_are_compared_from_what_is_kept(
    sample_ws: Workspace, sample: str, chain: tuple[Path, Path]
) -> None:
    chain[0].unlink()
    filing, first, last = corrections.versions_to_compare(sample_ws, sample, FILING, None, None)
    assert (filing, first, last) == (FILING, 1, 2)
    assert corrections.differences_between(sample_ws, sample, filing, 1, 2).count == 2
    assert corrections.differences_between(sample_ws, sample, filing, 2, 2).count == 0
    with pytest.raises(NotFoundError):
        corrections.differences_between(sample_ws, sample, filing, 1, 7)


def test_unknown_notices_and_items_are_named(
    sample_ws: Workspace, sample: str, notice: CorrectionNotice
) -> None:
    with pytest.raises(NotFoundError, match=notice.id):
        corrections.answer_item(sample_ws, sample, "n-other", 1, "", is_met=True)
    with pytest.raises(NotFoundError, match="共 2 项"):
        corrections.answer_item(sample_ws, sample, notice.id, 3, "", is_met=True)


def test_notices_are_no_part_of_the_data_file(
    sample_ws: Workspace, sample: str, notice: CorrectionNotice, tmp_path: Path
) -> None:
    file = data_files.dump_project(sample_ws, sample, tmp_path / "项目.json")
    assert notice.number not in file.read_text("utf-8")
    again = data_files.load_data_file(sample_ws, file)
    assert again.pack_id == PACK
    assert all(not filing.notices for filing in again.filings)


def test_a_project_goes_with_its_notices(
    sample_ws: Workspace, sample: str, notice: CorrectionNotice
) -> None:
    projects.delete_project(sample_ws, sample)
    assert sample_ws.store.rows("SELECT id FROM correction_notice") == []
