"""Every way in which a project data file can be wrong: a sentence that names it, nothing kept."""

import copy
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_samples import Document, objects, small_document, small_pdf, written
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from egov_desktop.app import data_files, project_list
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import EgovError, InvalidInputError, NotFoundError

Refused = Callable[[Path], str]


@pytest.fixture
def refused(ws: Workspace) -> Refused:
    """Return what loads a file that must be refused, looks that nothing is kept, and its words."""

    def load(path: Path) -> str:
        with pytest.raises((InvalidInputError, NotFoundError)) as caught:
            data_files.load_data_file(ws, path)
        assert project_list.list_projects(ws) == []
        assert objects(ws) == set()
        assert list(ws.scratch.iterdir()) == []
        sentence = str(caught.value)
        assert sentence[-1] in "\u3002\uff1f?"
        assert "Error" not in sentence
        return sentence

    return load


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b'{"format": "egov-project/1",\n "pack": }', ["第 2 行第 10 列", "project.json"]),
        (b"", ["第 1 行第 1 列"]),
        (b'{"format": "egov-project/1", "pack": "x", "pack": "y"}', ["pack", "重复"]),
        (b'{"project": {"total_investment": NaN}}', ["NaN"]),
        (b'{"project": {"total_investment": -Infinity}}', ["-Infinity"]),
        (b"[" * 100_000 + b"]" * 100_000, ["嵌套太深"]),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, ["嵌套太深"]),
        (b"[]", ["对象"]),
        (b'"text"', ["对象"]),
        (b"\xff\xfe{\x00}\x00", ["UTF-8", "第 0 字节"]),
        (b'{"format": "egov-project/1", "pack": "\xe5\x9b"}', ["UTF-8"]),
        (b"{}", ["format", "egov-project/1"]),
        (b'{"format": "egov-project/2"}', ["egov-project/1", "egov-project/2"]),
        (b'{"format": ["egov-project/1"]}', ["egov-project/1"]),
        (b'{"format": "egov-project/1"}', ["pack"]),
        (b'{"format": "egov-project/1", "pack": 7}', ["pack"]),
        (b'{"format": "egov-project/1", "pack": "sichuan-egof"}', ["sichuan-egov"]),
        (b'{"format": "egov-project/1", "pack": "../forms"}', ["../forms"]),
        (b'{"format": "egov-project/1", "pack": "sichuan-egov"}', ["project_name"]),
        (b'{"fromat": "egov-project/1"}', ["fromat", "format"]),
    ],
)
def test_broken_text(refused: Refused, tmp_path: Path, text: bytes, words: list[str]) -> None:
    path = tmp_path / "project.json"
    path.write_bytes(text)
    sentence = refused(path)
    assert all(word in sentence for word in words), sentence


def test_no_such_file(refused: Refused, tmp_path: Path) -> None:
    assert "没有.json" in refused(tmp_path / "没有.json")
    assert str(tmp_path) in refused(tmp_path)


