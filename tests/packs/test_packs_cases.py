from collections import defaultdict
from pathlib import Path

import pytest

from egov_desktop import packs
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.policy import PolicyPack
from egov_desktop.packs.yaml_text import parse

NEVER_UNDECIDED = {
    "brand-named",
    "file-name-unclear",
    "file-not-pdf",
    "file-too-large",
    "intensive-use",
    "repeated-funding",
}
"""Rules about what is written or attached; they say nothing while nothing is."""


def test_all_cases_of_the_shipped_pack_pass(sichuan_folder: Path) -> None:
    report = packs.run_cases(sichuan_folder)

    assert report.failed == []
    assert report.passed >= 3 * 27


def test_every_rule_has_a_case_of_each_outcome(sichuan_folder: Path, sichuan: PolicyPack) -> None:
    outcomes: dict[str, set[str]] = defaultdict(set)
    for path in (sichuan_folder / "cases").glob("*.yaml"):
        for case in parse(path.read_text("utf-8")).data["cases"]:
            expected = case["expect"]
            outcomes[case["rule"]].add(expected if isinstance(expected, str) else "finding")

    incomplete = {
        rule.id: outcomes[rule.id]
        for rule in sichuan.rules
        if len(outcomes[rule.id]) < (2 if rule.id in NEVER_UNDECIDED else 3)
    }
    assert incomplete == {}


def write_case(folder: Path, total: str, expect: str, more: str = "") -> packs.CaseReport:
    (folder / "cases.yaml").write_text(
        "cases:\n  - name: 试\n    rule: too-much\n    today: 2026-03-01\n"
        f"    filings: {{registration: {{answers: {{{total}}}}}}}\n    expect: {expect}\n{more}",
        "utf-8",
    )
    return packs.run_cases(folder)


@pytest.mark.parametrize(
    ("total", "expect"),
    [
        ("total: 20", "passes"),
        ("total: 20.01", "{finding: registration.total}"),
        ("total: 20.01", "{finding: [registration.total], severity: error, says: 超过上限}"),
        ("project_name: 平台", "undecided"),
    ],
)
def test_cases_that_come_out_as_they_say(small: Path, total: str, expect: str) -> None:
    assert write_case(small, total, expect) == packs.CaseReport(1, [])


@pytest.mark.parametrize(
    ("total", "expect", "words"),
    [
        ("total: 20", "undecided", "实为 passes"),
        ("project_name: 平台", "passes", "实为 undecided"),
        ("total: 21", "passes", "registration.total"),
        ("total: 20", "{finding: registration.total}", "实有 passes"),
        ("project_name: 平台", "{finding: registration.total}", "实有 undecided"),
        ("total: 21", "{finding: registration.items}", "应有结果"),
        ("total: 21", "{finding: registration.total, severity: note}", "级别应为 note"),
        ("total: 21", "{finding: registration.total, says: 别的}", "应说“别的”"),
    ],
)
def test_cases_that_come_out_otherwise_are_told(
    small: Path, total: str, expect: str, words: str
) -> None:
    report = write_case(small, total, expect)

    assert report.passed == 0
    assert len(report.failed) == 1
    assert report.failed[0].startswith("cases.yaml:2: too-much 试")
    assert words in report.failed[0]


def test_a_case_may_change_a_parameter(small: Path) -> None:
    changed = "    parameters: {limit: 30}\n"

    assert write_case(small, "total: 21", "passes", changed).failed == []


def test_cases_of_a_pack_with_mistakes_do_not_run(small: Path) -> None:
    with pytest.raises(InvalidInputError, match="是不是“total”"):
        write_case(small, "totl: 21", "passes")
