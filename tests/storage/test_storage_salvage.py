"""What is newer than the backup comes over from a damaged database; what does not is named."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from egov_desktop.domain.errors import DamagedDataError
from egov_desktop.domain.project import Attachment
from egov_desktop.storage import (
    attachments,
    audit,
    damaged_tables,
    filings,
    health,
    projects,
    salvage,
    snapshot_restore,
    snapshots,
)
from egov_desktop.storage.store import Store

PAGE = 4096
LATER = timedelta(hours=1)


@pytest.fixture
def many(home: Path, now: datetime) -> Path:
    """A closed data folder: sixty projects of one filing each, all in the backup beside it."""
    with Store.open(home, now) as store:
        for number in range(60):
            by = {"actor": "u", "now": now}
            projects.create_project(store, f"p{number}", f"项目{number}", "pack", **by)
            filings.create_filing(store, f"p{number}", "registration", None, 1, **by)
            answer(store, number, "early", now)
        snapshots.make(store, home.parent / "backups", now, "1.0")
    return home


def answer(store: Store, number: int, value: str, now: datetime) -> None:
    answers = {"name": value, "text": value * 400}
    key = (f"p{number}", "registration")
    filings.save_answers(store, *key, answers, index={"name": value}, actor="u", now=now)


def answers_of(store: Store, number: int) -> str:
    return str(projects.load_project(store, f"p{number}").filings[0].answers["name"])


def pages_of(file: Path, marker: bytes) -> list[int]:
    content = file.read_bytes()
    return [
        number
        for number in range(1, len(content) // PAGE)
        if marker in content[number * PAGE : (number + 1) * PAGE]
    ]


def destroy(file: Path, pages: list[int]) -> None:
    with file.open("r+b") as stream:
        for number in pages:
            stream.seek(number * PAGE)
            stream.write(b"\xff" * PAGE)


def restored(home: Path, now: datetime) -> tuple[Path, Path]:
    """Put the backup back; return the data folder and where the damaged one lies."""
    newest = sorted((home.parent / "backups").glob("2*"))[-1]
    aside = snapshot_restore.restore(newest, home, now + 2 * LATER)
    assert aside is not None
    return home, aside


def test_a_whole_database_comes_over_whole(many: Path, now: datetime) -> None:
    with Store.open(many, now) as store:
        answer(store, 7, "late", now + LATER)
        by = {"actor": "u", "now": now + LATER}
        projects.create_project(store, "new", "新项目", "pack", **by)
        filings.create_filing(store, "new", "registration", None, 1, **by)
        put = store.objects.put(Path(__file__))
        file = Attachment("a1", "report", "可研.pdf", put.sha256, put.size, "application/pdf")
        attachments.add_attachment(store, "new", "registration", file, **by)
        projects.delete_project(store, "p3", **by)
        before = {line: projects.load_project(store, line) for line in ("p7", "p9", "new")}
        head = audit.head(store)
    home, aside = restored(many, now)
    with Store.open(home, now) as store:
        told = salvage.bring_over(store, aside, actor="u", now=now + 2 * LATER)
        assert told.lost == told.missing_files == ()
        assert told.unreadable_changes == 0
        assert told.changes == 6
        for project_id, project in before.items():
            assert projects.load_project(store, project_id) == project
        assert store.row("SELECT 1 FROM project WHERE id = 'p3'") is None
        assert audit.verify_chain(store) is None
        assert head is not None
        row = store.row("SELECT hash FROM audit WHERE seq = ?", [head.seq])
        assert row is not None
        assert row["hash"] == head.hash
        assert health.problems(store) == []


def test_what_cannot_be_read_is_named(many: Path, now: datetime) -> None:
    with Store.open(many, now) as store:
        for number in range(40, 60):
            answer(store, number, "late", now + LATER)
    file = many / "data" / "egov.db"
    destroy(file, pages_of(file, b"latelate")[2::7])
    with Store.open(many, now) as store:
        assert any("损坏" in each for each in health.problems(store))
    home, aside = restored(many, now)
    with Store.open(home, now) as store:
        told = salvage.bring_over(store, aside, actor="u", now=now + 2 * LATER)
        lost = {loss.project_id for loss in told.lost}
        late = [number for number in range(40, 60) if answers_of(store, number) == "late"]
        unknown = told.unreadable_changes
        assert len(late) + len(lost) + unknown >= 20
        assert {f"p{number}" for number in late}.isdisjoint(lost)
        assert len(late) >= 10
        assert all(answers_of(store, number) == "early" for number in range(40))
        assert health.problems(store) == []


@pytest.mark.parametrize("content", [b"", b"no database" * 9999])
def test_a_database_without_a_head_gives_nothing_and_says_so(
    content: bytes, many: Path, now: datetime
) -> None:
    (many / "data" / "egov.db").write_bytes(content)
    if content:
        with pytest.raises(DamagedDataError):
            Store.open(many, now)
    home, aside = restored(many, now)
    with Store.open(home, now) as store:
        told = salvage.bring_over(store, aside, actor="u", now=now)
        assert not told.is_readable or told.changes == 0
        assert answers_of(store, 50) == "early"


def test_most_rows_around_a_bad_page_are_read(many: Path) -> None:
    whole = damaged_tables.read(many / "data" / "egov.db")
    damaged = many.parent / "damaged.db"
    shutil.copyfile(many / "data" / "egov.db", damaged)
    destroy(damaged, pages_of(damaged, b"answer_saved")[1:2])
    read = damaged_tables.read(damaged)
    assert read.with_holes
    for name, rows in whole.tables.items():
        if name == "audit":
            assert len(rows) * 0.8 < len(read.tables[name]) < len(rows)
        else:
            assert read.tables[name] == rows


def test_reading_only_goes_on_after_writing_was_stopped(
    store: Store, full_project: str, attach: Callable[..., Attachment], now: datetime
) -> None:
    store.stop_writing("数据已损坏，现在只能查看。")
    assert store.is_read_only
    with pytest.raises(DamagedDataError, match="只能查看"):
        filings.create_filing(store, "p1", "registration", None, 1, actor="u", now=now)
    assert projects.load_project(store, "p1").name == "政务云平台"
