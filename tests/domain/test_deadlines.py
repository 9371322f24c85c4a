from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from egov_desktop.domain.calendars import WEEKENDS_ONLY, WorkCalendar
from egov_desktop.domain.condition_compiler import Compiler
from egov_desktop.domain.conditions import Names, Tree
from egov_desktop.domain.deadlines import duties, missed_reports, scope_of
from egov_desktop.domain.duties import DutyState
from egov_desktop.domain.fields import FieldDefinition, Raw, judge
from egov_desktop.domain.policy import (
    Deadline,
    Evidence,
    Parameter,
    PolicyPack,
    Provision,
    Recurrence,
    Section,
    StageRule,
)
from egov_desktop.domain.project import Filing, FrozenVersion, Project

DAYS = {
    name: FieldDefinition(name, "date", name)
    for name in ("start", "end", "completed", "accepted", "applied", "reported", "extended")
}
COMPILER = Compiler(Names({"work": DAYS, "report": DAYS}, {}, {"within": "number"}))


def deadline(name: str, applies: Tree, starts: Tree, **others: Any) -> Deadline:
    terms = {
        key: COMPILER.term(value) for key, value in others.items() if key in ("ends", "done_on")
    }
    rest = {key: value for key, value in others.items() if key not in terms}
    return Deadline(
        name,
        f"办理{name}",
        "report" if "due_days" in rest else "work",
        ("art1",),
        COMPILER.condition(applies),
        COMPILER.term(starts),
        **rest,
        **terms,
    )


def pack(*found: Deadline) -> PolicyPack:
    stages = tuple(
        StageRule(
            stage, stage, "g", "", (), (Section("s", "s", tuple(DAYS.values())),), (), recurrence
        )
        for stage, recurrence in (("work", Recurrence.ONCE), ("report", Recurrence.HALF_YEARLY))
    )
    parameters = {
        "within": Parameter(
            "within",
            "期限",
            "number",
            "个月",
            ("art1",),
            ((date(2000, 1, 1), Decimal(6)), (date(2030, 1, 1), Decimal(3))),
        ),
        "days": Parameter(
            "days", "截止", "text", "", ("art1",), ((date(2000, 1, 1), "07-31 01-31"),)
        ),
    }
    provision = Provision("art1", "《办法》", "第一条", "", Evidence.VERIFIED)
    return PolicyPack(
        "p", "1", "t", "a", "s", Evidence.VERIFIED, "", {}, {"art1": provision}, parameters,
        stages, (), found, {}, (),
    )  # fmt: skip


def filing(stage: str, period: str | None = None, **answers: Raw) -> Filing:
    judged = {name: judge(DAYS[name], raw) for name, raw in answers.items()}
    return Filing(stage, period, answers=judged)


def project(*filings: Filing) -> Project:
    return Project("p", "项目", "p", datetime(2026, 1, 1, tzinfo=UTC), filings)


ACCEPT = deadline(
    "accept", {"exists": "work"}, "work.completed", months="within", done_on="work.accepted"
)
REPORT = deadline(
    "report",
    {"exists": "work"},
    "work.start",
    ends={"first": ["work.completed", "work.end"]},
    due_days="days",
    done_on="report.reported",
)


@pytest.mark.parametrize(
    ("today", "answers", "due", "state"),
    [
        (date(2027, 1, 1), {"completed": "2027-03-15"}, date(2027, 9, 15), DutyState.UPCOMING),
        (date(2027, 8, 15), {"completed": "2027-03-15"}, date(2027, 9, 15), DutyState.UPCOMING),
        (date(2027, 8, 16), {"completed": "2027-03-15"}, date(2027, 9, 15), DutyState.DUE_SOON),
        (date(2027, 9, 15), {"completed": "2027-03-15"}, date(2027, 9, 15), DutyState.DUE_SOON),
        (date(2027, 9, 16), {"completed": "2027-03-15"}, date(2027, 9, 15), DutyState.OVERDUE),
        (
            date(2027, 9, 16),
            {"completed": "2027-03-15", "accepted": "2027-09-16"},
            date(2027, 9, 15),
            DutyState.DONE,
        ),
        (
            date(2027, 9, 15),
            {"completed": "2027-03-15", "accepted": "2027-09-16"},
            date(2027, 9, 15),
            DutyState.DUE_SOON,
        ),
        (date(2027, 9, 16), {}, None, DutyState.UNDECIDED),
        (date(2027, 9, 16), {"completed": "三月"}, None, DutyState.UNDECIDED),
        (date(2027, 1, 1), {"completed": "2026-08-31"}, date(2027, 3, 1), DutyState.UPCOMING),
        (date(2030, 1, 1), {"completed": "2029-12-12"}, date(2030, 3, 12), DutyState.UPCOMING),
    ],
)
def test_a_single_duty(
    today: date, answers: dict[str, Raw], due: date | None, state: DutyState
) -> None:
    found = duties(pack(ACCEPT), project(filing("work", **answers)), today)

    assert [(duty.id, duty.due, duty.state, duty.basis) for duty in found] == [
        ("accept", due, state, "《办法》第一条")
    ]


