"""Outlines of the Sichuan pack: the unit's changes, the skeletons in LibreOffice, the check."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from app_samples import PACK, clock
from docx.oxml import parse_xml
from written_reports import write_out

from egov_desktop.app import (
    checks,
    data_files,
    outlines,
    policy_packs,
    projects,
    report_checks,
    report_skeletons,
)
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.domain.findings import Finding
from egov_desktop.domain.outlines import chapter_number
from egov_desktop.domain.policy import Severity
from egov_desktop.domain.project import Attachment, Filing, Heading, Project
from egov_desktop.domain.unit_outlines import UnitChapter

STUDY = "feasibility_study"
RULE = f"{PACK}.outline-chapter-missing"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
REPORTS = (
    ("needs_analysis", "annex1"),
    ("project_proposal", "annex2"),
    (STUDY, "annex3"),
    (STUDY, "general2023"),
    ("preliminary_design", "annex4"),
    ("risk_assessment", "risk2071"),
)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Project]]:
    """The sample project that goes through every stage, in a data folder of its own."""
    with Workspace.open(tmp_path_factory.mktemp("hub") / "home", clock) as ws:
        yield ws, data_files.load_data_file(ws, policy_packs.sample("data-hub"))


@pytest.fixture(scope="module")
def skeletons(
    hub: tuple[Workspace, Project], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The skeleton of every report of the sample."""
    ws, project = hub
    folder = tmp_path_factory.mktemp("skeletons")
    made = {}
    for stage, outline in REPORTS:
        made[outline] = folder / f"{outline}.docx"
        skeleton = report_skeletons.plan_skeleton(ws, project.id, stage, outline)
        report_skeletons.write_skeleton(skeleton, made[outline])
    return made


