"""What differs between two versions, and whether a packet says it truly."""

from collections.abc import Mapping
from typing import Any

import pytest
from small_pack import NOW, PACK, STUDY, TODAY, attachment, project, study

from egov_desktop.domain import submission
from egov_desktop.domain.change_lists import untrue_changes
from egov_desktop.domain.change_words import change_lines
from egov_desktop.domain.differences import Changes, FileFacts, changes_document, differences
from egov_desktop.domain.fields import Raw
from egov_desktop.domain.findings import CheckResult

Record = dict[str, Any]
ROWS: list[Raw] = [
    {"item": "hardware", "amount": "900"},
    {"item": "软件开发", "amount": "1960"},
    {"item": "监理", "amount": "20"},
]


def record_of(answers: Mapping[str, Raw], version: int = 1, **changes: Any) -> Record:
    filing = study(answers, **changes)
    return dict(
        submission.submission_record(
            PACK,
            STUDY,
            project(filing),
            filing,
            CheckResult(TODAY, (), (), 0),
            version=version,
            made_at=NOW,
            signature={"level": "unsigned", "signer": None},
            previous=None,
            audit_head=None,
        )
    )


def between(old: Record, new: Record, is_pack_known: bool = True) -> Changes:
    return differences(old, new, PACK if is_pack_known else None)


def words(changes: Changes) -> list[tuple[str, str, str]]:
    return [(line.kind, line.place, line.words) for line in change_lines(changes)]


def test_the_same_content_differs_in_nothing() -> None:
    old = record_of({"total": "2860.00", "items": ROWS})
    respelled = [{"item": "hardware", "amount": "900.00 万元"}, *ROWS[1:], {}]
    new = record_of({"total": "2860 万元", "items": respelled}, version=2)
    changes = between(old, new)
    assert (changes.count, changes.tables) == (0, ())
    assert between(old, new, is_pack_known=False).count == 0
    assert (changes.since_version, changes.since_code) == (1, old["code"])


def test_fields_are_told_as_printed_and_as_kept() -> None:
    old = record_of({"total": "2860", "method": "open", "day": "2026-03-02"})
    new = record_of({"total": "2980.5", "secured": True, "day": "2026年3月2日"})
    changes = between(old, new)
    found = {c.path: (c.label, c.old, c.new, c.old_value, c.new_value) for c in changes.fields}
    assert found == {
        "total": ("总投资", "2,860.00", "2,980.50", "2860", "2980.5"),
        "secured": ("资金是否落实", "", "是", None, True),
        "method": ("方式", "公开招标", "", "open", None),
    }
    assert words(changes)[0] == ("修改", "总投资", "2,860.00 → 2,980.50")


def test_without_a_pack_the_words_are_those_that_the_packets_print() -> None:
    old, new = record_of({"total": "2860"}), record_of({"total": "2980"})
    (plain,) = between(old, new, is_pack_known=False).fields
    assert (plain.label, plain.old, plain.new) == ("total", "2860", "2980")
    for record, text in ((old, "2,860.00"), (new, "2,980.00")):
        record["printed"] = [
            {"path": "total", "label": "总投资（万元）", "text": text},
            {"path": "total", "label": "总投资（万元） 大写", "text": "……"},
        ]
    (printed,) = between(old, new, is_pack_known=False).fields
    assert (printed.label, printed.old, printed.new) == (
        "总投资（万元）",
        "2,860.00",
        "2,980.00",
    )


def test_tables_and_materials_are_called_what_the_packet_calls_them() -> None:
    old = record_of({"items": ROWS}, attachments=(attachment(1),))
    new = record_of({"items": ROWS[:2]}, version=2, attachments=(attachment(2),))
    assert between(old, new, is_pack_known=False).tables[0].label == "items"
    new["changes"] = changes_document(differences(old, new, PACK))
    changes = between(old, new, is_pack_known=False)
    assert changes.tables[0].label == "投资明细"
    assert changes.attachments[0].label == "可研报告"
    assert list(untrue_changes(old, new)) == []


def test_rows_are_paired_before_they_are_compared() -> None:
    changed = [ROWS[1], {"item": "hardware", "amount": "950"}, {"item": "测评", "amount": "8"}]
    changes = between(record_of({"items": ROWS}), record_of({"items": changed}))
    (table,) = changes.tables
    assert table.label == "投资明细"
    told = words(changes)
    assert ("修改", "投资明细 第 2 行", "金额 900.00 → 金额 950.00") in told or (
        "新增",
        "投资明细 第 2 行",
        "（空） → 费用名称 硬件购置；金额 950.00",
    ) in told
    assert not any("软件开发" in text for kind, _, text in told if kind != "移位")
    assert any(kind in ("新增", "修改") and "测评" in text for kind, _, text in told)


