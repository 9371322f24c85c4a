"""Bad input and bad places through the command line: exit 3, one sentence, nothing half done."""

import json
import re
import resource
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from story_runs import egov
from story_samples import (
    APPROVAL_PLATFORM,
    Document,
    edited,
    noon,
    sample_document,
    sample_path,
)

from egov_desktop.app import data_files, project_list, projects
from egov_desktop.app.workspace import Workspace
from egov_desktop.signing.throwaway import make_throwaway_credential

FILING = "needs_analysis"
STEPS = re.compile(r"(生成|签名|打包|核对)[^。]*…")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a data folder with one project, which no test here may change."""
    folder = tmp_path_factory.mktemp("bad") / "home"
    with Workspace.open(folder, noon) as ws:
        data_files.load_data_file(ws, sample_path(APPROVAL_PLATFORM))
    return folder


@pytest.fixture(scope="module")
def project(home: Path) -> str:
    with Workspace.open(home, noon) as ws:
        (summary,) = project_list.list_projects(ws)
    return summary.id


@pytest.fixture(scope="module")
def p12(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificate")
    made, _ = make_throwaway_credential(folder, "示例省政务服务厅", noon(), password="right")
    return made


@pytest.fixture
def refused(home: Path) -> Callable[..., str]:
    """Return what runs a command that must be refused, and looks that nothing changed."""

    def run_and_look(*arguments: str | Path, **options: Any) -> str:
        before = contents(home)
        done = egov(*arguments, home=home, **options)
        assert contents(home) == before
        return sentence(done)

    return run_and_look


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one sentence of an expected error."""
    assert done.returncode == 3, (done.returncode, done.stderr)
    assert done.stdout == ""
    told = [line for line in done.stderr.splitlines() if not STEPS.fullmatch(line)]
    assert len(told) == 1, done.stderr
    assert len(re.findall("[\u4e00-\u9fff]", told[0])) >= 4
    assert "Traceback" not in told[0]
    return told[0]


def contents(home: Path) -> tuple[list[Any], set[str]]:
    """Return the projects with their filings, and the files put away."""
    with Workspace.open(home, noon) as ws:
        found = [
            (summary, projects.load_project(ws, summary.id))
            for summary in project_list.list_projects(ws)
        ]
    kept = {"cache", "logs"}
    files = {
        str(file.relative_to(home))
        for file in home.rglob("*")
        if file.is_file() and file.relative_to(home).parts[0] not in kept
    }
    return found, files


def written(folder: Path, document: Document) -> Path:
    """Write a data file beside the attachments of the sample."""
    shutil.copytree(sample_path(APPROVAL_PLATFORM).parent, folder, dirs_exist_ok=True)
    path = folder / "project.json"
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (b'{"format": "egov-project/1",\n "pack": }', "第 2 行"),
        (b'{"format": "egov-project/1", "pack": "sichuan-egov", "pack": "x"}', "pack"),
        (b"\xff\xfe{}", "UTF-8"),
        (b'{"format": "egov-project/2", "pack": "sichuan-egov"}', "egov-project/1"),
        (b"[" * 100_000, "嵌套"),
        (b'{"format": "egov-project/1", "pack": "sichuan"}', "sichuan"),
    ],
    ids=["broken", "key twice", "not UTF-8", "another format", "nested", "unknown pack"],
)
def test_a_broken_data_file_is_refused(
    refused: Callable[..., str], tmp_path: Path, text: bytes, word: str
) -> None:
    path = tmp_path / "project.json"
    path.write_bytes(text)
    assert word in refused("project", "load", path)


@pytest.mark.parametrize(
    ("place", "value", "known"),
    [
        ("feasibility_study.total_invesment", "1", "total_investment"),
        ("feasibility_study.investment_items[0].amuont", "1", "amount"),
        ("feasibility_study.approval.numer", "1", "number"),
        ("more", {"stage": "final_aceptance"}, "final_acceptance"),
        ("more", {"stage": "operation", "answer": {}}, "answers"),
    ],
)
def test_an_unknown_name_is_refused_and_the_nearest_is_told(
    refused: Callable[..., str], tmp_path: Path, place: str, value: Any, known: str
) -> None:
    document = edited(sample_document(APPROVAL_PLATFORM), {place: value})
    told = refused("project", "load", written(tmp_path, document))
    assert f"是不是“{known}”" in told


@pytest.mark.parametrize("file", ["attachments/没有.pdf", "../project.json", "/etc/hostname"])
def test_an_attachment_that_is_not_there_is_refused(
    refused: Callable[..., str], tmp_path: Path, file: str
) -> None:
    document = sample_document(APPROVAL_PLATFORM)
    document["filings"][-1]["attachments"][0]["file"] = file
    assert file in refused("project", "load", written(tmp_path, document))


def test_a_link_out_of_the_folder_is_refused(refused: Callable[..., str], tmp_path: Path) -> None:
    document = sample_document(APPROVAL_PLATFORM)
    path = written(tmp_path / "sample", document)
    outside = tmp_path / "outside.pdf"
    linked = path.parent / "attachments" / "立项申请.pdf"
    shutil.move(linked, outside)
    linked.symlink_to(outside)
    assert "立项申请.pdf" in refused("project", "load", path)


