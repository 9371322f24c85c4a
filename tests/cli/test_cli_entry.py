"""How every command behaves: exit codes, streams, usage, bugs of ours, odd consoles."""

import errno
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import pytest
from cli_runs import CHECKOUT, CommandLine, in_own_process

from egov_desktop import __version__
from egov_desktop.app.workspace import Workspace
from egov_desktop.cli import entry, main
from egov_desktop.cli.session import ProgressLine, Session

COMMANDS = CHECKOUT / "docs" / "commands.md"


def leaves(command: click.Command, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield every command that can be run, with the words that call it."""
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from leaves(inner, f"{path} {name}".strip())
    else:
        yield path, command


ALL = dict(leaves(entry.commands))


@pytest.mark.parametrize("path", ALL)
def test_every_command_is_documented(path: str) -> None:
    text = COMMANDS.read_text("utf-8")
    lines = [line for line in text.splitlines() if re.search(rf"`{path}(?![a-z])", line)]
    assert lines, f"docs/commands.md says nothing of {path}"
    for parameter in ALL[path].params:
        if isinstance(parameter, click.Option):
            (name,) = parameter.opts
            assert any(name in line for line in lines), f"{path} {name}"
        else:
            assert parameter.metavar is not None
            for name in parameter.metavar.strip("[]").split("|"):
                assert any(name in line for line in lines), parameter


def test_every_global_option_is_documented() -> None:
    text = COMMANDS.read_text("utf-8")
    for parameter in entry.commands.params:
        assert any(f"`{name}" in text for name in parameter.opts), parameter


def test_nothing_is_documented_that_is_not_there() -> None:
    text = COMMANDS.read_text("utf-8")
    rows = re.findall(r"^\| `([a-z]+(?: [a-z]+)?)", text, re.MULTILINE)
    known = {*ALL, *(path.partition(" ")[0] for path in ALL), "reserved"}
    assert {row for row in rows if row not in known and row.split(" ")[0] not in known} == set()


@pytest.mark.parametrize("path", ["", *ALL])
def test_every_command_has_help_in_chinese(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*path.split(), "--help"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert re.search("[\u4e00-\u9fff]{2}", out)


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"egov-desktop {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sumbit"], ["sumbit", "submit"]),
        (["project", "lod"], ["lod", "load"]),
        (["--jsno", "packs", "list"], ["--jsno", "--json"]),
        (["verify"], ["ZIP"]),
        (["verify", "x.zip", "--jobs", "0"], ["--jobs"]),
        (["render", "p", "f"], ["--out"]),
        (["--lang", "fr", "packs", "list"], ["--lang"]),
        (["--today", "2026-02-30", "packs", "list"], ["--today"]),
        (["--today", "9999-12-31", "packs", "list"], ["--today", "2199"]),
        (["--json"], ["命令"]),
        (["project", "set", "p"], ["PATH"]),
        (["packs", "list", "more"], ["写法"]),
        (["submit", "p", "f", "--out", "x"], ["--p12", "--unsigned"]),
    ],
)
def test_a_wrong_call_is_explained_in_chinese(
    arguments: list[str], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert all(word in err for word in words), err
    assert "--help" in err
    assert not re.search(r"[Mm]issing|[Nn]o such|[Ii]nvalid", err)


def test_a_group_alone_shows_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["project"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "load" in err


def test_a_bug_of_ours_is_told_with_its_log(
    egov: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: Any) -> None:
        message = "a bug"
        raise RuntimeError(message)

    monkeypatch.setattr("egov_desktop.app.project_list.list_projects", broken)
    words = egov.refused("project", "list", code=4)
    (log,) = (egov.home / "logs").iterdir()
    assert str(log) in words
    text = log.read_text("utf-8")
    assert "RuntimeError: a bug" in text
    assert __version__ in text
    monkeypatch.undo()
    assert egov.told("project", "list") == {"projects": []}  # the data folder was given back


def test_the_log_of_a_bug_finds_another_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_arguments: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("egov_desktop.app.policy_packs.available", broken)
    (tmp_path / "file").touch()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert main(["--home", str(tmp_path / "file" / "below"), "packs", "list"]) == 4
    (log,) = tmp_path.glob("*.log")
    assert str(log) in capsys.readouterr().err


def test_what_the_user_interrupts_is_told(
    egov: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_arguments: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("egov_desktop.app.project_list.list_projects", interrupted)
    assert "取消" in egov.refused("project", "list")


def test_the_data_folder_is_named_by_option_or_environment(
    egov: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    egov.told("project", "create", "--pack", "sichuan-egov", "--name", "x")
    monkeypatch.setenv("EGOV_HOME", str(egov.home))
    egov.capture.readouterr()
    assert main(["--json", "project", "list"]) == 0
    assert len(json.loads(egov.capture.readouterr().out)["projects"]) == 1
    assert main(["--json", "--home", str(tmp_path / "new"), "project", "list"]) == 0
    assert json.loads(egov.capture.readouterr().out) == {"projects": []}


def test_a_data_folder_in_use_is_told(egov: CommandLine) -> None:
    with Workspace.open(egov.home, lambda: datetime.now().astimezone()):
        assert "正在被" in egov.refused("project", "list")
        assert egov("packs", "list").code == 0
    assert egov("project", "list").code == 0


@pytest.mark.parametrize("options", [["--lang", "en"], ["--lang", "zh"], ["--verbose"], []])
def test_options_do_not_disturb_the_json(egov: CommandLine, options: list[str]) -> None:
    done = egov("packs", "list", options=["--json", *options])
    assert done.code == 0
    assert done.told["packs"]


def test_text_is_for_people_and_quiet_is_quiet(egov: CommandLine) -> None:
    shown = egov("packs", "list", options=[])
    assert "sichuan-egov" in shown.out
    with pytest.raises(json.JSONDecodeError):
        json.loads(shown.out)
    assert egov("packs", "list", options=["--quiet"]).out == ""
    assert egov("packs", "list", options=["--quiet", "--json"]).told["packs"]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["packs", "show", "sichuan-egov"], "涉密"),
        (["packs", "test", "sichuan-egov"], "失败 0"),
        (["project", "list"], "示例省网上审批服务平台"),
        (["project", "show", "P"], "已批复"),
        (["check", "P"], "错误 0 处"),
        (["deadlines", "P"], "第十八条"),
        (["selfcheck"], "正常"),
        (["project", "set", "P", "registration.total_investment", "很多"], "照原样保存"),
        (
            ["project", "approve", "P", "operation", "--number", "一号", "--date", "2026-03-02"],
            "一号",
        ),
        (["project", "delete", "P"], "已删除"),
    ],
)
def test_what_people_read(
    sample_egov: CommandLine, sample: str, arguments: list[str], word: str
) -> None:
    done = sample_egov(*(sample if a == "P" else a for a in arguments), options=[])
    assert done.code == 0, done.err
    assert word in done.out
    assert done.out.endswith("\n")


def test_progress_goes_to_standard_error(
    sample_egov: CommandLine, sample: str, tmp_path: Path
) -> None:
    command = ("submit", sample, "needs_analysis", "--unsigned", "--out")
    done = sample_egov(*command, tmp_path / "a")
    assert done.told["version"] == 1
    assert [line.rstrip("\u2026") for line in done.err.splitlines()] == [
        "生成 PDF",
        "打包",
        "核对",
    ]
    silent = sample_egov(*command, tmp_path / "b", options=["--quiet", "--json"])
    assert silent.err == ""
    assert silent.told["version"] == 2


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_progress_is_one_line_redrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    line = ProgressLine(is_silent=False)
    for done in range(11):
        line("打包", done, 10)
    line("核对", 0, 0)
    drawn = screen.getvalue()
    assert drawn.count("\n") == 2
    assert 2 <= drawn.count("\r打包") <= 4  # not oftener than ten times a second
    assert drawn.split("\n")[0].endswith("█" * 24 + "]")


def test_a_session_without_a_workspace_closes() -> None:
    Session().close()


@pytest.mark.parametrize(
    "console",
    [
        {"LC_ALL": "C", "LANG": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "ascii:strict"},
        {"PYTHONIOENCODING": "cp936"},
    ],
)
def test_output_is_utf_8_on_any_console(console: dict[str, str], tmp_path: Path) -> None:
    env = {"PYTHONIOENCODING": "", **console}
    done = in_own_process("--json", "packs", "show", "sichuan-egov", env=env)
    assert done.returncode == 0, done.stderr
    assert "四川省" in json.loads(done.stdout.decode("utf-8"))["title"]
    refused = in_own_process("--home", tmp_path, "project", "show", "p0", env=env)
    assert refused.returncode == 3
    assert refused.stdout == b""
    assert "没有找到项目" in refused.stderr.decode("utf-8")


def test_half_characters_in_answers_are_printed_escaped(egov: CommandLine) -> None:
    project = egov.told("project", "create", "--pack", "sichuan-egov", "--name", "x")["project"]
    typed = b"\xff\xfe" if sys.platform != "win32" else b"x"
    done = in_own_process(
        *("--json", "--home", egov.home, "project", "set", project),
        *("registration.unit_head", os.fsdecode(typed)),
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.decode("utf-8"))["value"] == os.fsdecode(typed)


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    command = [sys.executable, "-m", "egov_desktop", "--json", "packs", "show", "sichuan-egov"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=CHECKOUT
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(30) == 0


def test_a_full_standard_output_is_not_taken_for_success(
    egov: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(sys, "stdout", Full())
    assert main(["--home", str(egov.home), "packs", "list"]) != 0
