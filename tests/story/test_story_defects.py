"""Samples with one defect each: the check says that one thing, there, and nothing else."""

import json
import runpy
from pathlib import Path

import pytest
from story_mutant import Mutant
from story_mutants_accepting import ACCEPTING, PROCUREMENT, PROGRESS, PROTECTION
from story_mutants_building import ACCEPTANCE, CONSTRUCTION, DATES
from story_mutants_declaring import DECLARATION, NAMES_AND_CODES
from story_mutants_estimate import FEES, PURPOSES, TABLES
from story_mutants_money import ESTIMATE, RATES
from story_samples import (
    APPROVAL_PLATFORM,
    DATA_HUB,
    PACK,
    check_variant,
    edited,
    load,
    sample_document,
    sample_path,
    told,
)

from egov_desktop.app import checks, data_files, project_list, projects
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import EntryStoppedError
from egov_desktop.domain.findings import CheckResult
from egov_desktop.domain.project import Project

BASE_NOTE = ("note", "proposal-replaceable", "feasibility_study.total_investment")
MUTANTS = [
    *DECLARATION,
    *NAMES_AND_CODES,
    *ESTIMATE,
    *RATES,
    *CONSTRUCTION,
    *ACCEPTANCE,
    *DATES,
    *PROCUREMENT,
    *PROGRESS,
    *PROTECTION,
    *ACCEPTING,
    *TABLES,
    *FEES,
    *PURPOSES,
]
ABOVE_THRESHOLD = "just above the threshold"


@pytest.fixture(scope="session")
def bases(workspace: Workspace) -> dict[str, Project]:
    """Load each sample as it is shipped."""
    names = (APPROVAL_PLATFORM, DATA_HUB)
    return {name: data_files.load_data_file(workspace, sample_path(name)) for name in names}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_one_defect_one_finding(
    workspace: Workspace, bases: dict[str, Project], mutant: Mutant
) -> None:
    document = edited(sample_document(mutant.sample), mutant.edits)
    folder = sample_path(mutant.sample).parent
    result = check_variant(workspace, bases[mutant.sample], folder, document)
    has_note = mutant.sample == APPROVAL_PLATFORM and mutant.name != ABOVE_THRESHOLD
    expected = [*mutant.found, *([BASE_NOTE] if has_note else [])]
    assert sorted(map(told, result.findings)) == sorted(expected)
    assert waiting(result) == mutant.undecided
    assert any(mutant.says in finding.message for finding in result.findings) or not mutant.says
    assert all(finding.basis for finding in result.findings)
    assert result.is_complete is not any(severity == "error" for severity, _, _ in expected)


def test_every_rule_of_the_pack_has_a_mutant(workspace: Workspace) -> None:
    found = {rule for mutant in MUTANTS for _, rule, _ in mutant.found}
    apart = {"classified", "proposal-replaceable", "outline-chapter-missing"}
    apart |= {"national-acceptance-late"}  # switched off as shipped
    apart |= {"cryptography-chapter-missing"}  # needs other reports; the pack's cases have them
    apart |= {"file-name-unclear", "file-not-pdf", "file-too-large"}  # likewise other files
    assert {rule.id for rule in workspace.pack(PACK).rules} <= found | apart


@pytest.mark.parametrize("word", [True, "是", "yes", "有"])
def test_a_classified_project_is_not_kept(
    workspace: Workspace, sample_folders: dict[str, Path], word: object
) -> None:
    before = {summary.id for summary in project_list.list_projects(workspace)}
    document = edited(sample_document(DATA_HUB), {"registration.is_classified": word})
    with pytest.raises(EntryStoppedError, match="涉密"):
        load(workspace, sample_folders[DATA_HUB], document)
    assert {summary.id for summary in project_list.list_projects(workspace)} == before


def test_nothing_answered_is_nothing_passed(workspace: Workspace) -> None:
    project = projects.create_project(workspace, PACK, "示例省空白项目")
    for stage in workspace.pack(PACK).stages:
        period = "2024H1" if stage.id == "progress_report" else None
        projects.open_filing(workspace, project.id, stage.id, period)
    result = checks.check(workspace, project.id)
    rules_undecided = {rule for rule, _ in waiting(result)}
    assert {rule for _, rule, _ in map(told, result.findings)} >= {
        "answer-missing",
        "material-missing",
    }
    assert rules_undecided >= {
        "classified",
        "jointly-built",
        "funds-not-secured",
        "funds-before-approval",
        "acceptance-late",
        "final-acceptance-late",
        "risk-assessment-early",
        "adjusted-before-report",
        "incident-unreported",
        "tender-method-differs",
        "sum-mismatch",
        "proposal-required",
        "estimate-over-approval",
        "identifier-invalid",
        "date-order",
    }


CHAPTER = "# 第十章 项目组织机构和人员培训\n"


@pytest.mark.parametrize("kept", ["", f"{CHAPTER}略。\n"], ids=["missing", "empty"])
def test_a_chapter_that_is_missing_or_empty_is_found_in_the_pdf(
    workspace: Workspace, sample_folders: dict[str, Path], kept: str
) -> None:
    samples = sample_path(DATA_HUB).parents[1]
    text = (samples / "texts" / "feasibility_report.md").read_text("utf-8")
    before, rest = text.split(CHAPTER)
    shortened = f"{before}{kept}# {rest.partition(chr(10) + '# ')[2]}"
    maker = runpy.run_path(str(samples / "make_attachments.py"))
    document = sample_document(DATA_HUB)
    words = json.loads((samples / "texts" / "words.json").read_text("utf-8"))[DATA_HUB]
    made = maker["documents"](document, workspace.pack(PACK), words)
    facts = next(facts for file, facts, _ in made if file.endswith("/可行性研究报告.pdf"))
    report = sample_folders[DATA_HUB] / "attachments" / "可行性研究报告.pdf"
    original = report.read_bytes()
    maker["draw"](report, shortened, facts)
    try:
        project_id = load(workspace, sample_folders[DATA_HUB], document)
    finally:
        report.write_bytes(original)
    (finding,) = checks.check(workspace, project_id).findings
    assert told(finding) == (
        "error",
        "outline-chapter-missing",
        "feasibility_study.feasibility_report",
    )
    assert "项目组织机构和人员培训" in finding.message


def test_a_report_without_a_text_layer_is_undecided_not_passed(
    workspace: Workspace, sample_folders: dict[str, Path]
) -> None:
    folder = sample_folders[APPROVAL_PLATFORM]
    document = sample_document(APPROVAL_PLATFORM)
    for filing in document["filings"]:
        for attached in filing.get("attachments", []):
            if attached["material"] == "design_report":
                attached["file"] = "attachments/调整说明.pdf"
    result = checks.check(workspace, load(workspace, folder, document))
    assert waiting(result) == {("outline-chapter-missing", "preliminary_design.design_report")}


def waiting(result: CheckResult) -> set[tuple[str, str]]:
    """Return (rule, path) of everything that could not be decided."""
    return {(u.rule.removeprefix(f"{PACK}."), f"{u.filing}.{u.path}") for u in result.undecided}
