"""A disk that is full at any write: told in words, nothing acknowledged lost, and work goes on."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from egov_desktop.storage import health, projects, snapshot_manifest, snapshots
from egov_desktop.storage.store import Store

WRITER = """
import io, json, os, resource, signal, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from egov_desktop.domain.errors import StorageError
from egov_desktop.domain.project import Attachment, FrozenVersion
from egov_desktop.storage import attachments, filings, projects, snapshots, versions
from egov_desktop.storage.store import Store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
now = datetime(2026, 1, 2, tzinfo=UTC)
home, said, done, number = Path(sys.argv[1]), set(), [], 0
by = {"actor": "u", "now": now}

def save():
    answer = [number, "x" * 3000]
    filings.save_answer(store, "p", "registration", "f", answer, index_value=None, **by)
    return ["answer", number]

def attach():
    put = store.objects.put(io.BytesIO(os.urandom(30_000)))
    file = Attachment(f"a{number}", "m", "t", put.sha256, put.size, "application/pdf")
    attachments.add_attachment(store, "p", "registration", file, **by)
    return ["attachment", f"a{number}"]

def freeze():
    version = FrozenVersion(number, now, "ab" * 32, "v.zip", "K7Q2", "d")
    versions.record_frozen_version(store, "p", "registration", version, {"n": number}, **by)
    return ["version", number]

def roll():
    made = snapshots.make(store, home.parent / "rolling", now + timedelta(seconds=number), "1")
    return ["backup", made.name]

with Store.open(home, now) as store:
    projects.create_project(store, "p", "n", "pack", **by)
    filings.create_filing(store, "p", "registration", None, 1, **by)
    _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for limit in [*range(0, 400_000, int(sys.argv[2])), None]:
        for work in (save, attach, freeze, roll):
            number += 1
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard if limit is None else limit, hard))
            try:
                done.append(work())
            except StorageError as error:
                said.add(str(error))
                resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
                done.append(work())
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
print(json.dumps([sorted(said), done, number]))
"""


def test_every_save_goes_on_once_there_is_room(
    tmp_path: Path, now: datetime, is_long: bool
) -> None:
    home = tmp_path / "home"
    step = "512" if is_long else "9000"
    command = [sys.executable, "-c", WRITER, str(home), step]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    said, done, number = json.loads(told.stdout)
    assert said
    assert all("磁盘" in each or "空间" in each for each in said), said
    with Store.open(home, now) as store:
        assert [each for each in health.problems(store) if "不再被" not in each] == []
        filing = projects.load_project(store, "p").filings[0]
    kept = {
        "answer": [filing.answers["f"][0]],
        "attachment": [each.id for each in filing.attachments],
        "version": [each.version for each in filing.versions],
        "backup": [each.name for each in snapshot_manifest.folders(tmp_path / "rolling")],
    }
    for kind in ("attachment", "version", "backup"):
        assert sorted(kept[kind]) == sorted(what for each, what in done if each == kind)
    assert kept["answer"] == [number - 3]
    for folder in snapshot_manifest.folders(tmp_path / "rolling")[:3]:
        snapshots.verify(folder)