def test_an_empty_attachment_is_refused(refused: Callable[..., str], tmp_path: Path) -> None:
    path = written(tmp_path, sample_document(APPROVAL_PLATFORM))
    (path.parent / "attachments" / "后评价整改报告.pdf").write_bytes(b"")
    assert "后评价整改报告.pdf" in refused("project", "load", path)


def test_a_classified_project_is_refused(refused: Callable[..., str], tmp_path: Path) -> None:
    changed = {"registration.is_classified": "是"}
    path = written(tmp_path, edited(sample_document(APPROVAL_PLATFORM), changed))
    told = refused("project", "load", path)
    assert "涉密" in told
    assert "第三十二条" in told


@pytest.mark.parametrize(
    ("command", "word"),
    [
        (("check", "p0000000000"), "p0000000000"),
        (("project", "show", "../../etc"), "etc"),
        (("project", "load", "没有.json"), "没有.json"),
        (("verify", "没有.zip"), "没有.zip"),
        (("packs", "show", "sichuan-egv"), "sichuan-egov"),
        (("packs", "lint", "没有"), "没有"),
        (("restore", "没有.backup"), "没有.backup"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_what_is_not_there_is_named(
    refused: Callable[..., str], command: tuple[str, ...], word: str
) -> None:
    assert word in refused(*command)


def test_an_unknown_field_of_a_project_names_the_nearest(
    refused: Callable[..., str], project: str
) -> None:
    told = refused("project", "set", project, "feasibility_study.total_investmnt", "1")
    assert "total_investment" in told


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_password_signs_nothing(
    refused: Callable[..., str], project: str, p12: Path, tmp_path: Path, password: str
) -> None:
    out = tmp_path / "out"
    told = refused(
        *("submit", project, FILING, "--out", out, "--p12", p12, "--password-env", "SECRET"),
        env={"SECRET": password},
    )
    assert "密码" in told
    assert not out.exists() or not any(out.iterdir())


def test_a_password_that_is_not_set_or_a_file_that_is_no_certificate(
    refused: Callable[..., str], project: str, p12: Path, tmp_path: Path
) -> None:
    common = ("submit", project, FILING, "--out", tmp_path / "out")
    assert "SECRET" in refused(*common, "--p12", p12, "--password-env", "SECRET")
    no_certificate = sample_path(APPROVAL_PLATFORM)
    assert "证书" in refused(*common, "--p12", no_certificate)
    assert not (tmp_path / "out").exists() or not any((tmp_path / "out").iterdir())


@pytest.mark.parametrize(
    ("command", "room"),
    [
        ("submit", 24_000),
        ("submit", 240_000),
        ("render", 24_000),
        ("dump", 24_000),
        ("backup", 240_000),
    ],
)
def test_a_full_disk_leaves_nothing_half_written(
    refused: Callable[..., str], project: str, tmp_path: Path, command: str, room: int
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    arguments: dict[str, tuple[str | Path, ...]] = {
        "submit": ("submit", project, FILING, "--out", out, "--unsigned"),
        "render": ("render", project, FILING, "--out", out / "draft.pdf"),
        "dump": ("project", "dump", project, "--out", out / "project.json"),
        "backup": ("backup", "--out", out / "all.backup"),
    }

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    told = refused("--quiet", *arguments[command], preexec_fn=no_room)
    assert "无法写入" in told or "磁盘" in told
    assert [f for f in out.rglob("*") if f.is_file()] == []


@pytest.mark.parametrize("blocked", ["file in the way", "below a file", "kernel folder"])
@pytest.mark.parametrize("command", ["submit", "render", "demo"])
def test_a_blocked_folder_is_told(
    refused: Callable[..., str], project: str, tmp_path: Path, command: str, blocked: str
) -> None:
    file = tmp_path / "taken"
    file.write_text("mine", "utf-8")
    out = {"file in the way": file, "below a file": file / "x", "kernel folder": Path("/proc/x")}[
        blocked
    ]
    arguments: dict[str, tuple[str | Path, ...]] = {
        "submit": ("submit", project, FILING, "--out", out, "--unsigned"),
        "render": ("render", project, FILING, "--out", out / "draft.pdf"),
        "demo": ("demo", "--out", out),
    }
    refused("--quiet", *arguments[command])
    assert file.read_text("utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("place", ["file", "below a file", "damaged"])
def test_a_data_folder_that_cannot_be_used_is_told(tmp_path: Path, place: str) -> None:
    file = tmp_path / "taken"
    file.write_text("mine", "utf-8")
    home = {"file": file, "below a file": file / "x", "damaged": tmp_path / "home"}[place]
    if place == "damaged":
        with Workspace.open(home, noon):
            pass
        (database,) = home.rglob("*.db")
        database.write_bytes(b"no database at all" * 1000)
    sentence(egov("project", "list", home=home))
    assert file.read_text("utf-8") == "mine"


def test_a_data_folder_in_use_is_told_with_its_holder(home: Path) -> None:
    with Workspace.open(home, noon):
        told = sentence(egov("project", "list", home=home))
    assert "正在被" in told
