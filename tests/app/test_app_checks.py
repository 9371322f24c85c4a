"""Checks, duties and the task list of a project, and the doors to backup and self-check."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from app_samples import NOW, PACK, clock, objects, small_pdf

from egov_desktop.app import (
    approvals,
    attachments,
    backups,
    checks,
    overviews,
    policy_packs,
    project_list,
    projects,
)
from egov_desktop.app.checks import FilingState
from egov_desktop.app.workspace import Workspace, default_home
from egov_desktop.domain import submission
from egov_desktop.domain.duties import DutyState
from egov_desktop.domain.errors import NotFoundError, StorageError
from egov_desktop.domain.policy import Recurrence
from egov_desktop.domain.project import FrozenVersion, Project
from egov_desktop.storage import versions

NEEDS = "needs_analysis"


def state_of(ws: Workspace, project: str, wanted: str) -> tuple[FilingState, str]:
    lines = checks.stage_lines(ws, projects.load_project(ws, project))
    line = next(x for x in lines if wanted in (x.filing and x.filing.id, x.stage.id))
    return line.state, line.words


def freeze(ws: Workspace, project: str, filing: str, version: int = 1) -> None:
    """Record a frozen version of what stands now; no packet is needed for a state."""
    found = projects.filing_of(projects.load_project(ws, project), filing)
    frozen = FrozenVersion(version, NOW, "ab" * 32, "/p.zip", "C", submission.answers_digest(found))
    versions.record_frozen_version(ws.store, project, filing, frozen, {}, **ws.stamp())


def fill_needs_analysis(ws: Workspace, project: str, folder: Path) -> None:
    for path, raw in {
        "registration.is_classified": "否",
        "registration.construction_unit": "成都市大数据局",
        "registration.total_investment": "2860",
        "registration.protection_level": "level2",
        f"{NEEDS}.construction_unit": "成都市大数据局",
        f"{NEEDS}.total_investment": "2860",
        f"{NEEDS}.planning_basis": ["规划"],
    }.items():
        projects.answer(ws, project, path, raw)
    for material in ("application_letter", "needs_report"):
        file = small_pdf(folder / f"{material}.pdf", material)
        attachments.attach(ws, project, NEEDS, material, [file])


def test_a_stage_goes_through_its_states(ws: Workspace, project: str, tmp_path: Path) -> None:
    assert state_of(ws, project, NEEDS) == (FilingState.NOT_STARTED, "未开始")
    projects.open_filing(ws, project, NEEDS)
    state, words = state_of(ws, project, NEEDS)
    assert state is FilingState.DRAFTING
    assert words.startswith("填写中")
    fill_needs_analysis(ws, project, tmp_path)
    assert state_of(ws, project, NEEDS) == (FilingState.READY, "可固化")
    projects.answer(ws, project, f"{NEEDS}.total_investment", "很多")
    assert state_of(ws, project, NEEDS) == (FilingState.HAS_PROBLEMS, "有问题 1")
    projects.answer(ws, project, f"{NEEDS}.total_investment", "2860")
    freeze(ws, project, NEEDS)
    assert state_of(ws, project, NEEDS) == (FilingState.FROZEN, "已固化 v1")
    projects.answer(ws, project, f"{NEEDS}.necessity", "补充一句")
    assert state_of(ws, project, NEEDS) == (FilingState.READY, "可固化")
    projects.answer(ws, project, f"{NEEDS}.necessity", "")
    assert state_of(ws, project, NEEDS) == (FilingState.FROZEN, "已固化 v1")
    freeze(ws, project, NEEDS, 2)
    approvals.approve(ws, project, NEEDS, "一号", date(2026, 3, 2), None, None)
    assert state_of(ws, project, NEEDS) == (FilingState.APPROVED, "已批复")
    projects.set_paper(ws, project, NEEDS, "needs_report", "另交")
    state, words = state_of(ws, project, NEEDS)
    assert state is FilingState.APPROVED
    assert words.endswith("改动")


def test_an_added_file_is_a_change_after_freezing(
    ws: Workspace, project: str, tmp_path: Path
) -> None:
    fill_needs_analysis(ws, project, tmp_path)
    freeze(ws, project, NEEDS)
    (added,) = attachments.attach(
        ws, project, NEEDS, "needs_report", [small_pdf(tmp_path / "x.pdf", "x")]
    )
    assert state_of(ws, project, NEEDS)[0] is FilingState.READY
    attachments.detach(ws, project, added.id)
    assert state_of(ws, project, NEEDS)[0] is FilingState.FROZEN


def test_a_stage_without_a_packet_is_filled_in(sample_ws: Workspace, sample: str) -> None:
    assert state_of(sample_ws, sample, "registration") == (FilingState.READY, "已填好")


def test_the_task_list_keeps_the_order_of_the_law(ws: Workspace, project: str) -> None:
    lines = checks.stage_lines(ws, projects.load_project(ws, project))
    assert [line.stage.id for line in lines] == [stage.id for stage in ws.pack(PACK).stages]


def test_what_does_not_apply_says_why(ws: Workspace, project: str) -> None:
    projects.answer(ws, project, "registration.total_investment", "100")
    lines = checks.stage_lines(ws, projects.load_project(ws, project))
    line = next(x for x in lines if x.stage.id == "project_proposal")
    assert line.state is FilingState.NOT_APPLICABLE
    assert line.reason
    projects.answer(ws, project, "registration.total_investment", "3000.01")
    assert state_of(ws, project, "project_proposal")[0] is FilingState.NOT_STARTED


def test_a_stage_that_recurs_offers_the_next_filing(sample_ws: Workspace, sample: str) -> None:
    lines = checks.stage_lines(sample_ws, projects.load_project(sample_ws, sample))
    reports = [line for line in lines if line.stage.id == "progress_report"]
    assert [x.filing and x.filing.period for x in reports] == ["2023", "2024H1", "2024", None]
    assert reports[0].stage.recurrence is Recurrence.HALF_YEARLY
    once = [line for line in lines if line.stage.id == NEEDS]
    assert len(once) == 1


def test_every_filing_of_the_sample_is_in_the_list(sample_ws: Workspace, sample: str) -> None:
    project = projects.load_project(sample_ws, sample)
    lines = checks.stage_lines(sample_ws, project)
    assert {x.filing.id for x in lines if x.filing} == {f.id for f in project.filings}


def test_a_check_of_one_filing_says_less_than_of_all(ws: Workspace, project: str) -> None:
    projects.open_filing(ws, project, NEEDS)
    projects.open_filing(ws, project, "operation")
    whole, part = checks.check(ws, project), checks.check(ws, project, NEEDS)
    assert NEEDS in {f.filing for f in part.findings}
    assert "operation" not in {f.filing for f in part.findings}
    assert {"registration", NEEDS, "operation"} <= {f.filing for f in whole.findings}
    assert set(part.findings) < set(whole.findings)
    assert whole.today == NOW.date()
    assert not whole.is_complete


def test_a_filing_that_is_not_there_is_not_checked(ws: Workspace, project: str) -> None:
    with pytest.raises(NotFoundError, match=r"feasibility_study.*registration"):
        checks.check(ws, project, "feasibility_study")


def test_the_complete_sample_has_no_errors(sample_ws: Workspace, sample: str) -> None:
    result = checks.check(sample_ws, sample)
    assert result.errors == ()
    assert result.is_complete


def test_duties_follow_the_day_that_rules_see(tmp_path: Path, sample_home: Path) -> None:
    def states(day: date) -> set[DutyState]:
        with Workspace.open(sample_home, clock, day) as ws:
            (summary,) = project_list.list_projects(ws)
            found = checks.duties(ws, summary.id)
        assert len({duty.id for duty in found}) == len(found)
        assert all(duty.basis for duty in found)
        return {duty.state for duty in found}

    assert DutyState.DONE in states(date(2027, 1, 1))
    assert DutyState.DONE not in states(date(2023, 1, 1))


def test_an_overview_says_what_comes_next(sample_ws: Workspace, ws: Workspace) -> None:
    (summary,) = project_list.list_projects(sample_ws)
    found = overviews.overview(sample_ws, summary.id)
    assert found.unit == "示例省政务服务厅"
    assert found.state
    bare = projects.create_project(ws, PACK, "新项目")
    assert overviews.overview(ws, bare.id).stage_title == ws.pack(PACK).stages[0].title


def test_answers_of_an_older_pack_do_no_harm(ws: Workspace, project: str) -> None:
    """A stage or field that the pack has no more is kept in the data and not shown."""
    projects.open_filing(ws, project, "operation")
    pack = ws.pack(PACK)
    ws._packs[PACK] = replace(pack, stages=tuple(s for s in pack.stages if s.id != "operation"))
    found = projects.load_project(ws, project)
    assert [f.id for f in found.filings] == ["registration"]
    assert checks.stage_lines(ws, found)
    ws._packs[PACK] = pack
    assert projects.load_project(ws, project).filing("operation") is not None


def test_backup_and_restore_are_a_round_trip(
    sample_ws: Workspace, sample: str, tmp_path: Path
) -> None:
    before = projects.load_project(sample_ws, sample)
    files = objects(sample_ws)
    told: list[tuple[int, int]] = []
    backups.backup(sample_ws, tmp_path / "all.backup", lambda d, t: told.append((d, t)))
    assert told
    assert told[-1][0] == told[-1][1]
    home = tmp_path / "restored"
    assert backups.restore(tmp_path / "all.backup", home, NOW) is None
    with Workspace.open(home, clock) as again:
        assert projects.load_project(again, sample) == before
        assert objects(again) == files
        assert backups.selfcheck(again) == []


def test_restoring_sets_the_old_data_aside(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Workspace.open(home, clock) as ws:
        project = projects.create_project(ws, PACK, "名称").id
        backups.backup(ws, tmp_path / "b.backup")
        projects.answer(ws, project, "registration.unit_head", "张三")
        with pytest.raises(StorageError, match="正在被"):
            backups.restore(tmp_path / "b.backup", home, NOW)
    aside = backups.restore(tmp_path / "b.backup", home, NOW)
    assert aside is not None
    assert aside.is_dir()
    with Workspace.open(home, clock) as again:
        registration = projects.load_project(again, project).filing("registration")
    assert registration.answer("unit_head").is_blank


def test_selfcheck_finds_a_damaged_file(sample_ws: Workspace, sample: str) -> None:
    assert backups.selfcheck(sample_ws) == []
    attachment = projects.load_project(sample_ws, sample).filing(NEEDS).attachments[0]
    path = attachments.path_of(sample_ws, attachment)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"x")
    (problem,) = backups.selfcheck(sample_ws)
    assert attachment.title in problem


def test_selfcheck_names_a_pack_that_cannot_be_used(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "forms" / "broken").mkdir(parents=True)
    (tmp_path / "forms" / "broken" / "pack.yaml").write_text("pack: {}\n", "utf-8")
    monkeypatch.setattr("egov_desktop.packs.shipped_root", lambda: tmp_path / "forms")
    (problem,) = backups.selfcheck(ws)
    assert "broken" in problem


def test_packs_are_offered_by_name() -> None:
    assert PACK in policy_packs.installed_ids()
    assert [pack.id for pack in policy_packs.available()] == policy_packs.installed_ids()
    with pytest.raises(NotFoundError, match="没有"):
        policy_packs.lint(Path("没有"))


def test_a_pack_can_be_used_where_its_cache_cannot_be_written(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "home", clock) as ws:
        (tmp_path / "home" / "cache").write_text("in the way")
        assert ws.pack(PACK).id == PACK
        assert ws.packs[PACK] is ws.pack(PACK)


def test_the_data_folder_is_named_by_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EGOV_HOME", str(tmp_path))
    assert default_home() == tmp_path
    monkeypatch.setenv("EGOV_HOME", "")
    assert default_home().name == "egov-desktop"


def test_amounts_of_approvals_are_seen_by_the_check(ws: Workspace, loaded: Project) -> None:
    projects.answer(ws, loaded.id, "preliminary_design.total_investment", "2750.01")
    rules = {f.rule for f in checks.check(ws, loaded.id).errors}
    assert f"{PACK}.estimate-over-approval" in rules
    amount = loaded.approval("feasibility_study").amount
    assert amount == Decimal("2750.00")
