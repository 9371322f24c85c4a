"""The command that judges packets: one, several, or folders of any size."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import click

from egov_desktop.app import verification_results, verification_runs
from egov_desktop.app.verification import VERDICT_WORDS, Terms, require_terms
from egov_desktop.app.verification_results import UNREAD, Results
from egov_desktop.app.verification_runs import Outcome
from egov_desktop.cli.session import Session, now
from egov_desktop.domain.errors import InvalidInputError

_FILE = click.Path(path_type=Path)
_MOST_UNREAD = 20


@click.command(help="核对报送包（文件或文件夹）：不需要数据库，也不需要制度包。")
@click.argument("paths", metavar="ZIP…", nargs=-1, required=True, type=_FILE)
@click.option("--roots", multiple=True, type=_FILE, help="信任的根证书（PEM），可多次。")
@click.option("--crl", "crls", multiple=True, type=_FILE, help="吊销列表（CRL），可多次。")
@click.option("--sm2-roots", multiple=True, type=_FILE, help="信任的国密根证书，可多次。")
@click.option(
    "--expect-signer",
    "signers",
    multiple=True,
    metavar="TEXT",
    help="必须有其签名的人：姓名、证书序列号或指纹，可多次。",
)
@click.option("--previous", type=_FILE, metavar="ZIP", help="前一版本的报送包，核对是否承接。")
@click.option("--jobs", type=click.IntRange(1), default=1, help="同时核对几个。")
@click.option("--cluster", metavar="ADDRESS", help="交给 Dask 集群核对，如 tcp://主机:8786。")
@click.option("--report", type=_FILE, metavar="F.pdf", help="把结论写成可打印的核验报告。")
@click.option("--results", type=_FILE, metavar="F.jsonl", help="每核对一个就写下一行 JSON。")
@click.option("--resume", is_flag=True, help="跳过 --results 里已有的。")
@click.pass_obj
def verify(
    session: Session,
    paths: tuple[Path, ...],
    roots: tuple[Path, ...],
    crls: tuple[Path, ...],
    sm2_roots: tuple[Path, ...],
    signers: tuple[str, ...],
    previous: Path | None,
    jobs: int,
    cluster: str | None,
    report: Path | None,
    results: Path | None,
    resume: bool,
) -> None:
    """Judge packets."""
    if resume and results is None:
        raise click.UsageError("--resume 要与 --results 一起用。")
    if not all(signer.strip() for signer in signers):
        raise click.UsageError("--expect-signer 后面要写姓名、证书序列号或指纹。")
    if previous is not None and (len(paths) > 1 or paths[0].is_dir()):
        raise click.UsageError("--previous 一次只能核对一个报送包。")
    if report is not None and report.suffix.lower() != ".pdf":
        raise click.UsageError("--report 的文件名应以 .pdf 结尾。")
    terms = Terms(roots, crls, sm2_roots, signers, previous)
    require_terms(terms)
    with _results(results, terms, resume, needed=report is not None) as kept:
        teller = _Teller(session)
        for outcome in _outcomes(session, paths, terms, kept, jobs, cluster):
            if kept is not None:
                kept.add(outcome)
            teller.tell(outcome)
        if report is not None and kept is not None:
            from egov_desktop.app import verification_report

            verification_report.write_report(kept.documents(), report, now())
        teller.close(kept, paths, report)


@contextmanager
def _results(
    path: Path | None, terms: Terms, resumes: bool, *, needed: bool
) -> Iterator[Results | None]:
    """Open the file of results; one that is thrown away where only a report is wanted."""
    if path is not None:
        with verification_results.opened(path, terms, resumes=resumes) as kept:
            yield kept
    elif needed:
        with tempfile.TemporaryDirectory(prefix="egov-verify-") as folder:
            passing = Path(folder) / "results.jsonl"
            with verification_results.opened(passing, terms, resumes=False) as kept:
                yield kept
    else:
        yield None


def _outcomes(
    session: Session,
    paths: Sequence[Path],
    terms: Terms,
    kept: Results | None,
    jobs: int,
    cluster: str | None,
) -> Iterator[Outcome]:
    """Yield an outcome for each packet that is not known yet; progress is shown."""
    progress = session.progress()

    def wanted() -> Iterator[Path]:
        found = verification_runs.packets_in(paths)
        return (each for each in found if kept is None or not kept.has(each))

    if len(paths) == 1 and jobs == 1 and cluster is None and not paths[0].is_dir():
        yield from _single(wanted(), terms, progress)
        return
    total = sum(1 for _ in wanted())
    if cluster is not None:
        workers, open_executor = 4 * jobs, verification_runs.cluster(cluster)
    else:
        workers, open_executor = jobs, verification_runs.processes(jobs)
    outcomes = verification_runs.judged_all(wanted(), terms, now(), open_executor, workers)
    for done, outcome in enumerate(outcomes, start=1):
        progress("核对报送包", done, total)
        yield outcome


def _single(
    files: Iterable[Path], terms: Terms, progress: Callable[[str, int, int], None]
) -> Iterator[Outcome]:
    """Judge one packet in a process of its own, telling how far it is."""
    for file in files:
        step = partial(progress, f"核对 {file.name}")
        yield verification_runs.outcome_apart(file, terms, now(), step)


class _Teller:
    """Says what became of each packet as soon as it is known: words, or one JSON document."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._told = 0
        self._unread: list[str] = []
        self._unread_count = 0
        self._is_blocked = False

    def tell(self, outcome: Outcome) -> None:
        """Say what became of a packet; what could not be read is told at the end."""
        document = outcome.document
        if document is None:
            self._unread_count += 1
            if len(self._unread) < _MOST_UNREAD:
                self._unread.append(outcome.error)
            return
        if not document["valid"]:
            self._session.blocks()
        if self._session.as_json:
            start = ",\n" if self._told else '{"packets": [\n'
            self._session.write(start + json.dumps(document, ensure_ascii=False, indent=1))
        elif not self._session.is_quiet:
            self._session.write(_sentence(document))
        self._told += 1

    def close(self, kept: Results | None, paths: Sequence[Path], report: Path | None) -> None:
        """End the document, sum up, and raise what could not be read."""
        is_nothing = not (self._told or self._unread_count or (kept and kept.counts))
        if is_nothing:
            raise InvalidInputError(f"“{paths[0]}”里没有报送包（zip 文件）。")
        if self._session.as_json and (self._told or not self._unread_count):
            self._session.write("]}\n" if self._told else '{"packets": []}\n')
        elif not self._session.is_quiet and kept is not None:
            self._session.write(_summary(kept, report))
        if kept is not None and kept.counts["invalid"]:
            self._session.blocks()
        if self._unread_count:
            more = self._unread_count - len(self._unread)
            rest = [f"还有 {more} 个文件读不了。"] if more else []
            raise InvalidInputError("\n".join(self._unread + rest))


def _sentence(document: dict[str, Any]) -> str:
    lines = [f"{document['file']}：{VERDICT_WORDS[document['verdict']]}"]
    lines += [f"  · {text}" for text in (*document["reasons"], *document["notes"])]
    return "\n".join(lines) + "\n"


def _summary(kept: Results, report: Path | None) -> str:
    words = {**VERDICT_WORDS, UNREAD: "读不了"}
    counts = "，".join(f"{words[v]} {n} 个" for v, n in kept.counts.items() if v in words)
    where = f"核验报告：{report}\n" if report else ""
    return f"共 {kept.counts.total()} 个：{counts}。\n{where}"
