"""Records that say something else than the bag, or are no good JSON at all."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_samples import small_pdf
from packet_remaking import (
    PDF,
    RECORD,
    Judge,
    Members,
    with_record,
)

from egov_desktop.app.verification import Verification

FILING = "needs_analysis"


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Egov-Pack", "another-pack"),
        ("Egov-Pack-Version", "9.9"),
        ("Egov-Pack-Sha256", "ab" * 32),
        ("Egov-Stage", "operation"),
        ("Egov-Packet-Version", "2"),
        ("Egov-Packet-Code", "AAAA-BBBB-CCCC"),
        ("External-Identifier", "p0/needs_analysis"),
    ],
)
def test_bag_info_must_say_what_the_record_says(
    judge: Judge, unsigned: Members, label: str, value: str
) -> None:
    lines = unsigned["bag-info.txt"].decode().splitlines()
    changed = [f"{label}: {value}" if x.startswith(f"{label}:") else x for x in lines]
    assert changed != lines
    found = judge(unsigned | {"bag-info.txt": "\n".join([*changed, ""]).encode()})
    assert found.verdict == "invalid"
    assert sum(label in reason for reason in found.reasons) == 1


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "change",
    [
        lambda r: r["answers"].update(total_investment="1"),
        lambda r: r["paper_materials"].update(needs_report="x"),
        lambda r: r["attachments"][0].update(title="换.pdf"),
        lambda r: r["project"].update(name="另一个项目"),
        lambda r: r.update(code="AAAA-BBBB-CCCC"),
    ],
)
def test_a_changed_record_breaks_its_code(
    judge: Judge, unsigned: Members, change: Callable[[dict[str, Any]], None]
) -> None:
    found = judge(with_record(unsigned, change))
    assert found.verdict == "invalid"
    assert any("核对码" in reason for reason in found.reasons)


def test_print_values_and_pages_must_say_the_same(judge: Judge, unsigned: Members) -> None:
    """The code covers what was typed; normalised values and print are held against the pages."""

    def value(record: dict[str, Any]) -> None:
        record["values"]["project_name"] = "另一个项目"

    for change in (value, lambda r: r["printed"].pop()):
        assert any("打印" in each for each in judge(with_record(unsigned, change)).reasons)


def is_but_unsigned(found: Verification) -> bool:
    """Whether nothing is wrong but that a root was given for a packet without signature."""
    return bool(found.notes) and all("没有签名" in reason for reason in found.reasons)


LATER_KEYS = ("printed", "overrides", "changes", "correction")


def test_a_packet_of_an_earlier_program_is_reserved_because_print_was_not_compared(
    judge: Judge, unsigned: Members
) -> None:
    def as_it_was(record: dict[str, Any]) -> None:
        for key in LATER_KEYS:
            del record[key]
        del record["signature"]["signers"]

    found = judge(with_record(unsigned, as_it_was))
    assert is_but_unsigned(found)
    assert any("人工核对" in note for note in found.notes)
    assert not any("人工核对" in note for note in judge(unsigned).notes)


@pytest.mark.parametrize("key", LATER_KEYS)
def test_one_of_the_later_keys_taken_away_is_noticed(
    judge: Judge, unsigned: Members, key: str
) -> None:
    found = judge(with_record(unsigned, lambda record: record.pop(key)))
    assert any(key in reason and "缺少" in reason for reason in found.reasons)


def no_zone(record: dict[str, Any]) -> None:
    record["made_at"] = "2026-11-24T10:00:00"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda r: r.update(made_at="昨天"), "made_at"),
        (no_zone, "made_at"),
        (lambda r: r["audit_head"].update(at="2026"), "audit_head.at"),
        (lambda r: r["values"].update(total_investment=2860.0), "values.total_investment"),
        (lambda r: r["printed"].append({"path": "a", "label": "b", "text": 5}), "printed"),
    ],
)
def test_moments_and_values_have_their_form(
    judge: Judge, unsigned: Members, change: Callable[[dict[str, Any]], None], named: str
) -> None:
    found = judge(with_record(unsigned, change))
    assert any(named in reason and "公布的格式" in reason for reason in found.reasons)


def test_what_a_newer_program_may_have_added_is_a_reservation(
    judge: Judge, unsigned: Members
) -> None:
    def add(record: dict[str, Any]) -> None:
        record["later"] = {"x": 1}
        record["project"]["owner"] = "某处"

    found = judge(with_record(unsigned, add))
    assert is_but_unsigned(found)
    assert any("later、project.owner" in note for note in found.notes)


def test_labels_that_nobody_knows_are_a_reservation(judge: Judge, unsigned: Members) -> None:
    info = unsigned["bag-info.txt"].replace(b"Bagging-Date", b"X-Foo: bar\nBagging-Date", 1)
    found = judge(unsigned | {"bag-info.txt": info})
    assert is_but_unsigned(found)
    assert any("X-Foo" in note for note in found.notes)


@pytest.mark.parametrize("label", ["Source-Organization", "External-Description", "Bagging-Date"])
def test_bag_info_must_say_what_is_printed(judge: Judge, unsigned: Members, label: str) -> None:
    value = {"Bagging-Date": "2025-01-02"}.get(label, "别的单位")
    lines = unsigned["bag-info.txt"].decode().splitlines()
    changed = [f"{label}: {value}" if x.startswith(f"{label}:") else x for x in lines]
    found = judge(unsigned | {"bag-info.txt": "\n".join([*changed, ""]).encode()})
    assert found.verdict == "invalid"


def test_sentences_have_no_words_of_the_programming_language(
    judge: Judge, unsigned: Members
) -> None:
    def clear(record: dict[str, Any]) -> None:
        record["values"] = dict.fromkeys(record["values"])

    for changed in (with_record(unsigned, clear), unsigned | {RECORD: b'{"a": '}):
        found = judge(changed)
        assert found.reasons
        text = "".join(found.reasons)
        assert not any(word in text for word in ("None", "False", "True", "Expecting", "delimiter"))


def test_very_many_printed_lines_are_refused_at_once(judge: Judge, unsigned: Members) -> None:
    line = {"path": "a", "label": "b", "text": "c"}
    start = time.perf_counter()
    found = judge(with_record(unsigned, lambda r: r.update(printed=[line] * 200_000)))
    assert found.verdict == "invalid"
    assert len(found.reasons) < 40
    assert time.perf_counter() - start < 12


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda r: r["attachments"].pop(), "不在附件目录"),
        (
            lambda r: r["attachments"].append(
                {**r["attachments"][0], "file": "attachments/09-x.pdf"}
            ),
            "09-x.pdf",
        ),
        (lambda r: r["attachments"].append(r["attachments"][0]), "01-"),
        (lambda r: r.pop("format"), "submission.format"),
        (lambda r: r.update(format="egov-submission/9"), "egov-submission/9"),
        (lambda r: r.update(version="1"), "submission.version"),
        (lambda r: r.update(project="x"), "submission.project"),
        (lambda r: r["project"].pop("id"), "submission.project.id"),
        (lambda r: r["pack"].update(sha256=None), "submission.pack.sha256"),
        (lambda r: r["signature"].update(level=["unsigned"]), "submission.signature.level"),
        (lambda r: r.update(attachments={}), "submission.attachments"),
        (lambda r: r["attachments"][1].update(file=5), "submission.attachments[1].file"),
        (lambda r: r["attachments"].append("x"), "submission.attachments[2]"),
        (lambda r: r.update(answers=[]), "submission.answers"),
        (lambda r: r["answers"].update(x=nested(400)), "嵌套"),
        (lambda r: r["attachments"][0].update(file="../../etc/passwd"), "attachments[0].file"),
        (lambda r: r["attachments"][0].update(file="/etc/passwd"), "attachments[0].file"),
        (lambda r: r["attachments"][0].update(file="attachments\\x.pdf"), "attachments[0].file"),
        (lambda r: r["attachments"][0].update(size=1), "大小"),
        (lambda r: r["attachments"][0].update(size=-1), "attachments[0].size"),
        (lambda r: r.update(version=True), "submission.version"),
        (lambda r: r.update(version=10**39), "Egov-Packet-Version"),
        (lambda r: r.update(stage="../x"), "submission.stage"),
        (lambda r: r.update(made_at=5), "submission.made_at"),
        (lambda r: r.update(checked_on="2026-13-45"), "submission.checked_on"),
        (lambda r: r.pop("audit_head"), "submission.audit_head"),
        (lambda r: r.update({"paper_materials": {"\n" * 500: 5}}), "paper_materials"),
    ],
)
def test_a_record_of_another_shape_is_explained(
    judge: Judge, unsigned: Members, change: Callable[[dict[str, Any]], None], named: str
) -> None:
    found = judge(with_record(unsigned, change))
    assert found.verdict == "invalid"
    assert any(named in reason for reason in found.reasons), found.reasons


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "JSON"),
        (b"[]", "submission"),
        (b"\xff\xfe", "JSON"),
        (b'{"version": NaN}', "NaN"),
        (b'{"version": 1, "version": 2}', "version"),
        (b'{"version": ' + b"1" * 5000 + b"}", "JSON"),
        (b"[" * 100_000 + b"]" * 100_000, "嵌套"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "嵌套"),
        (b"[" * 40 + b"]" * 40, "嵌套"),
        (b"[]," * 1_600_000, "多得不合理"),
        (b'{"version": 1e999}', "大得"),
        (b'{"version": -Infinity}', "Infinity"),
        (b'{"version": 1' + b"0" * 60 + b"}", "长得"),
        (b'\xef\xbb\xbf{"format": "egov-submission/1"}', "JSON"),
        ('{"format": "egov-submission/1"}'.encode("utf-16"), "UTF-8"),
        ('{"format": "egov-submission/1"}'.encode("utf-32-le"), "JSON"),
        (b'{"format": "egov-submission/1"} {}', "JSON"),
        (b'{"format": "egov-submission/1", "f\\u006frmat": "x"}', "format"),
    ],
)
def test_a_record_that_is_no_good_json_is_explained(
    judge: Judge, signed: Members, content: bytes, named: str
) -> None:
    found = judge(signed | {RECORD: content})
    assert found.verdict == "invalid"
    assert any(named in reason for reason in found.reasons), found.reasons


@pytest.mark.parametrize("depth", range(300, 1100, 25))
def test_a_record_of_any_depth_is_judged(judge: Judge, unsigned: Members, depth: int) -> None:
    deep = b'"answers": {"x": ' + b"[" * depth + b"]" * depth + b","
    found = judge(unsigned | {RECORD: unsigned[RECORD].replace(b'"answers": {', deep, 1)})
    assert found.verdict == "invalid"
    assert found.reasons


def test_a_key_hidden_behind_another_is_refused(judge: Judge, signed: Members) -> None:
    """Readers disagree on which of two equal keys counts."""
    text = signed[RECORD].replace(b'"answers": {', b'"answers": {"total_investment": "1",', 1)
    found = judge(signed | {RECORD: text})
    assert any("total_investment" in reason for reason in found.reasons)


@pytest.mark.parametrize("name", [PDF, RECORD])
def test_a_packet_without_its_heart_is_invalid(judge: Judge, unsigned: Members, name: str) -> None:
    del unsigned[name]
    assert any(name in reason for reason in judge(unsigned).reasons)


def test_a_file_that_the_index_does_not_know_is_noticed(
    judge: Judge, unsigned: Members, tmp_path: Path
) -> None:
    extra = small_pdf(tmp_path / "x.pdf").read_bytes()
    found = judge(unsigned | {"data/attachments/77-extra.pdf": extra})
    assert any("77-extra.pdf" in reason for reason in found.reasons)


def test_odd_characters_in_a_record_do_not_break_the_report(
    judge: Judge, unsigned: Members
) -> None:
    found = judge(with_record(unsigned, lambda r: r["project"].update(name="\ud83d\u202e")))
    assert found.project_name == "\ud83d\u202e"
    assert found.verdict == "invalid"


def test_a_pdf_that_does_not_bear_the_code_is_another_one(
    judge: Judge, unsigned: Members, tmp_path: Path
) -> None:
    found = judge(unsigned | {PDF: small_pdf(tmp_path / "other.pdf").read_bytes()})
    assert found.verdict == "invalid"
    assert any("packet.pdf 第 1 页" in reason for reason in found.reasons)
