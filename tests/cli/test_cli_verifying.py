"""`verify` over folders: reports, results that can be resumed, Ctrl-C, a cluster of workers."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli_runs import CHECKOUT, CommandLine, in_own_process

from egov_desktop.app import project_list, submissions
from egov_desktop.app.signing_choices import signing_with_file
from egov_desktop.app.workspace import Workspace
from egov_desktop.cli.session import now

CLUSTER = """
import json, subprocess, sys
from pathlib import Path
from distributed import LocalCluster

if __name__ == "__main__":
    options = dict(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None)
    with LocalCluster(host="127.0.0.1", **options) as cluster:
        command = [sys.executable, "-m", "egov_desktop", "--json", "verify", *sys.argv[1:]]
        done = subprocess.run(
            [*command, "--cluster", cluster.scheduler_address], capture_output=True, check=False
        )
        with cluster.get_client() as client:
            tasks = client.run(lambda dask_worker: dask_worker.state.executed_count)
    sys.stderr.buffer.write(done.stderr)
    workers = list(tasks.values())
    print(json.dumps({"code": done.returncode, "told": json.loads(done.stdout), "tasks": workers}))
"""


@pytest.fixture(scope="session")
def packet(
    sample_home: tuple[Path, str],
    certificate: tuple[Path, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    folder = tmp_path_factory.mktemp("packet")
    shutil.copytree(sample_home[0], folder / "home")
    with Workspace.open(folder / "home", now) as ws:
        (summary,) = project_list.list_projects(ws)
        signing = signing_with_file(certificate[0], "secret 密")
        plan = submissions.plan_submission(ws, summary.id, "needs_analysis", folder, signing)
        return submissions.make_packet(plan).path


@pytest.fixture
def inbox(packet: Path, tmp_path: Path) -> Path:
    """A folder with three packets and a damaged one."""
    folder = tmp_path / "收件"
    (folder / "下级").mkdir(parents=True)
    for name in ("1.zip", "2.zip", "下级/3.zip"):
        shutil.copy(packet, folder / name)
    (folder / "下级" / "坏.zip").write_bytes(b"PK")
    return folder


def test_a_folder_is_walked(egov: CommandLine, inbox: Path) -> None:
    told = egov.told("verify", inbox, code=1)["packets"]
    assert [Path(each["file"]).name for each in told] == ["1.zip", "2.zip", "3.zip", "坏.zip"]
    assert [each["valid"] for each in told] == [True, True, True, False]
    assert egov.told("verify", inbox, "--jobs", "2", code=1)["packets"] == told


def test_a_folder_without_packets_is_an_error(egov: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    assert "没有报送包" in egov.refused("verify", tmp_path / "空")


def test_results_are_written_and_resumed(egov: CommandLine, inbox: Path, tmp_path: Path) -> None:
    results = tmp_path / "核对.jsonl"
    egov.told("verify", inbox, "--results", results, code=1)
    lines = [json.loads(line) for line in results.read_text("utf-8").splitlines()]
    assert [each["verdict"] for each in lines] == ["reserved", "reserved", "reserved", "invalid"]
    assert all(each["size"] and each["mtime_ns"] for each in lines)
    again = egov("verify", inbox, "--results", results, "--resume")
    assert again.code == 1, "the damaged one is still in the results"
    assert again.told == {"packets": []}
    assert len(results.read_text("utf-8").splitlines()) == 4
    words = egov("verify", inbox, "--results", results, "--resume", options=())
    assert "无效 1 个" in words.out


def test_a_full_disk_is_told_and_leaves_whole_lines(packet: Path, tmp_path: Path) -> None:
    folder, results = tmp_path / "many", tmp_path / "r.jsonl"
    folder.mkdir()
    for number in range(3):
        shutil.copy(packet, folder / f"{number}.zip")
    older = b'{"file": "elsewhere.zip"}\n' * 50_000  # the limit is meant for this file alone
    results.write_bytes(older)
    limit = len(older) + 6000
    arguments = ("verify", str(folder), "--results", str(results))
    done = subprocess.run(
        [sys.executable, "-m", "egov_desktop", *arguments],
        cwd=CHECKOUT,
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert done.returncode == 3, done.stderr.decode()
    assert "无法写入" in done.stderr.decode()
    kept = results.read_bytes()[len(older) :]
    assert 0 < len(kept.splitlines()) < 3
    assert kept.endswith(b"\n")
    assert in_own_process("--json", *arguments, "--resume").returncode == 0
    assert len(results.read_bytes()[len(older) :].splitlines()) == 3


def test_a_report_is_printed_of_one_and_of_many(
    egov: CommandLine, packet: Path, inbox: Path, tmp_path: Path
) -> None:
    one, many = tmp_path / "one.pdf", tmp_path / "many.pdf"
    egov.told("verify", packet, "--report", one)
    egov.told("verify", inbox, "--report", many, code=1)
    text = text_of(one)
    assert "张三" in text
    assert "根证书" in text
    assert "坏.zip" in text_of(many)
    assert "无效1个" in text_of(many)


def text_of(pdf: Path) -> str:
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
    return done.stdout.decode().replace(" ", "")


def test_the_signer_who_is_asked_for_must_be_there(
    egov: CommandLine, packet: Path, certificate: tuple[Path, Path]
) -> None:
    roots = ("--roots", certificate[1])
    (found,) = egov.told("verify", packet, *roots)["packets"]
    (signature,) = found["signatures"]
    assert signature["fingerprint"]
    for known in (signature["signer"], signature["serial"], signature["fingerprint"].upper()):
        egov.told("verify", packet, *roots, "--expect-signer", known)
    (refused,) = egov.told("verify", packet, "--expect-signer", "王五", code=1)["packets"]
    assert any("王五" in reason for reason in refused["reasons"])


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["x.zip", "--resume"], "--results"),
        (["x.zip", "--expect-signer", " "], "--expect-signer"),
        (["x.zip", "--report", "x.txt"], ".pdf"),
        (["x.zip", "y.zip", "--previous", "z.zip"], "--previous"),
    ],
)
def test_options_that_do_not_fit(egov: CommandLine, arguments: list[str], named: str) -> None:
    assert named in egov.refused("verify", *arguments, code=2)


def test_files_that_are_not_what_they_should_be(
    egov: CommandLine, packet: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "坏.crl"
    bad.write_bytes(b"x")
    for option in ("--crl", "--sm2-roots"):
        assert "坏.crl" in egov.refused("verify", packet, option, bad)


def test_an_address_that_is_none_is_an_error(egov: CommandLine, packet: Path) -> None:
    assert "http://x" in egov.refused("verify", packet, "--cluster", "http://x")


def test_a_cluster_of_two_workers_judges_them_all(
    inbox: Path, packet: Path, tmp_path: Path
) -> None:
    for number in range(8):
        shutil.copy(packet, inbox / f"n{number}.zip")
    script = tmp_path / "cluster.py"
    script.write_text(CLUSTER, "utf-8")
    done = subprocess.run(
        [sys.executable, script, inbox],
        capture_output=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT), "PYTHONUTF8": "1"},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    assert found["code"] == 1
    verdicts = [each["verdict"] for each in found["told"]["packets"]]
    assert verdicts == ["reserved"] * 11 + ["invalid"]
    assert len(found["tasks"]) == 2
    assert all(found["tasks"]), "both workers had a part in it"


def test_an_interrupted_run_can_be_resumed(packet: Path, tmp_path: Path) -> None:
    folder, results = tmp_path / "many", tmp_path / "r.jsonl"
    folder.mkdir()
    for number in range(40):
        shutil.copy(packet, folder / f"{number:03}.zip")
    command = [sys.executable, "-m", "egov_desktop", "verify", folder, "--results", results]
    with subprocess.Popen(
        [*command, "--jobs", "2"],
        cwd=CHECKOUT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as running:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not (results.exists() and results.stat().st_size):
            time.sleep(0.02)
        os.killpg(running.pid, signal.SIGINT)
        _out, err = running.communicate(timeout=60)
    assert running.returncode == 3, err.decode()
    assert b"Traceback" not in err
    kept = [json.loads(line) for line in results.read_text("utf-8").splitlines()]
    assert 0 < len(kept) < 40
    done = in_own_process("--json", *command[3:], "--resume")
    assert done.returncode == 0, done.stderr.decode()
    assert len(json.loads(done.stdout)["packets"]) == 40 - len(kept)
    assert len(results.read_text("utf-8").splitlines()) == 40
