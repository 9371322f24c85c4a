"""Many packets on executors: in order, bounded, resumable, and no packet takes the run with it."""

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from app_samples import NOW

from egov_desktop.app import verification_results
from egov_desktop.app.verification import Terms
from egov_desktop.app.verification_results import Results
from egov_desktop.app.verification_runs import Outcome, judged_all, packets_in, processes
from egov_desktop.domain.errors import InvalidInputError

NO_TERMS = Terms()


@pytest.fixture
def folder(packets: dict[str, Path], tmp_path: Path) -> Path:
    """A folder with packets, one of them damaged, below each other."""
    inbox = tmp_path / "收件"
    (inbox / "b").mkdir(parents=True)
    for name in ("a.zip", "b/1.ZIP", "b/2.zip", "c.zip"):
        shutil.copy(packets["signed"], inbox / name)
    (inbox / "b" / "2.zip").write_bytes(b"PK")
    (inbox / "readme.txt").write_bytes(b"not a packet")
    return inbox


class Counting(ThreadPoolExecutor):
    """Counts how many packets wait or are under way at a time."""

    def __init__(self) -> None:
        super().__init__(1)
        self.waiting = self.most = 0

    def submit(self, function: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        future = super().submit(function, *args, **options)
        future.add_done_callback(self._forget)
        return future

    def _forget(self, _future: Future[Any]) -> None:
        self.waiting -= 1


def verdicts(outcomes: Iterator[Outcome]) -> list[tuple[str, str]]:
    return [
        (each.path.name, each.document["verdict"] if each.document else each.error)
        for each in outcomes
    ]


def test_folders_are_walked_in_the_order_of_names(folder: Path) -> None:
    found = [str(each.relative_to(folder)) for each in packets_in([folder])]
    assert found == ["a.zip", "c.zip", "b/1.ZIP", "b/2.zip"]
    assert list(packets_in([folder / "readme.txt"])) == [folder / "readme.txt"]


def test_processes_judge_all_in_order(folder: Path) -> None:
    found = verdicts(judged_all(packets_in([folder]), NO_TERMS, NOW, processes(2), 2))
    assert found == [
        ("a.zip", "reserved"),
        ("c.zip", "reserved"),
        ("1.ZIP", "reserved"),
        ("2.zip", "invalid"),
    ]


def test_a_bounded_number_of_packets_is_under_way(tmp_path: Path) -> None:
    executor = Counting()
    asked = 0

    def endless() -> Iterator[Path]:
        nonlocal asked
        while True:
            asked += 1
            yield tmp_path / f"{asked}.zip"

    outcomes = judged_all(endless(), NO_TERMS, NOW, lambda: executor, 1)
    for _ in range(100):
        assert "无法读取" in next(outcomes).error
    outcomes.close()
    assert executor.most <= 9
    assert asked < 120


def deadly(function: Callable[..., Any], file: Path, *args: Any) -> Any:
    if file.name == "deadly.zip":
        os._exit(9)
    return function(file, *args)


class Dangerous(ProcessPoolExecutor):
    """Real processes, which one file kills."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        return super().submit(deadly, function, *args, **options)


def dangerous() -> Executor:
    return Dangerous(2, get_context("spawn"))


def test_a_packet_that_kills_its_worker_costs_one_line(folder: Path) -> None:
    for name in ("aa/deadly.zip", "deadly.zip"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(folder / "a.zip", folder / name)
    outcomes = list(judged_all(packets_in([folder]), NO_TERMS, NOW, dangerous, 2))
    assert verdicts(iter(outcomes)) == [
        ("a.zip", "reserved"),
        ("c.zip", "reserved"),
        ("deadly.zip", "invalid"),
        ("deadly.zip", "invalid"),
        ("1.ZIP", "reserved"),
        ("2.zip", "invalid"),
    ]
    assert outcomes[2].document is not None
    assert "意外终止" in outcomes[2].document["reasons"][0]


def broken(_file: Path, *_args: Any) -> Any:
    raise ZeroDivisionError


class Failing(ThreadPoolExecutor):
    """Every packet meets a bug of ours."""

    def submit(self, _function: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        return super().submit(broken, *args, **options)


@pytest.mark.expects_log("ZeroDivisionError|judging .*a.zip failed")
def test_a_bug_is_logged_and_the_packet_is_not_taken_for_valid(folder: Path) -> None:
    (outcome,) = judged_all([folder / "a.zip"], NO_TERMS, NOW, lambda: Failing(1), 1)
    assert outcome.document is not None
    assert outcome.document["valid"] is False


@pytest.fixture
def judge_into(tmp_path: Path) -> Callable[..., list[str]]:
    """Return what judges a folder as `--results --resume` does; it names what was judged."""

    def judged(folder: Path, terms: Terms = NO_TERMS, most: int | None = None) -> list[str]:
        with verification_results.opened(tmp_path / "r.jsonl", terms, resumes=True) as kept:
            files = (each for each in packets_in([folder]) if not kept.has(each))
            names = []
            for outcome in judged_all(files, terms, NOW, lambda: ThreadPoolExecutor(1), 1):
                kept.add(outcome)
                names.append(outcome.path.name)
                if len(names) == most:
                    break
            return names

    return judged


def lines(tmp_path: Path) -> list[bytes]:
    return (tmp_path / "r.jsonl").read_bytes().splitlines()


def test_a_run_goes_on_where_it_was_cut(
    folder: Path, tmp_path: Path, judge_into: Callable[..., list[str]]
) -> None:
    assert judge_into(folder, most=2) == ["a.zip", "c.zip"]
    with (tmp_path / "r.jsonl").open("ab") as stream:
        stream.write(b'{"file": "torn')
    assert judge_into(folder) == ["1.ZIP", "2.zip"]
    assert judge_into(folder) == []
    assert len(lines(tmp_path)) == 4


def test_what_has_changed_is_judged_again(
    folder: Path, judge_into: Callable[..., list[str]], root: Path
) -> None:
    judge_into(folder)
    shutil.copyfile(folder / "a.zip", folder / "b" / "2.zip")
    assert judge_into(folder) == ["2.zip"]
    assert len(judge_into(folder, Terms(roots=(root,)))) == 4
    assert judge_into(folder, Terms(roots=(root,))) == []


def test_what_could_not_be_read_is_tried_again(
    packets: dict[str, Path], tmp_path: Path, judge_into: Callable[..., list[str]]
) -> None:
    missing = tmp_path / "x.zip"
    assert judge_into(missing) == ["x.zip"]
    assert b"unread" in lines(tmp_path)[0]
    shutil.copy(packets["signed"], missing)
    assert judge_into(missing) == ["x.zip"]
    assert judge_into(missing) == []


def test_results_that_are_none_are_passed_over(
    folder: Path, tmp_path: Path, judge_into: Callable[..., list[str]]
) -> None:
    odd = b'{"file": 1}\n\x00\xff\n[1]\n"x"\n{"verdict": []}\n{}\n'
    (tmp_path / "r.jsonl").write_bytes(odd)
    assert len(judge_into(folder)) == 4


@pytest.mark.parametrize("content", [b"PK\x03\x04 and so on", b"# README\n", b"[]\n", b"{}"])
def test_a_file_of_somebody_else_is_not_added_to(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "r.jsonl"
    file.write_bytes(content)
    for resumes in (False, True):
        with (
            pytest.raises(InvalidInputError, match="不是核对结果文件"),
            verification_results.opened(file, NO_TERMS, resumes=resumes),
        ):
            pass
    assert file.read_bytes() == content


def test_what_is_no_file_is_refused_unread(tmp_path: Path) -> None:
    for odd in (Path("/dev/zero"), tmp_path):
        with (
            pytest.raises(InvalidInputError, match="不是普通文件"),
            verification_results.opened(odd, NO_TERMS, resumes=True),
        ):
            pass


def test_counts_tell_the_verdicts(folder: Path, tmp_path: Path) -> None:
    kept: Results
    with verification_results.opened(tmp_path / "r.jsonl", NO_TERMS, resumes=False) as kept:
        for outcome in judged_all(
            packets_in([folder]), NO_TERMS, NOW, lambda: ThreadPoolExecutor(1), 1
        ):
            kept.add(outcome)
        assert kept.counts == {"reserved": 3, "invalid": 1}
        assert len(list(kept.documents())) == 4
