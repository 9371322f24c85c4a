"""Legal periods of a project: what is due when, and whether it was done."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from egov_desktop.domain import calendars, reporting
from egov_desktop.domain.calendars import WEEKENDS_ONLY, WorkCalendar
from egov_desktop.domain.corrections import NoticeKind
from egov_desktop.domain.duties import Duty, DutyState
from egov_desktop.domain.policy import Deadline, PolicyPack
from egov_desktop.domain.project import Project, filing_id
from egov_desktop.domain.scope import Scope

SOON = timedelta(days=30)
_AGAIN = {
    NoticeKind.CORRECTION: "按补正通知改报：{stage}",
    NoticeKind.RETURN: "退件后重新报送：{stage}",
}


def duties(
    pack: PolicyPack, project: Project, today: date, calendar: WorkCalendar = WEEKENDS_ONLY
) -> tuple[Duty, ...]:
    """Return all duties of a project, the next one first, what is done last."""
    scope = scope_of(pack, project, today, calendar)
    found = [duty for deadline in pack.deadlines for duty in _duties_of(pack, deadline, scope)]
    found += _corrections(pack, project, today)
    return tuple(sorted(found, key=_urgency))


def scope_of(
    pack: PolicyPack, project: Project, today: date, calendar: WorkCalendar = WEEKENDS_ONLY
) -> Scope:
    """Return the facts that conditions of a pack see on a day."""
    parameters = {p.id: p.value_on(today) for p in pack.parameters.values()}
    return Scope(project, today, parameters, calendar)


def missed_reports(deadline: Deadline, scope: Scope) -> Iterator[Scope]:
    """Yield one scope for each report of a recurring duty that is overdue and not there."""
    if deadline.applies.evaluate(scope) is not True:
        return
    for period, due in _report_dates(deadline, scope):
        wanted = filing_id(deadline.stage, period)
        is_there = any(f.id == wanted for f in scope.project.of_stage(deadline.stage))
        if due < scope.today and not is_there:
            label = calendars.period_label(period)
            yield replace(scope, item={"period": label, "due": due})


def _urgency(duty: Duty) -> tuple[bool, bool, date]:
    return duty.state is DutyState.DONE, duty.due is None, duty.due or date.max


def _duties_of(pack: PolicyPack, deadline: Deadline, scope: Scope) -> Iterator[Duty]:
    if deadline.applies.evaluate(scope) is not True:
        return
    if deadline.due_days is not None:
        yield from _recurring(pack, deadline, scope)
    else:
        yield _single(pack, deadline, scope)


def _single(pack: PolicyPack, deadline: Deadline, scope: Scope) -> Duty:
    start = deadline.starts.evaluate(scope)
    months = scope.parameters[deadline.months] if deadline.months else Decimal(0)
    due = None
    if isinstance(start, date) and isinstance(months, Decimal):
        last_day = calendars.months_after(start, int(months))
        due = scope.calendar.next_working_day(last_day)
    done = deadline.done_on.evaluate(scope) if deadline.done_on else None
    return Duty(
        deadline.id,
        deadline.title,
        deadline.stage,
        deadline.stage,
        due,
        _state(due, isinstance(done, date) and done <= scope.today, scope.today),
        pack.citation(deadline.provisions),
        is_estimated=due is not None and not scope.calendar.is_known(due),
    )


def _recurring(pack: PolicyPack, deadline: Deadline, scope: Scope) -> Iterator[Duty]:
    for period, due in _report_dates(deadline, scope):
        wanted = filing_id(deadline.stage, period)
        filing = scope.project.filing(wanted)
        is_done = (
            filing is not None
            and filing.id == wanted
            and _is_reported(deadline, scope.with_filing(filing))
        )
        yield Duty(
            f"{deadline.id}@{period}",
            f"{deadline.title}（{calendars.period_label(period)}）",
            deadline.stage,
            wanted,
            due,
            _state(due, is_done, scope.today),
            pack.citation(deadline.provisions),
            is_estimated=not scope.calendar.is_known(due),
        )


def _corrections(pack: PolicyPack, project: Project, today: date) -> Iterator[Duty]:
    """Yield a duty for each notice (补正通知) with a day: done once a later version is frozen."""
    for filing in project.filings:
        stage = pack.stage(filing.stage)
        for notice in filing.notices:
            if stage is not None and notice.due_on is not None:
                words = _AGAIN[notice.kind].format(stage=stage.title)
                yield Duty(
                    f"correction@{notice.id}",
                    words,
                    stage.id,
                    filing.id,
                    notice.due_on,
                    _state(notice.due_on, notice not in filing.pending_notices, today),
                    "，".join(filter(None, (notice.title, notice.issuer))),
                )


def _is_reported(deadline: Deadline, scope: Scope) -> bool:
    """Whether the filing of the scope was handed in: frozen, or dated by a person."""
    done = deadline.done_on.evaluate(scope) if deadline.done_on else None
    is_frozen = scope.filing is not None and bool(scope.filing.versions)
    return is_frozen or (isinstance(done, date) and done <= scope.today)


def _report_dates(deadline: Deadline, scope: Scope) -> Iterator[tuple[str, date]]:
    start = deadline.starts.evaluate(scope)
    end = deadline.ends.evaluate(scope) if deadline.ends else None
    if not isinstance(start, date) or not isinstance(end, date):
        return
    days = str(scope.parameters[deadline.due_days or ""])
    for period in reporting.periods_running(start, end):
        yield period, reporting.report_due(period, days)


def _state(due: date | None, is_done: bool, today: date) -> DutyState:
    if is_done:
        return DutyState.DONE
    if due is None:
        return DutyState.UNDECIDED
    if due < today:
        return DutyState.OVERDUE
    return DutyState.DUE_SOON if due <= today + SOON else DutyState.UPCOMING
