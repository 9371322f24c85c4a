"""Notices as values: what is open, what a check and the duties say of it."""

from dataclasses import replace
from datetime import date

import pytest
from small_pack import NOW, PACK, TODAY, project, study

from egov_desktop.domain import checking, deadlines
from egov_desktop.domain.corrections import CorrectionNotice, NoticeItem, NoticeKind
from egov_desktop.domain.duties import DutyState
from egov_desktop.domain.policy import Severity
from egov_desktop.domain.project import Filing, FrozenVersion

NOTICE = CorrectionNotice(
    NoticeKind.CORRECTION,
    "川数补 2026 年 3 号",
    "省数据局",
    date(2026, 2, 20),
    date(2026, 3, 10),
    (
        NoticeItem("total", "总投资与概算不一致。"),
        NoticeItem("items[0].amount", "请附报价"),
        NoticeItem("", "请补盖公章", "已补盖", is_met=True),
    ),
    version=1,
    id="n1",
)


def frozen(*versions: int) -> Filing:
    made = tuple(FrozenVersion(n, NOW, "ab" * 32, f"/v{n}.zip", "C", "d") for n in versions)
    return study({"total": "2860"}, versions=made, notices=(NOTICE,))


def test_a_notice_is_pending_until_the_next_version_is_frozen() -> None:
    assert frozen(1).pending_notices == (NOTICE,)
    assert frozen(1, 2).pending_notices == ()
    assert study(notices=(NOTICE,)).pending_notices == ()


def test_answering_an_item_leaves_the_others_alone() -> None:
    answered = NOTICE.answered(2, "已附三家报价", is_met=True)
    assert [item.place for item in answered.open_items] == ["total"]
    assert answered.items[1].answer == "已附三家报价"
    assert answered.items[0] == NOTICE.items[0]
    for number in (0, 4):
        with pytest.raises(IndexError):
            NOTICE.answered(number, "", is_met=True)


def test_open_items_are_notes_at_their_places() -> None:
    result = checking.check(PACK, project(frozen(1)), TODAY)
    found = [f for f in result.of(Severity.NOTE) if f.rule == "small.correction-open"]
    assert [f.path for f in found] == ["total", "items[0].amount"]
    assert "总投资与概算不一致" in found[0].message
    assert "川数补 2026 年 3 号" in found[0].basis
    assert "省数据局" in found[0].basis
    assert {f.severity for f in result.findings if f.rule.endswith("open")} == {Severity.NOTE}
    later = checking.check(PACK, project(frozen(1, 2)), TODAY)
    assert not [f for f in later.findings if f.rule == "small.correction-open"]


@pytest.mark.parametrize(
    ("filing", "today", "state"),
    [
        (frozen(1), TODAY, DutyState.DUE_SOON),
        (frozen(1), date(2026, 1, 5), DutyState.UPCOMING),
        (frozen(1), date(2026, 3, 11), DutyState.OVERDUE),
        (frozen(1, 2), date(2026, 3, 11), DutyState.DONE),
    ],
)
def test_the_day_of_a_notice_is_a_duty(filing: Filing, today: date, state: DutyState) -> None:
    (duty,) = deadlines.duties(PACK, project(filing), today)
    assert (duty.id, duty.filing, duty.due, duty.state) == (
        "correction@n1",
        "study",
        date(2026, 3, 10),
        state,
    )
    assert duty.title.endswith("可行性研究报告")
    assert "川数补 2026 年 3 号" in duty.basis


def test_a_return_is_called_one_and_without_a_day_it_is_no_duty() -> None:
    returned = replace(NOTICE, kind=NoticeKind.RETURN)
    (duty,) = deadlines.duties(PACK, project(replace(frozen(1), notices=(returned,))), TODAY)
    assert duty.title.startswith("退件")
    undated = replace(NOTICE, due_on=None)
    assert deadlines.duties(PACK, project(replace(frozen(1), notices=(undated,))), TODAY) == ()
