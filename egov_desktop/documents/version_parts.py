"""The part of a later version (补正和修改说明): how a notice was met, and what has changed."""

from egov_desktop.documents import styles
from egov_desktop.documents.sheets import Sheets
from egov_desktop.documents.tables import Table, draw_table
from egov_desktop.domain.printout import Printout

_GAP = 22.0
_NOTHING = "—"


def draw_correction(sheets: Sheets, printout: Printout) -> None:
    """Draw the demands of a correction notice (补正要求) with the answer to each."""
    sheets.heading("补正要求的落实情况", styles.SECTION, keep=60)
    if printout.correction_note:
        sheets.paragraph(f"{printout.correction_note.rstrip('。')}。", styles.BODY)
    rows = [
        (
            str(number),
            line.place or _NOTHING,
            line.demand,
            line.answer or _NOTHING,
            "已落实" if line.is_met else "未落实",
        )
        for number, line in enumerate(printout.correction, start=1)
    ]
    _draw(sheets, Table(("序号", "位置", "要求", "落实情况", "状态"), (False,) * 5, rows))


def draw_changes(sheets: Sheets, printout: Printout) -> None:
    """Draw what differs from the version before (与上一版的差异)."""
    sheets.heading("与上一版的差异", styles.SECTION, keep=60)
    if printout.changes_note:
        sheets.paragraph(printout.changes_note, styles.BODY)
    rows = [
        (str(number), line.place, line.kind, line.before or _NOTHING, line.after or _NOTHING)
        for number, line in enumerate(printout.changes, start=1)
    ]
    if not rows:
        sheets.paragraph("填报内容、附件和纸质材料均与上一版相同。", styles.EMPTY)
        sheets.y -= _GAP
        return
    _draw(sheets, Table(("序号", "位置", "类别", "修改前", "修改后"), (False,) * 5, rows))


def has_version_part(printout: Printout) -> bool:
    """Whether there is anything to say of an earlier version."""
    return bool(printout.changes_note or printout.changes or has_correction(printout))


def has_correction(printout: Printout) -> bool:
    """Whether the version answers a notice."""
    return bool(printout.correction_note or printout.correction)


def _draw(sheets: Sheets, table: Table) -> None:
    sheets.y -= 4
    if table.rows:
        draw_table(sheets, table)
    sheets.y -= _GAP
