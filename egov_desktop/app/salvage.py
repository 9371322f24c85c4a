"""Going back to a backup and bringing over what is newer in the damaged data (损坏数据抢救)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from egov_desktop.app import rolling_backups
from egov_desktop.app.rolling_backups import BackupLine
from egov_desktop.app.workspace import Workspace
from egov_desktop.storage import salvage as stored_salvage
from egov_desktop.storage.salvage import Loss, Salvaged

Progress = Callable[[int, int], None]

_ACTIONS = {
    "answer_saved": "填写",
    "attachment_added": "添加附件",
    "attachment_removed": "移除附件",
    "approval_recorded": "登记批复",
    "approval_withdrawn": "撤销批复",
    "version_frozen": "固化",
    "packet_edition_made": "制作报送包",
    "correction_recorded": "登记补正通知",
    "correction_changed": "修改补正通知",
    "correction_withdrawn": "撤销补正通知",
    "paper_material_set": "登记纸质材料",
    "filing_created": "新建报件",
    "filing_deleted": "删除报件",
    "project_created": "新建项目",
    "project_renamed": "项目改名",
    "preference_set": "修改单位设置",
}


@dataclass(frozen=True)
class Recovery:
    """What was put back, what came over, what is lost; the sentences say all of it."""

    backup: BackupLine
    set_aside: Path | None
    """Where the damaged data lies; it is never deleted by the program."""
    salvaged: Salvaged | None
    """None when there was no old data to look into."""
    sentences: tuple[str, ...]


def recover(
    folder: Path, home: Path, clock: Callable[[], datetime], progress: Progress | None = None
) -> Recovery:
    """Restore a rolling backup, then bring over what was changed after it as far as is readable.

    The data folder must not be open. Raises InvalidInputError when the backup is damaged.
    """
    line = rolling_backups.line_of(folder)
    aside = rolling_backups.restore(folder, home, clock(), progress)
    with Workspace.open(home, clock) as ws:
        salvaged = stored_salvage.bring_over(ws.store, aside, **ws.stamp()) if aside else None
        names = {row["id"]: row["name"] for row in ws.store.rows("SELECT id, name FROM project")}
    return Recovery(line, aside, salvaged, tuple(_sentences(line, aside, salvaged, names)))


def _sentences(
    line: BackupLine, aside: Path | None, salvaged: Salvaged | None, names: dict[str, str]
) -> list[str]:
    moment = line.made_at.astimezone()
    told = [
        f"已恢复到 {moment:%Y-%m-%d %H:%M} 的备份：{line.projects} 个项目，{line.filings} 份报件。"
    ]
    if aside is not None:
        told.append(f"损坏的数据原样保存在“{aside}”。")
    if salvaged is None:
        return told
    if not salvaged.is_readable:
        told.append(
            "损坏的数据库完全读不出来：这份备份以后的修改都没有了，请凭记忆和纸质材料补填。"
        )
        return told
    told.append(f"备份以后的修改找回了 {salvaged.changes} 处。")
    told += [f"没有找回：{_loss_words(each, names)}。" for each in salvaged.lost]
    if salvaged.unreadable_changes:
        told.append(
            f"另有 {salvaged.unreadable_changes} 处修改的记录读不出来，"
            "是什么修改无法知道，请核对近期填写的内容。"
        )
    told += [f"附件“{title}”的文件没有找回，请重新添加。" for title in salvaged.missing_files]
    if not salvaged.lost and not salvaged.unreadable_changes and not salvaged.missing_files:
        told.append("没有丢失任何修改。")
    return told


def _loss_words(loss: Loss, names: dict[str, str]) -> str:
    project = names.get(loss.project_id or "", loss.project_id or "单位设置")
    parts = [f"项目“{project}”" if loss.project_id else project]
    if loss.filing_id:
        parts.append(f"报件 {loss.filing_id}")
    if loss.path:
        parts.append(f"“{loss.path}”")
    moment = datetime.fromisoformat(loss.at).astimezone()
    parts.append(f"{moment:%Y-%m-%d %H:%M} 的{_ACTIONS.get(loss.action, '修改')}")
    return " ".join(parts)
