"""The agenda in rows: duties under the week or month they are due in, as they read on screen."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from egov_desktop.app.agenda import AgendaEntry, by_day
from egov_desktop.domain.calendars import WorkCalendar
from egov_desktop.domain.deadlines import SOON
from egov_desktop.domain.duties import Duty, DutyState
from egov_desktop.ui import duty_words
from egov_desktop.ui.translation import _, marked

WEEKDAYS = (
    marked("星期一"),
    marked("星期二"),
    marked("星期三"),
    marked("星期四"),
    marked("星期五"),
    marked("星期六"),
    marked("星期日"),
)


@dataclass(frozen=True)
class Heading:
    """A line above the duties of a span of time."""

    words: str
    count: int


Row = Heading | AgendaEntry


def rows(
    entries: Iterable[AgendaEntry], only: DutyState | None, search: str, today: date
) -> list[Row]:
    """Return the duties in one state, or all that are open, that hold all the words."""
    words = search.casefold().split()
    found = [each for each in entries if _is_wanted(each, only, words)]
    found.sort(key=by_day, reverse=only is DutyState.DONE)
    sunday = today + timedelta(days=6 - today.weekday())
    made: list[Row] = []
    for span, members in groupby(found, lambda each: _span(each.duty, sunday, today + SOON)):
        grouped = list(members)
        made.append(Heading(_span_words(span), len(grouped)))
        made += grouped
    return made


def counts(entries: Iterable[AgendaEntry]) -> Counter[DutyState | None]:
    """Count the duties in each state; under None all that are open."""
    found: Counter[DutyState | None] = Counter(entry.duty.state for entry in entries)
    found[None] = found.total() - found[DutyState.DONE]
    return found


def day_and_weekday(day: date) -> str:
    """Return a day as it is written in an office, with its weekday."""
    weekday = _(WEEKDAYS[day.weekday()])
    return _("{day} {weekday}").format(day=duty_words.day_words(day), weekday=weekday)


def when_words(duty: Duty) -> str:
    """Return the day a duty is due."""
    return day_and_weekday(duty.due) if duty.due else _("期限待定")


def left_words(duty: Duty, today: date, calendar: WorkCalendar) -> str:
    """Return how long there is, in working days: 还有 12 个工作日."""
    if duty.due is None:
        return _("起算日还没有填")
    if duty.state in (DutyState.DONE, DutyState.OVERDUE) or duty.due <= today:
        return duty_words.due_words(duty.state, duty.due, today)
    days = calendar.working_days(today, duty.due)
    if days == 0:
        return _("到期前没有工作日了")
    return _("还有 {days} 个工作日").format(days=days)


def spoken(entry: AgendaEntry, today: date, calendar: WorkCalendar) -> str:
    """Return a line as plain text, for screen readers."""
    duty = entry.duty
    parts = [
        when_words(duty),
        left_words(duty, today, calendar),
        estimated_words(duty),
        duty.title,
        entry.project,
        duty.basis,
    ]
    return "\n".join(part for part in parts if part)


def estimated_words(duty: Duty) -> str:
    """Return the mark of a day that the holidays may still move."""
    is_open = duty.state is not DutyState.DONE
    return _("暂按法定节假日推算") if duty.is_estimated and is_open else ""


def _is_wanted(entry: AgendaEntry, only: DutyState | None, words: Sequence[str]) -> bool:
    is_open = entry.duty.state is not DutyState.DONE
    if not (is_open if only is None else entry.duty.state is only):
        return False
    if not words:
        return True
    text = f"{entry.project}\n{entry.duty.title}\n{entry.duty.basis}".casefold()
    return all(word in text for word in words)


def _span(duty: Duty, sunday: date, soon: date) -> date | str:
    """Return the span of time a duty is listed under: a word, or the first day of a month."""
    due = duty.due
    if due is None:
        return "undecided"
    if duty.state is DutyState.OVERDUE:
        return "overdue"
    if due <= soon and duty.state is not DutyState.DONE:
        return "week" if due <= sunday else "soon"
    return due.replace(day=1)


def _span_words(span: date | str) -> str:
    if isinstance(span, date):
        return _("{year}年{month}月").format(year=span.year, month=span.month)
    return {
        "undecided": _("期限待定"),
        "overdue": _("已逾期"),
        "week": _("本周"),
        "soon": _("30 天内"),
    }[span]