@pytest.fixture(scope="module")
def opened(skeletons: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What LibreOffice makes of each skeleton."""
    folder = tmp_path_factory.mktemp("opened")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "fodt", "--outdir", str(folder)]
    subprocess.run(
        [*command, *map(str, skeletons.values())], check=True, capture_output=True, timeout=100
    )
    return {name: parse_xml((folder / f"{name}.fodt").read_bytes()) for name in skeletons}


def _study(ws: Workspace, project_id: str) -> tuple[Project, Filing]:
    project = projects.load_project(ws, project_id)
    return project, projects.filing_of(project, STUDY)


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("stage", "outline"), REPORTS)
def test_libreoffice_finds_every_chapter_and_section_in_its_navigator(
    hub: tuple[Workspace, Project],
    opened: dict[str, Any],
    stage: str,
    outline: str,
) -> None:
    wanted = []
    for chapter in hub[0].pack(PACK).outlines[outline].chapters:
        wanted.append((1, chapter.title))
        wanted += [(2, section.title) for section in chapter.sections]
    found = [
        (int(each.get(f"{_TEXT}outline-level", "0")), "".join(each.itertext()).strip())
        for each in opened[outline].iter(f"{_TEXT}h")
    ]
    assert found == wanted, stage
    contents = [
        "".join(each.itertext()).strip()
        for index in opened[outline].iter(f"{_TEXT}table-of-content")
        for each in index.iter(f"{_TEXT}p")
    ]
    assert f"{chapter_number(1)} {wanted[0][1]}" in contents


@pytest.mark.parametrize(("stage", "outline"), REPORTS)
def test_a_report_written_from_the_skeleton_passes_the_check(
    hub: tuple[Workspace, Project],
    skeletons: dict[str, Path],
    tmp_path: Path,
    stage: str,
    outline: str,
) -> None:
    ws, project = hub
    untouched = report_checks.check_report(ws, project.id, stage, skeletons[outline], outline)
    assert untouched.has_errors
    report = write_out(skeletons[outline], tmp_path / "r.docx")
    result = report_checks.check_report(ws, project.id, stage, report, outline)
    assert [f for f in result.findings if f.severity is not Severity.NOTE] == []


def test_a_filing_names_its_reports_and_their_outlines(ws: Workspace, project: str) -> None:
    projects.open_filing(ws, project, STUDY)
    loaded, study = _study(ws, project)
    (report,) = outlines.outlines_for(ws, loaded, study)
    assert report.material.id == "feasibility_report"
    assert [outline.id for outline in report.outlines] == ["annex3", "general2023"]
    assert outlines.outline_for(ws, loaded, study).id == "annex3"
    assert outlines.outline_for(ws, loaded, study, "general2023").id == "general2023"
    with pytest.raises(NotFoundError, match="annex3"):
        outlines.report_for(ws, loaded, study, "annex1")
    with pytest.raises(NotFoundError, match="feasibility_report"):
        outlines.report_for(ws, loaded, study, material="other")
    registration = projects.filing_of(loaded, "registration")
    assert outlines.outlines_for(ws, loaded, registration) == ()
    with pytest.raises(NotFoundError, match="没有按提纲"):
        outlines.report_for(ws, loaded, registration)


def test_a_unit_s_chapters_are_kept_used_and_taken_back(ws: Workspace, project: str) -> None:
    projects.open_filing(ws, project, STUDY)
    loaded, study = _study(ws, project)
    chapters = outlines.unit_chapters(ws, PACK, "annex3")
    own = UnitChapter("第六章 密码应用方案", guidance="写密码应用。")
    outlines.save_unit_outline(ws, PACK, "annex3", (*chapters[:5], own, *chapters[5:]))
    assert outlines.is_changed(ws, PACK, "annex3")
    titles = [chapter.title for chapter in outlines.outline_for(ws, loaded, study).chapters]
    assert titles[5] == "密码应用方案"
    skeleton = report_skeletons.plan_skeleton(ws, project, STUDY)
    assert [part.title for part in skeleton.chapters] == titles
    outlines.save_unit_outline(ws, PACK, "annex3", chapters)
    assert not outlines.is_changed(ws, PACK, "annex3")
    outlines.save_unit_outline(ws, PACK, "annex3", chapters[1:])
    outlines.reset_unit_outline(ws, PACK, "annex3")
    assert outlines.unit_chapters(ws, PACK, "annex3") == chapters


def test_chapters_that_make_no_outline_are_refused(ws: Workspace) -> None:
    with pytest.raises(InvalidInputError, match="至少"):
        outlines.save_unit_outline(ws, PACK, "annex3", ())
    with pytest.raises(NotFoundError, match="annex1"):
        outlines.unit_chapters(ws, PACK, "annex9")
    assert not outlines.is_changed(ws, PACK, "annex3")


def test_the_rules_of_the_pack_follow_the_unit_s_outline(ws: Workspace, project: str) -> None:
    projects.open_filing(ws, project, STUDY)
    chapters = outlines.unit_chapters(ws, PACK, "annex3")
    before = _missing(ws, project)
    assert [f.severity for f in before if "项目实施进度" in f.message] == [Severity.ERROR]
    assert any("节能分析" in f.message for f in before)
    changed = [
        replace(each, is_dropped=each.title in ("项目实施进度", "节能分析")) for each in chapters
    ]
    own = UnitChapter("密码应用方案", is_verified=True)
    outlines.save_unit_outline(ws, PACK, "annex3", (*changed, own))
    after = _missing(ws, project)
    assert [f.severity for f in after if "项目实施进度" in f.message] == [Severity.WARNING]
    assert not any("节能分析" in f.message for f in after)
    assert [f.severity for f in after if "密码应用方案" in f.message] == [Severity.ERROR]


def _missing(ws: Workspace, project_id: str) -> list[Finding]:
    """Return what the rule finds when a report lacks two chapters."""
    project, study = _study(ws, project_id)
    titles = [chapter.title for chapter in ws.pack(PACK).outlines["annex3"].chapters]
    headings = tuple(
        Heading(title, 300) for title in titles if title not in ("项目实施进度", "节能分析")
    )
    file = Attachment(
        "a1", "feasibility_report", "r.pdf", "0" * 64, 1, "application/pdf", 9, (), headings
    )
    with_report = replace(study, attachments=(file,))
    filings = tuple(with_report if f.id == study.id else f for f in project.filings)
    result = checks.check_project(ws, replace(project, filings=filings))
    return [finding for finding in result.findings if finding.rule == RULE]