def test_a_duty_that_does_not_apply_is_not_listed() -> None:
    assert duties(pack(ACCEPT, REPORT), project(), date(2027, 1, 1)) == ()


def test_a_duty_without_months_is_due_on_the_day_itself() -> None:
    extended = deadline("extended", "always", "work.extended", done_on="work.applied")
    found = duties(pack(extended), project(filing("work", extended="2028-03-15")), date(2028, 1, 1))

    assert [(duty.due, duty.state) for duty in found] == [(date(2028, 3, 15), DutyState.UPCOMING)]


def test_a_holiday_moves_the_day_and_an_unknown_year_is_said() -> None:
    holidays = frozenset({date(2027, 9, 15), date(2027, 9, 16)})
    known = WorkCalendar(holidays, frozenset(), frozenset({2027}))
    work = project(filing("work", completed="2027-03-15"))

    moved = duties(pack(ACCEPT), work, date(2027, 4, 1), known)[0]
    guessed = duties(pack(ACCEPT), work, date(2027, 4, 1), WEEKENDS_ONLY)[0]

    assert (moved.due, moved.is_estimated) == (date(2027, 9, 17), False)
    assert (guessed.due, guessed.is_estimated) == (date(2027, 9, 15), True)


def test_reports_recur_while_the_work_runs() -> None:
    work = filing("work", start="2026-03-01", end="2027-06-30")
    found = duties(pack(REPORT), project(work), date(2027, 1, 15))

    assert {duty.id: (duty.filing, duty.due, duty.state) for duty in found} == {
        "report@2026H1": ("report@2026H1", date(2026, 7, 31), DutyState.OVERDUE),
        "report@2026": ("report@2026", date(2027, 1, 31), DutyState.DUE_SOON),
        "report@2027H1": ("report@2027H1", date(2027, 7, 31), DutyState.UPCOMING),
    }
    assert "2026年上半年" in found[0].title


def test_a_report_is_done_when_dated_or_frozen_and_only_then() -> None:
    work = filing("work", start="2026-03-01", end="2026-12-31")
    frozen = FrozenVersion(1, datetime(2027, 1, 20, tzinfo=UTC), "", "", "", "")
    drafted, dated = filing("report", "2026H1"), filing("report", "2026H1", reported="2026-07-20")
    sealed = Filing("report", "2026", versions=(frozen,))

    def states(*reports: Filing) -> dict[str, DutyState]:
        found = duties(pack(REPORT), project(work, *reports), date(2027, 3, 1))
        return {duty.id: duty.state for duty in found}

    assert states(drafted) == {
        "report@2026H1": DutyState.OVERDUE,
        "report@2026": DutyState.OVERDUE,
    }
    assert states(dated, sealed) == {
        "report@2026H1": DutyState.DONE,
        "report@2026": DutyState.DONE,
    }


def test_the_next_duty_comes_first_and_what_is_done_last() -> None:
    work = filing("work", start="2026-03-01", end="2026-12-31", completed="2026-12-20")
    reported = filing("report", "2026H1", reported="2026-07-20")
    found = duties(pack(ACCEPT, REPORT), project(work, reported), date(2027, 1, 15))

    assert [duty.id for duty in found] == ["accept", "report@2026H1"]
    assert found[-1].state is DutyState.DONE


@pytest.mark.parametrize(
    ("today", "periods"),
    [
        (date(2026, 7, 31), []),
        (date(2026, 8, 1), ["2026年上半年"]),
        (date(2027, 2, 1), ["2026年上半年", "2026年全年"]),
    ],
)
def test_missed_reports(today: date, periods: list[str]) -> None:
    work = project(filing("work", start="2026-03-01", end="2027-06-30"))
    scope = scope_of(pack(REPORT), work, today)

    assert [here.item["period"] for here in missed_reports(REPORT, scope)] == periods


def test_no_report_is_missed_when_it_is_there_or_not_asked_for() -> None:
    work = filing("work", start="2026-03-01", end="2026-09-30")
    there = scope_of(pack(REPORT), project(work, filing("report", "2026H1")), date(2027, 3, 1))
    never = deadline("report", "never", "work.start", ends="work.end", due_days="days")
    asked = scope_of(pack(never), project(work), date(2027, 3, 1))

    assert list(missed_reports(REPORT, there)) == []
    assert list(missed_reports(never, asked)) == []
