"""Copies of kept files under their own names: what was handed in stays as it is."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from egov_desktop.app import attachments
from egov_desktop.domain.errors import EgovError
from egov_desktop.ui.translation import _

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.domain.project import Attachment


def place_of_copy(workspace: "Workspace", attachment: "Attachment") -> tuple[Path, Path]:
    """Return where a file is kept, and where its copy goes."""
    stored = attachments.path_of(workspace, attachment)
    return stored, workspace.scratch / attachment.sha256[:12] / attachment.title


def copy(stored: Path, target: Path) -> Path:
    """Copy a kept file and return the copy."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(stored, target)
    except OSError as error:
        sentence = _("无法打开“{name}”：{why}。").format(name=target.name, why=error.strerror)
        raise EgovError(sentence) from error
    return target
