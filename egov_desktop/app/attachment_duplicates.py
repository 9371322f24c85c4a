"""The same file handed in twice (重复附件): in a filing, in a project, in two projects."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.attachment_flaws import DUPLICATE, DUPLICATE_ELSEWHERE, Remark
from egov_desktop.domain.policy import PolicyPack
from egov_desktop.domain.project import Attachment
from egov_desktop.storage import attachments as stored_attachments
from egov_desktop.storage.attachments import Use

_PLACES_TOLD = 2


@dataclass(frozen=True)
class NewHome:
    """The project that new files go to."""

    project_id: str
    name: str
    pack: PolicyPack


def with_duplicates_told(
    ws: Workspace, home: NewHome, added: Sequence[tuple[str, Attachment]]
) -> list[Attachment]:
    """Return new files, each given with its filing, with remarks on those that are there already.

    They are not stored yet: the later of two new ones that are the same gets the remark. A project
    of the same name is taken for a copy of this one, whose files are the same by right.
    """
    hashes = {attachment.sha256 for _, attachment in added}
    known = [
        use
        for use in stored_attachments.uses_of(ws.store, hashes)
        if use.project_id == home.project_id or use.project_name != home.name
    ]
    told = []
    for filing_id, attachment in added:
        same = [use for use in known if _is_odd(use, attachment, home, filing_id)]
        remarks = [_remark(use, home, filing_id) for use in same[:_PLACES_TOLD]]
        told.append(_with(attachment, remarks))
        known.append(
            Use(attachment.sha256, home.project_id, home.name, filing_id, attachment.title)
        )
    return told


def _is_odd(use: Use, attachment: Attachment, home: NewHome, filing_id: str) -> bool:
    """Whether the same file is there where it should not be.

    What one stage produced is handed in again at the next under its own name: that is as it should
    be.
    """
    if use.sha256 != attachment.sha256:
        return False
    is_earlier_result = (
        use.project_id == home.project_id
        and use.title == attachment.title
        and use.filing_id.partition("@")[0] != filing_id.partition("@")[0]
    )
    return not is_earlier_result


def _remark(use: Use, home: NewHome, filing_id: str) -> Remark:
    if use.project_id != home.project_id:
        sentence = f"与项目“{use.project_name}”的附件“{use.title}”是同一个文件，请确认没有拿错。"
        return Remark(DUPLICATE_ELSEWHERE, sentence)
    if use.filing_id == filing_id:
        sentence = f"与本报件的附件“{use.title}”是同一个文件，请确认没有重复添加。"
        return Remark(DUPLICATE, sentence)
    stage = home.pack.stage(use.filing_id.partition("@")[0])
    place = stage.title if stage else use.filing_id
    sentence = f"与本项目“{place}”的附件“{use.title}”是同一个文件，请确认没有拿错。"
    return Remark(DUPLICATE, sentence)


def _with(attachment: Attachment, remarks: Sequence[Remark]) -> Attachment:
    return replace(
        attachment,
        remarks=(*attachment.remarks, *(remark.sentence for remark in remarks)),
        flaws=(*attachment.flaws, *(remark.kind for remark in remarks)),
    )
