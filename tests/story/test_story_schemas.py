"""The published JSON Schemas against the samples, what we write, and what must not pass."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from story_runs import CHECKOUT, Demo
from story_samples import (
    APPROVAL_PLATFORM,
    DATA_HUB,
    edited,
    sample_document,
    sample_path,
)

from egov_desktop.app import data_files
from egov_desktop.app.workspace import Workspace


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((CHECKOUT / "forms" / "schema" / f"{name}.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    checker = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator(schema, format_checker=checker)


def places(name: str, document: Any) -> list[str]:
    """Return where a document does not fit its schema."""
    return [error.json_path for error in validator(name).iter_errors(document)]


@pytest.mark.parametrize("name", [APPROVAL_PLATFORM, DATA_HUB])
def test_samples_and_their_dumps_fit_the_data_file_schema(
    workspace: Workspace, tmp_path: Path, name: str
) -> None:
    assert places("project-data", sample_document(name)) == []
    project = data_files.load_data_file(workspace, sample_path(name))
    dumped = data_files.dump_project(workspace, project.id, tmp_path / "out.json")
    assert places("project-data", json.loads(dumped.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("place", "value", "found"),
    [
        ("feasibility_study.approval.amount", 2860, "$.filings[2].approval.amount"),
        ("feasibility_study.approval.date", "2023-06-31", "$.filings[2].approval.date"),
        ("feasibility_study.approval.sum", "1", "$.filings[2].approval"),
        ("feasibility_study.consultant", {"name": "x"}, "$.filings[2].answers.consultant"),
        ("feasibility_study.fund_sources[0].amount", [], "$.filings[2].answers.fund_sources"),
    ],
)
def test_the_data_file_schema_names_what_does_not_fit(
    place: str, value: object, found: str
) -> None:
    document = edited(sample_document(APPROVAL_PLATFORM), {place: value})
    assert places("project-data", document) == [found]


@pytest.mark.parametrize("file", ["../x.pdf", "/etc/passwd", "C:\\x.pdf", "a/../../x.pdf", ""])
def test_the_data_file_schema_keeps_files_in_the_folder(file: str) -> None:
    document = sample_document(APPROVAL_PLATFORM)
    document["filings"][1]["attachments"][0]["file"] = file
    assert places("project-data", document) == ["$.filings[1].attachments[0].file"]


def test_records_of_packets_fit_the_submission_schema(demo: Demo) -> None:
    for packet in demo.packets:
        assert places("submission", json.loads(packet.record.read_text("utf-8"))) == []


LATER = {"overrides", "printed", "changes", "correction"}
"""Keys that packets of the first program did not have."""


def test_the_submission_schema_requires_every_key_we_write(demo: Demo) -> None:
    record = json.loads(demo.packet("final_acceptance").record.read_text("utf-8"))
    assert record.keys() >= LATER
    for key in record:
        shorter = {name: value for name, value in record.items() if name != key}
        assert places("submission", shorter) == ([] if key in LATER else ["$"]), key
    signed_by_nobody = record | {"signature": record["signature"] | {"signer": None}}
    assert places("submission", signed_by_nobody) == ["$.signature.signer"]


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("overrides", [{"code": "already-signed", "sentence": "x", "reason": ""}], "[0].reason"),
        ("overrides", [{"code": "Already", "sentence": "x", "reason": "x"}], "[0].code"),
        ("printed", [{"path": "a", "label": "b", "text": "c", "more": 1}], "[0]"),
        ("printed", [{"path": "a", "label": "b"}], "[0]"),
        ("changes", {"since": {"version": 1, "code": ""}}, ""),
        ("correction", {"notices": []}, ""),
    ],
)
def test_the_submission_schema_is_strict_inside_later_keys(
    demo: Demo, key: str, value: object, found: str
) -> None:
    record = json.loads(demo.packet("final_acceptance").record.read_text("utf-8"))
    assert places("submission", record | {key: value}) == [f"$.{key}{found}"]
