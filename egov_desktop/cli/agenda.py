"""Commands on time: the duties of one project or of all, and the holidays they count with."""

from datetime import datetime
from pathlib import Path

import click

from egov_desktop.app import agenda, calendar_export, checks, holidays, projects
from egov_desktop.app.agenda import AgendaEntry
from egov_desktop.app.calendar_export import ESTIMATED, REMINDERS
from egov_desktop.cli.session import Session
from egov_desktop.domain.calendars import YearStanding

_DUTY_WORDS = {
    "done": "已完成",
    "overdue": "已逾期",
    "due_soon": "即将到期",
    "upcoming": "未到期",
    "undecided": "起算日未填",
}
_STANDING_WORDS = {
    YearStanding.PUBLISHED: "已公布",
    YearStanding.COMPUTED: "推算",
    YearStanding.UNKNOWN: "未知",
}
_MOST_DAYS_BEFORE = 366


@click.command(help="法定期限：要做什么、何时到期、依据哪一条；不写 P 就列出全部项目的。")
@click.argument("project_id", metavar="[P]", required=False)
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="只列这一天及以前的。"
)
@click.option("--ics", type=click.Path(path_type=Path), help="同时写成日历文件（.ics）。")
@click.option(
    "--remind",
    default=",".join(map(str, REMINDERS)),
    show_default=True,
    metavar="天数",
    help="日历在到期前几天提醒，用逗号分开；写 no 就不提醒。",
)
@click.pass_obj
def deadlines(
    session: Session, project_id: str | None, until: datetime | None, ics: Path | None, remind: str
) -> None:
    """List the duties of one project, or of all of them."""
    reminders = _reminders(remind)
    found = _entries(session, project_id)
    if until is not None:
        found = [each for each in found if each.duty.due and each.duty.due <= until.date()]
    written: dict[str, object] = {}
    if ics is not None:
        events = calendar_export.export_calendar(session.workspace, found, ics, reminders)
        written = {"file": str(ics), "events": events}
    session.tell(
        {"deadlines": [_document(entry) for entry in found], **written},
        *(_line(entry, has_project=project_id is None) for entry in found),
        *([] if found else ["目前没有法定期限。"]),
        *([f"已把 {written['events']} 项写到 {ics}"] if written else []),
    )


@click.group(help="节假日：期限按哪些放假、调休安排推算。")
def calendar() -> None:
    """Group the commands on holidays."""


@calendar.command("show", help="各年的安排从哪里来；写出年份就列出每一天。")
@click.argument("year", metavar="[YEAR]", required=False, type=click.IntRange(2000, 2199))
@click.pass_obj
def show_years(session: Session, year: int | None) -> None:
    """Show what is known of each year, or the days of one."""
    years = [year] if year else holidays.known_years(session.workspace)
    found = [holidays.year_of(session.workspace, each) for each in years]
    lines = []
    for each in found:
        lines.append(f"{each.year}  {_STANDING_WORDS[each.standing]}  {each.source}")
        if year:
            lines += [f"  休 {day}" for day in each.off] + [f"  班 {day}" for day in each.work]
    session.tell(
        {
            "years": [
                {
                    "year": each.year,
                    "status": str(each.standing),
                    "source": each.source,
                    "off": [day.isoformat() for day in each.off],
                    "work": [day.isoformat() for day in each.work],
                }
                for each in found
            ]
        },
        *lines,
    )


@calendar.command("import", help="导入公布的放假安排（.csv、.yaml、.ics），代替同一年原有的。")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--preview", is_flag=True, help="只说明会改变什么，不导入。")
@click.pass_obj
def import_file(session: Session, file: Path, preview: bool) -> None:
    """Import a table of holidays, or say what importing it would change."""
    table = holidays.read_table(session.workspace, file)
    if not preview:
        holidays.import_table(session.workspace, table)
    session.tell(
        {
            "years": list(table.years),
            "off": len(table.days.off),
            "work": len(table.days.work),
            "changes": [
                {"day": each.day.isoformat(), "working": each.is_working_day}
                for each in table.changes
            ],
            "imported": not preview,
        },
        table.summary,
        *(f"  {change.words}" for change in table.changes),
        "这是预览，没有导入。" if preview else "已导入，期限从现在起按它推算。",
    )


def _entries(session: Session, project_id: str | None) -> list[AgendaEntry]:
    if project_id is None:
        progress = session.progress()
        return agenda.agenda(session.workspace, progress=lambda d, t: progress("读取项目", d, t))
    project = projects.load_project(session.workspace, project_id)
    duties = checks.duties_of(session.workspace, project)
    return [AgendaEntry(project.id, project.name, duty) for duty in duties]


def _reminders(text: str) -> list[int]:
    if text.strip() == "no":
        return []
    days = [part.strip() for part in text.replace("\uff0c", ",").split(",")]
    if not all(day.isdecimal() and int(day) <= _MOST_DAYS_BEFORE for day in days):
        raise click.UsageError(
            f"--remind 应是 0 至 {_MOST_DAYS_BEFORE} 的天数，用逗号分开，如 30,7,1。"
        )
    return [int(day) for day in days]


def _line(entry: AgendaEntry, has_project: bool) -> str:
    duty = entry.duty
    words = f"{duty.due or '—'}  {_DUTY_WORDS[duty.state]}  {duty.title}({duty.basis})"
    if duty.is_estimated and duty.state != "done":
        words += f"  {ESTIMATED}"
    return f"{words}  {entry.project}[{entry.project_id}]" if has_project else words


def _document(entry: AgendaEntry) -> dict[str, object]:
    duty = entry.duty
    return {
        "id": duty.id,
        "title": duty.title,
        "stage": duty.stage,
        "filing": duty.filing,
        "due": duty.due and duty.due.isoformat(),
        "state": str(duty.state),
        "basis": duty.basis,
        "estimated": duty.is_estimated,
        "project": entry.project_id,
        "project_name": entry.project,
    }