def test_a_table_that_came_or_went_is_all_its_rows() -> None:
    empty, full = record_of({}), record_of({"items": ROWS})
    assert [row.kind for row in between(empty, full).tables[0].rows] == ["added"] * 3
    gone = between(full, empty).tables[0].rows
    assert [(row.kind, row.old_row, row.new_row) for row in gone] == [
        ("removed", 1, None),
        ("removed", 2, None),
        ("removed", 3, None),
    ]
    assert gone[0].cells[0].path == "items[0].item"


def test_attachments_are_told_apart_by_content_then_by_name() -> None:
    one, two, three = (attachment(n, title=f"{n}.pdf") for n in (1, 2, 3))
    old = record_of({}, attachments=(one, two, attachment(4, "proof")))
    new = record_of(
        {},
        attachments=(
            attachment(1, title="新名.pdf"),
            attachment(5, title="2.pdf"),
            three,
            attachment(4, "plan"),
        ),
    )
    found = [
        (f.kind, f.material, f.old and f.old.title, f.new and f.new.title)
        for f in between(old, new).attachments
    ]
    assert sorted(found, key=str) == sorted(
        [
            ("renamed", "report", "1.pdf", "新名.pdf"),
            ("replaced", "report", "2.pdf", "2.pdf"),
            ("added", "report", None, "3.pdf"),
            ("added", "plan", None, "可研报告.pdf"),
            ("removed", "proof", "可研报告.pdf", None),
        ],
        key=str,
    )
    replaced = next(f for f in between(old, new).attachments if f.kind == "replaced")
    assert (replaced.old, replaced.new) == (
        FileFacts("2.pdf", f"{2:064x}"),
        FileFacts("2.pdf", f"{5:064x}"),
    )


def test_paper_materials_are_compared_by_their_reasons() -> None:
    old = record_of({}, paper_materials={"plan": "原件过大", "proof": "涉密"})
    new = record_of({}, paper_materials={"plan": "图纸", "report": "蓝图"})
    found = {c.path: (c.label, c.old, c.new) for c in between(old, new).paper}
    assert found == {
        "plan": ("密码方案", "原件过大", "图纸"),
        "proof": ("资金证明", "涉密", ""),
        "report": ("可研报告", "", "蓝图"),
    }


def test_what_could_not_be_read_is_compared_as_it_was_typed() -> None:
    (change,) = between(record_of({"total": "约三千"}), record_of({"total": "3000"})).fields
    assert (change.old, change.new) == ("约三千", "3,000.00")


OLD = record_of({"total": "2860", "items": ROWS}, attachments=(attachment(1),))
NEW = record_of(
    {"total": "2980", "items": ROWS[:2]},
    version=2,
    attachments=(attachment(2),),
    paper_materials={"plan": "图纸"},
)


def with_changes(record: Record, claimed: Any) -> Record:
    return {**record, "changes": claimed}


def test_a_true_list_of_changes_is_believed_without_the_pack() -> None:
    true = changes_document(differences(OLD, NEW, PACK))
    assert list(untrue_changes(OLD, with_changes(NEW, true))) == []


@pytest.mark.parametrize(
    ("section", "words"),
    [("fields", "total"), ("tables", "items"), ("attachments", "report"), ("paper", "plan")],
)
def test_a_change_that_is_not_told_is_missed(section: str, words: str) -> None:
    true = dict(changes_document(differences(OLD, NEW, PACK)))
    (problem,) = untrue_changes(OLD, with_changes(NEW, true | {section: []}))
    assert "没有如实列出" in problem
    assert words in problem


def test_a_change_that_is_told_wrongly_is_found() -> None:
    true: Any = changes_document(differences(OLD, NEW, PACK))
    field = true["fields"][0] | {"new_value": "2981"}
    problems = list(untrue_changes(OLD, with_changes(NEW, true | {"fields": [field]})))
    assert len(problems) == 2
    assert all("total" in problem for problem in problems)
    other = true | {"since": {"version": 7, "code": "X"}}
    assert any("不是对这一版" in p for p in untrue_changes(OLD, with_changes(NEW, other)))
    assert list(untrue_changes(OLD, NEW)) == ["新版没有写明对上一版的改动。"]


def test_printed_words_must_be_true_where_the_packets_repeat_them() -> None:
    old = OLD | {"printed": [{"path": "total", "label": "总投资", "text": "2,860.00"}]}
    new = record_of({"total": "2980", "items": ROWS}, version=2, attachments=(attachment(1),))
    new |= {"printed": [{"path": "total", "label": "总投资", "text": "2,980.00"}]}
    true: Any = changes_document(differences(old, new, PACK))
    assert list(untrue_changes(old, with_changes(new, true))) == []
    softened = true["fields"][0] | {"old": "2,950.00"}
    assert list(untrue_changes(old, with_changes(new, true | {"fields": [softened]})))