def test_a_file_too_large_to_be_a_data_file(refused: Refused, tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as stream:
        stream.truncate((64 << 20) + 1)
    assert "64 MB" in refused(path)


STUDY = ("filings", 1)
ANSWERS = (*STUDY, "answers")
ITEMS = (*ANSWERS, "investment_items")
FILES = (*STUDY, "attachments")


def put(document: Document, place: tuple[str | int, ...], value: Any) -> Document:
    """Return the document with another value in one place; a list grows at its end."""
    changed = copy.deepcopy(document)
    inner: Any = changed
    for step in place[:-1]:
        inner = inner[step]
    if isinstance(inner, list) and place[-1] == len(inner):
        inner.append(value)
    else:
        inner[place[-1]] = value
    return changed


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (("projects",), {}, ["projects", "project"]),
        (("project",), [], ["project", "对象"]),
        (("project", "project_nmae"), "x", ["project_nmae", "project_name"]),
        (("project", "project_name"), "  ", ["project_name"]),
        (("project", "project_name"), {"a": 1}, ["project_name", "类型"]),
        (("filings",), {}, ["filings", "列表"]),
        (("filings",), None, ["filings", "列表"]),
        (("filings", 0), "registration", ["filings[0]", "对象"]),
        ((*STUDY, "answer"), {}, ["filings[1]", "answer", "answers"]),
        ((*STUDY, "stage"), "feasibility_studies", ["feasibility_studies", "feasibility_study"]),
        ((*STUDY, "stage"), None, ["filings[1]", "stage"]),
        ((*STUDY, "stage"), "", ["filings[1]", "stage"]),
        ((*STUDY, "period"), "2026H1", ["filings[1]", "period"]),
        (("filings", 2, "period"), None, ["filings[2]", "period", "2026H1"]),
        (("filings", 2, "period"), "2026Q1", ["filings[2].period", "2026Q1"]),
        (("filings", 2, "period"), ["2026H1"], ["filings[2].period"]),
        (("filings", 2, "answers", "period"), "2026", ["2026H1", "2026"]),
        (ANSWERS, [], ["filings[1].answers", "对象"]),
        ((*ANSWERS, "total_investmet"), "1", ["total_investmet", "total_investment"]),
        ((*ANSWERS, "consultant"), ["a"], ["consultant", "类型"]),
        ((*ANSWERS, "consultant"), {"a": "b"}, ["consultant", "类型"]),
        (ITEMS, {"item": "x"}, ["investment_items", "类型"]),
        ((*ITEMS, 1, "amuont"), "1", ["investment_items[1]", "amuont", "amount"]),
        ((*ITEMS, 1, "amount"), ["1"], ["investment_items[1].amount"]),
        ((*ITEMS, 1, "amount"), {"a": [[[[]]]]}, ["investment_items[1].amount"]),
        ((*ITEMS, 1), [["x"]], ["investment_items[1]"]),
        (FILES, "可研报告.pdf", ["filings[1].attachments", "列表"]),
        ((*FILES, 0), "可研报告.pdf", ["attachments[0]", "对象"]),
        ((*FILES, 0, "title"), "x", ["attachments[0]", "title"]),
        ((*FILES, 0, "material"), "feasibility_reprot", ["feasibility_report"]),
        ((*FILES, 0, "material"), 5, ["attachments[0]", "material"]),
        ((*FILES, 0, "file"), "", ["attachments[0]", "file"]),
        ((*FILES, 0, "file"), None, ["attachments[0]", "file"]),
        ((*FILES, 0, "file"), "attachments/没有.pdf", ["attachments/没有.pdf"]),
        ((*FILES, 0, "file"), "/etc/hostname", ["/etc/hostname", "文件夹"]),
        ((*FILES, 0, "file"), "attachments/../../x.pdf", ["../../x.pdf", "文件夹"]),
        ((*FILES, 0, "file"), "..\\x.pdf", ["..\\x.pdf"]),
        ((*FILES, 0, "file"), "C:\\x.pdf", ["C:\\x.pdf"]),
        ((*FILES, 0, "file"), "\\\\server\\share\\x.pdf", ["server"]),
        ((*FILES, 0, "file"), ".", ["文件夹"]),
        ((*FILES, 0, "file"), "attachments", ["attachments"]),
        ((*FILES, 0, "file"), "a\0b", ["找不到"]),
        ((*FILES, 0, "file"), "\ud83d.pdf", ["找不到"]),
        ((*FILES, 0, "file"), "长" * 3000, ["找不到"]),
        (
            (*FILES, 2),
            {"material": "fund_proof", "file": "./attachments/证明.pdf"},
            ["attachments[2]", "两次"],
        ),
        ((*STUDY, "paper"), ["cryptography_plan"], ["filings[1].paper", "对象"]),
        ((*STUDY, "paper", "cryptography_plna"), "x", ["cryptography_plna", "cryptography_plan"]),
        ((*STUDY, "paper", "cryptography_plan"), "", ["filings[1].paper", "cryptography_plan"]),
        ((*STUDY, "paper", "cryptography_plan"), True, ["filings[1].paper"]),
        ((*STUDY, "approval"), "批复.pdf", ["filings[1].approval", "对象"]),
        ((*STUDY, "approval", "nubmer"), "x", ["nubmer", "number"]),
        ((*STUDY, "approval", "number"), ["x"], ["approval.number"]),
        ((*STUDY, "approval", "date"), "2026-02-30", ["approval.date", "2026-02-30"]),
        ((*STUDY, "approval", "date"), "9999-12-31", ["approval.date"]),
        ((*STUDY, "approval", "amount"), "很多", ["approval.amount", "很多"]),
        ((*STUDY, "approval", "file"), "attachments/没有.pdf", ["没有.pdf"]),
        ((*STUDY, "approval", "file"), ["x"], ["file"]),
        (("filings", 5), {"stage": "feasibility_study"}, ["filings[5]", "feasibility_study"]),
        (
            ("filings", 5),
            {"stage": "progress_report", "period": "2026年上半年"},
            ["filings[5]", "progress_report@2026H1"],
        ),
        (
            ("filings", 0, "answers", "total_investment"),
            "2861",
            ["project.total_investment", "2860.00", "2861"],
        ),
        (("filings", 0, "answers", "total_investment"), "约三千万", ["约三千万"]),
    ],
)
def test_wrong_content(
    refused: Refused,
    tmp_path: Path,
    place: tuple[str | int, ...],
    value: Any,
    words: list[str],
) -> None:
    document = put(small_document(), place, value)
    sentence = refused(written_ascii(tmp_path, document))
    assert all(word in sentence for word in words), sentence


