"""What a packet holds, as values: names, code, record."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_pack import NOW, PACK, STUDY, TODAY, approval, attachment, project, study

from egov_desktop.domain import submission
from egov_desktop.domain.findings import CheckResult, Finding, Undecided
from egov_desktop.domain.policy import Severity
from egov_desktop.domain.project import Filing, FrozenVersion

ANSWERS = {
    "total": "2860.00",
    "secured": True,
    "day": "2026年3月2日",
    "items": [{"item": "hardware", "amount": "900"}],
    "remarks": "破损的字\ud83d",
}
FULL = study(
    ANSWERS,
    period="2026H1",
    attachments=(attachment(1, "proof"), attachment(2)),
    paper_materials={"plan": "原件过大"},
    approval=approval(),
)


def record_of(filing: Filing = FULL, **changes: Any) -> dict[str, Any]:
    result = CheckResult(
        TODAY,
        (Finding(Severity.WARNING, "small.a", "study", filing.id, "total", "注意", "第十条"),),
        (Undecided("small.b", "合计", "study", filing.id, "rate", ("rate",), "第十条"),),
        3,
    )
    facts: dict[str, Any] = {
        "version": 1,
        "made_at": NOW,
        "signature": {"level": "unsigned", "signer": None},
        "previous": None,
        "audit_head": {"seq": 9, "hash": "cd" * 32, "at": NOW.isoformat()},
        **changes,
    }
    return dict(submission.submission_record(PACK, STUDY, project(filing), filing, result, **facts))


def code_of(filing: Filing, version: int = 1) -> str:
    return submission.packet_code(PACK, project(filing), filing, version)


def test_the_code_is_short_and_stays_the_same() -> None:
    assert re.fullmatch(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", code_of(FULL))
    assert code_of(FULL) == code_of(replace(FULL))
    assert code_of(study({"total": "1"})) == "DKLS-A3BE-6JFK"  # in print, it must never change


@pytest.mark.parametrize(
    "changed",
    [
        study({**ANSWERS, "total": "2860"}, period="2026H1"),
        replace(FULL, answers={k: a for k, a in FULL.answers.items() if k != "remarks"}),
        replace(FULL, answers=study({**ANSWERS, "items": [{"amount": "901"}]}).answers),
        replace(FULL, attachments=FULL.attachments[:1]),
        replace(FULL, attachments=(*FULL.attachments, attachment(3))),
        replace(FULL, attachments=(attachment(1, "report"), attachment(2))),
        replace(FULL, attachments=(attachment(1, "proof", title="另名.pdf"), attachment(2))),
        replace(FULL, paper_materials={}),
        replace(FULL, paper_materials={"plan": "另交"}),
        replace(FULL, period="2026"),
    ],
)
def test_the_code_changes_with_everything_a_person_enters(changed: Filing) -> None:
    assert code_of(changed) != code_of(FULL)


def test_the_code_changes_with_project_pack_and_version() -> None:
    filing, made = FULL, project(FULL)
    codes = {
        code_of(filing),
        code_of(filing, 2),
        submission.packet_code(PACK, replace(made, name="别名"), filing, 1),
        submission.packet_code(PACK, replace(made, id="p1"), filing, 1),
        submission.packet_code(replace(PACK, sha256="cd" * 32), made, filing, 1),
    }
    assert len(codes) == 5


def test_the_digest_is_of_content_not_of_order_or_of_what_comes_later() -> None:
    digest = submission.answers_digest(FULL)
    shuffled = replace(
        FULL,
        answers=dict(reversed(FULL.answers.items())),
        attachments=FULL.attachments[::-1],
        approval=None,
        versions=(FrozenVersion(1, NOW, "ab" * 32, "/p.zip", "c", digest),),
    )
    assert submission.answers_digest(shuffled) == digest


def test_a_record_knows_the_code_it_must_have() -> None:
    record = json.loads(submission.encode_record(record_of()))
    assert submission.recorded_code(record) == record["code"] == code_of(FULL)
    record["answers"]["total"] = "2861.00"
    assert submission.recorded_code(record) != record["code"]


@given(
    st.dictionaries(
        st.sampled_from(["total", "secured", "remarks", "items"]),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text()
        | st.lists(st.dictionaries(st.sampled_from(["item", "amount"]), st.text())),
    )
)
def test_any_answers_survive_the_record(answers: dict[str, Any]) -> None:
    data = submission.encode_record(record_of(study(answers)))
    record = json.loads(data)
    assert submission.recorded_code(record) == record["code"] == code_of(study(answers))


def test_the_record_is_json_and_the_same_for_the_same() -> None:
    data = submission.encode_record(record_of())
    assert data == submission.encode_record(record_of())
    assert data.endswith(b"}\n")
    record = json.loads(data)
    assert record["format"] == submission.FORMAT
    assert record["project"] == {"id": "p0123456789", "name": "政务云平台"}
    assert (record["stage"], record["filing"], record["period"]) == (
        "study",
        "study@2026H1",
        "2026H1",
    )
    assert record["pack"] == {"id": "small", "version": "1.2", "sha256": "ab" * 32}
    assert record["made_at"] == "2026-03-02T09:30:15+00:00"
    assert record["answers"] == ANSWERS
    assert record["values"]["total"] == "2860.00"
    assert record["values"]["day"] == "2026-03-02"
    assert record["values"]["secured"] is True
    assert record["values"]["items"] == [{"item": "hardware", "unit_price": None, "amount": "900"}]
    assert record["paper_materials"] == {"plan": "原件过大"}
    assert record["checked_on"] == "2026-03-02"
    assert record["unchecked"] == list(PACK.unchecked)
    assert record["audit_head"]["seq"] == 9


def test_findings_are_recorded_with_full_paths() -> None:
    record = record_of()
    (finding,) = record["findings"]
    assert finding["path"] == "study.total"
    assert finding["severity"] == "warning"
    (undecided,) = record["undecided"]
    assert undecided["path"] == "study.rate"


def test_approvals_of_all_filings_are_recorded() -> None:
    with_file = replace(approval("二号", None), attachment=attachment(7), issued_on=None)
    record = record_of(replace(FULL, approval=with_file))
    assert record["approvals"] == [
        {
            "filing": "study@2026H1",
            "number": "二号",
            "date": None,
            "amount": None,
            "file_sha256": f"{7:064x}",
        }
    ]
    (usual,) = record_of()["approvals"]
    assert (usual["date"], usual["amount"]) == ("2026-03-02", "2750.00")


def test_a_version_points_at_the_one_before() -> None:
    before = FrozenVersion(1, NOW, "ef" * 32, "/x/p-v1.zip", "C", "d")
    assert record_of()["previous"] is None
    assert record_of(previous=before, version=2)["previous"] == {
        "version": 1,
        "packet_sha256": "ef" * 32,
    }
    known = replace(before, manifest_sha256="ab" * 32)
    assert record_of(previous=known, version=2)["previous"]["manifest_sha256"] == "ab" * 32


def test_attachments_are_indexed_in_the_order_of_materials() -> None:
    entries = record_of()["attachments"]
    assert [(e["file"], e["material"]) for e in entries] == [
        ("attachments/01-report.pdf", "report"),
        ("attachments/02-proof.pdf", "proof"),
    ]
    assert entries[0] == {
        "file": "attachments/01-report.pdf",
        "material": "report",
        "title": "可研报告.pdf",
        "sha256": f"{2:064x}",
        "size": 10,
        "media_type": "application/pdf",
        "pages": 3,
    }


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("可研报告.pdf", "attachments/01-report.pdf"),
        ("REPORT.PDF", "attachments/01-report.pdf"),
        ("无扩展名", "attachments/01-report.bin"),
        ("../../etc/passwd", "attachments/01-report.bin"),
        ("a.pdf\x00.exe\n", "attachments/01-report.bin"),
        ("..", "attachments/01-report.bin"),
        ("", "attachments/01-report.bin"),
        ("图.\uff50\uff44\uff46", "attachments/01-report.bin"),
        ("x.tar.gz", "attachments/01-report.gz"),
        ("x." + "a" * 300, "attachments/01-report.bin"),
        ("CON.pdf", "attachments/01-report.pdf"),
        ("\u202efdp.scan\ud800", "attachments/01-report.bin"),
    ],
)
def test_names_in_the_packet_are_ascii(title: str, name: str) -> None:
    filing = study(attachments=(attachment(1, title=title),))
    (entry,) = submission.packet_entries(STUDY, filing)
    assert entry.name == name
    assert entry.attachment.title == title


@given(st.lists(st.text(), min_size=1, max_size=12))
def test_names_in_the_packet_are_unique_and_portable(titles: list[str]) -> None:
    files = tuple(attachment(n, title=title) for n, title in enumerate(titles))
    names = [e.name for e in submission.packet_entries(STUDY, study(attachments=files))]
    assert len({name.lower() for name in names}) == len(titles)
    assert all(re.fullmatch(r"attachments/\d{2}-report\.[a-z0-9]{1,8}", name) for name in names)


@pytest.mark.parametrize(
    ("filing", "name"),
    [
        (study(), "p0123456789-study-v3"),
        (study(period="2026H1"), "p0123456789-study-2026H1-v3"),
        (study(sequence=2), "p0123456789-study-2-v3"),
    ],
)
def test_the_packet_has_an_ascii_name(filing: Filing, name: str) -> None:
    assert submission.packet_name(project(filing), filing, 3) == name


def test_whatever_is_no_letter_is_replaced_in_the_name() -> None:
    made = replace(project(), id="项目/../x")
    assert submission.packet_name(made, study(), 1) == "___.._x-study-v1"
