"""Data files that know only the published ids stay clean, however much the forms grow."""

from pathlib import Path
from typing import Any

import pytest
from story_samples import APPROVAL_PLATFORM, DATA_HUB, load, sample_document

from egov_desktop.app import checks
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.policy import Severity

PUBLISHED = {
    "registration": (
        "project_name construction_unit unit_code project_code responsible_person unit_head"
        " implementing_body total_investment fund_sources is_classified jointly_built"
        " construction_start construction_end protection_level"
    ),
    "needs_analysis": "project_name total_investment planning_basis",
    "project_proposal": "project_name total_investment",
    "feasibility_study": (
        "project_name total_investment investment_items fund_sources funds_secured consultant"
        " replaces_proposal contingency_rate tender_plan"
    ),
    "preliminary_design": (
        "project_name total_investment investment_items designer major_change adjustment_amount"
    ),
    "fund_application": "application_date amount year",
    "procurement": "contracts supervision_contract",
    "progress_report": (
        "period planned_percent actual_percent paid completed_investment milestones"
    ),
    "adjustment": "reason before_after effective_date report_date",
    "incident_report": "kind found_on reported_on measures",
    "risk_assessment": "completed_on trial_run_start assessed_on assessor protection_level",
    "preliminary_acceptance": "completed_on accepted_on experts conclusion open_issues",
    "final_acceptance": "application_date preliminary_accepted_on",
    "acceptance_extension": "original_due requested_due reason",
    "post_evaluation": "finding_items rectified_on",
    "operation": "operating_body annual_cost rules",
}
"""Stage → the field ids that scripts of departments may rely on."""

COLUMNS = {
    "fund_sources": "source amount",
    "investment_items": "item amount",
    "contracts": "name supplier supplier_code amount method approved_method signed_on",
    "before_after": "item approved adjusted",
}
"""Table → its published columns; of other tables the first column is kept."""

MATERIALS = (
    "application_letter needs_report proposal_report feasibility_report fund_proof"
    " cryptography_plan design_report adjustment_chapter fund_report feasibility_approval"
    " tender_approval contract_files supervision_contract_file progress_report_file"
    " adjustment_report supervision_opinion incident_file risk_report protection_filing"
    " preliminary_report application construction_summary financial_report audit_report"
    " extension_application rectification_report"
)


def only_published(document: dict[str, Any]) -> dict[str, Any]:
    filings = []
    for filing in document["filings"]:
        fields = PUBLISHED[filing["stage"]].split()
        kept = {
            key: value if not isinstance(value, list) else [_row(key, row) for row in value]
            for key, value in filing["answers"].items()
            if key in fields
        }
        known = MATERIALS.split()
        files = [each for each in filing.get("attachments", ()) if each["material"] in known]
        filings.append(filing | {"answers": kept, "attachments": files})
    return document | {"filings": filings}


def _row(table: str, row: dict[str, Any]) -> dict[str, Any]:
    columns = COLUMNS.get(table, next(iter(row))).split()
    return {key: cell for key, cell in row.items() if key in columns}


@pytest.mark.parametrize("name", [APPROVAL_PLATFORM, DATA_HUB])
def test_a_clean_file_of_published_ids_gives_no_error_and_no_warning(
    workspace: Workspace, sample_folders: dict[str, Path], name: str
) -> None:
    document = only_published(sample_document(name))
    project = load(workspace, sample_folders[name], document)
    result = checks.check(workspace, project)
    serious = [f for f in result.findings if f.severity is not Severity.NOTE]
    assert [(f.rule, f.full_path, f.message) for f in serious] == []