def written_ascii(folder: Path, document: object) -> Path:
    """Write a document whose text may hold half characters."""
    path = written(folder, {})
    path.write_text(json.dumps(document), "ascii")
    return path


@pytest.mark.parametrize("content", [b"", None])
def test_an_attachment_that_cannot_be_used(
    refused: Refused, tmp_path: Path, content: bytes | None
) -> None:
    path = written(tmp_path, small_document())
    proof = tmp_path / "attachments" / "证明.pdf"
    if content is None:
        proof.unlink()
        os.mkfifo(proof)
    else:
        proof.write_bytes(content)
    assert "证明.pdf" in refused(path)


def test_a_link_that_leads_out_of_the_folder(refused: Refused, tmp_path: Path) -> None:
    path = written(tmp_path / "in", small_document())
    outside = small_pdf(tmp_path / "outside.pdf")
    link = path.parent / "attachments" / "证明.pdf"
    link.unlink()
    link.symlink_to(outside)
    assert "证明.pdf" in refused(path)
    link.unlink()
    link.symlink_to(link)
    assert "证明.pdf" in refused(path)


def places(value: Any, place: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return every place in a document."""
    found = [place] if place else []
    if isinstance(value, dict | list):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in parts:
            found += places(inner, (*place, key))
    return found


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["是", "2026H1", "1e999", "-", "attachments/证明.pdf", "registration"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=5,
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    edits=st.lists(
        st.tuples(st.sampled_from(places(small_document())), JUNK), min_size=1, max_size=3
    )
)
@example(edits=[(("filings", 1, "period"), 10**400)])
@example(edits=[(("filings", 1, "answers", "total_investment"), 10**4000)])
def test_whatever_is_written_loads_whole_or_not_at_all(
    ws: Workspace, tmp_path: Path, edits: list[tuple[tuple[str | int, ...], Any]]
) -> None:
    document = small_document()
    for place, value in edits:
        try:
            document = put(document, place, value)
        except (TypeError, KeyError, IndexError):
            continue  # an earlier edit took this place away
    path = written_ascii(tmp_path, document)
    before = len(project_list.list_projects(ws)), objects(ws)
    try:
        made = data_files.load_data_file(ws, path)
    except EgovError:
        assert (len(project_list.list_projects(ws)), objects(ws)) == before
        return
    again = data_files.load_data_file(
        ws, data_files.dump_project(ws, made.id, tmp_path / "again.json")
    )
    assert [f.answers for f in again.filings] == [f.answers for f in made.filings]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cut=st.integers(0, 2500), garbage=st.binary(max_size=6))
def test_torn_files_are_refused_whole(
    ws: Workspace, tmp_path: Path, cut: int, garbage: bytes
) -> None:
    path = written(tmp_path, small_document())
    content = path.read_bytes()
    path.write_bytes(content[:cut] + garbage + content[cut + 1 :])
    before = len(project_list.list_projects(ws))
    try:
        data_files.load_data_file(ws, path)
    except EgovError:
        assert len(project_list.list_projects(ws)) == before


@pytest.mark.parametrize("text", ["[", "[NaN]", "[1e5", '[{"a": 1, "a": 2}]', "[" * 5000])
def test_a_table_given_as_broken_text(text: str) -> None:
    with pytest.raises(InvalidInputError, match="明细表"):
        data_files.parse_rows(text)
