"""The shipped samples: nothing wrong with them, and their attachments agree with their forms."""

import runpy
from pathlib import Path

import pytest
from story_samples import APPROVAL_PLATFORM, DATA_HUB, load, sample_document, sample_path, told

from egov_desktop.app import checks, data_files
from egov_desktop.app.projects import load_project
from egov_desktop.app.workspace import Workspace

NOTES = {
    APPROVAL_PLATFORM: [("note", "proposal-replaceable", "feasibility_study.total_investment")],
    DATA_HUB: [],
}


@pytest.mark.parametrize("name", NOTES)
def test_a_sample_has_nothing_wrong_and_nothing_undecided(workspace: Workspace, name: str) -> None:
    project = data_files.load_data_file(workspace, sample_path(name))
    result = checks.check(workspace, project.id)
    assert [told(finding) for finding in result.findings] == NOTES[name]
    assert result.undecided == ()
    assert all(not a.remarks for filing in project.filings for a in filing.attachments)


@pytest.mark.parametrize("name", NOTES)
def test_a_sample_can_be_filed_step_by_step(
    workspace: Workspace, sample_folders: dict[str, Path], name: str
) -> None:
    document = sample_document(name)
    for count in range(1, len(document["filings"]) + 1):
        begun = document | {"filings": document["filings"][:count]}
        project_id = load(workspace, sample_folders[name], begun)
        latest = load_project(workspace, project_id).filings[count - 1]
        assert checks.check(workspace, project_id, latest.id).errors == (), latest.id


@pytest.mark.parametrize("name", NOTES)
def test_a_sample_survives_being_written_and_read_again(
    workspace: Workspace, tmp_path: Path, name: str
) -> None:
    project = data_files.load_data_file(workspace, sample_path(name))
    out = data_files.dump_project(workspace, project.id, tmp_path / "project.json")
    again = data_files.load_data_file(workspace, out)
    for before, after in zip(project.filings, again.filings, strict=True):
        assert after.answers == before.answers
        assert [(a.material, a.sha256) for a in after.attachments] == [
            (a.material, a.sha256) for a in before.attachments
        ]
        assert (after.approval and after.approval.number) == (
            before.approval and before.approval.number
        )


def test_the_attachments_are_made_from_the_texts_byte_for_byte(tmp_path: Path) -> None:
    samples = sample_path(APPROVAL_PLATFORM).parents[1]
    made = runpy.run_path(str(samples / "make_attachments.py"))["make"](tmp_path)
    assert len(made) > 50
    for file in made:
        assert file.read_bytes() == (samples / file.relative_to(tmp_path)).read_bytes(), file
    present = {file.relative_to(samples) for file in samples.glob("*/attachments/*")}
    assert present == {file.relative_to(tmp_path) for file in made}
    assert sum(file.stat().st_size for file in made) < 3_000_000
