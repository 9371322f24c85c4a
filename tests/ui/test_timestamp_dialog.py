"""A timestamp in the window: the request is written, a reply is taken in, a wrong one refused."""

import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from egov_desktop.app import submissions
from egov_desktop.app.signing_choices import signing_with_file
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.project import Project
from egov_desktop.signing.throwaway import make_throwaway_credential
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.timestamp_dialog import TimestampDialog

WAIT_MS = 60_000
NOW = datetime(2026, 3, 2, 9, 30, 15, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture
def packet(workspace: Workspace, finished: Project, tmp_path: Path) -> Path:
    p12, _root = make_throwaway_credential(tmp_path, "赵一", NOW, elliptic=True)
    made = submissions.submit(
        workspace, finished.id, "feasibility_study", tmp_path, signing_with_file(p12, None)
    )
    return made.packet


def test_a_request_is_written_and_a_reply_that_is_none_is_refused(
    workspace: Workspace, jobs: Jobs, packet: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = TimestampDialog(None, workspace, jobs, packet)
    qtbot.addWidget(dialog)
    dialog.show()
    request = tmp_path / "request.tsq"
    dialog.write_request(request)
    qtbot.waitUntil(lambda: "request.tsq" in dialog.result.text(), timeout=WAIT_MS)
    asked = subprocess.run(
        ["openssl", "ts", "-query", "-in", str(request), "-text"], capture_output=True, check=True
    )
    assert b"sha256" in asked.stdout
    assert not dialog.add_button.isEnabled()
    wrong = tmp_path / "reply.tsr"
    wrong.write_bytes(b"no reply")
    dialog.reply.set_path(wrong)
    dialog.add_button.click()
    qtbot.waitUntil(dialog.problem.isVisible, timeout=WAIT_MS)
    assert "时间戳" in dialog.problem.text()
    assert list(tmp_path.glob("*.zip")) == [packet]
    assert dialog.add_button.isEnabled()
