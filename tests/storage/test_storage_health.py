"""The look at the whole data folder finds what is wrong, and nothing else."""

import io
from datetime import datetime
from pathlib import Path

import pytest

from egov_desktop.domain.errors import CancelledError
from egov_desktop.storage import health, projects
from egov_desktop.storage.store import Store


def test_sound_data_has_no_problems(store: Store, full_project: str) -> None:
    told: list[tuple[int, int]] = []
    assert health.problems(store, lambda *done: told.append(done)) == []
    assert told[-1][0] == told[-1][1] > 0


def test_damaged_missing_and_unused_files_are_named(store: Store, full_project: str) -> None:
    filing = projects.load_project(store, full_project).filings[0]
    assert filing.approval is not None
    assert filing.approval.attachment is not None
    place = store.objects.find(filing.attachments[0].sha256)
    content = bytearray(place.read_bytes())
    content[3] ^= 1
    place.write_bytes(content)
    store.objects.remove([filing.approval.attachment.sha256])
    store.objects.put(io.BytesIO(b"nobody's"))
    assert health.problems(store) == [
        "附件“可研报告.pdf”的文件已损坏，请从备份恢复或重新添加。",
        "附件“批复.pdf”的文件不见了，请从备份恢复或重新添加。",
        "有 1 个文件不再被任何附件使用，可以清理。",
    ]


def test_rows_without_their_project_are_found(store: Store, full_project: str) -> None:
    store.rows("PRAGMA foreign_keys = OFF")
    with store.writing() as database:
        database.execute("DELETE FROM project")
    assert any("不属于任何报件" in each for each in health.problems(store))


def test_damaged_page_is_a_problem_not_a_crash(home: Path, now: datetime) -> None:
    with Store.open(home, now) as store:
        for number in range(300):
            projects.create_project(store, f"p{number}", "n" * 300, "pack", actor="u", now=now)
        size = store.rows("PRAGMA page_count")[0][0]
    file = home / "data" / "egov.db"
    content = bytearray(file.read_bytes())
    for page in range(size // 2, size):
        content[page * 4096 : page * 4096 + 8] = b"\xff" * 8
    file.write_bytes(content)
    with Store.open(home, now) as store:
        assert any("已损坏" in each for each in health.problems(store))


def test_cancelling(store: Store, full_project: str) -> None:
    with pytest.raises(CancelledError, match="自检"):
        health.problems(store, is_cancelled=lambda: True)
