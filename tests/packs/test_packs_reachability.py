"""Conditions that cannot hold, or always do, are refused with file and line."""

from pathlib import Path

import pytest

from egov_desktop import packs
from egov_desktop.packs.reachability import slips

DEAD = [
    "{all: [{answered: begun_on}, {not: {answered: begun_on}}]}",
    "{all: [{yes: a}, {no: a}]}",
    "{any: [{greater: [total, {number: 1}]}, never]}",
    "{all: [always, {greater: [total, {number: 1}]}]}",
    "{greater: [total, total]}",
    "{at_least: [total, total]}",
    "{less: [{number: 3}, {number: 4}]}",
    "{all: [{equal: [project_name, {text: 甲}]}, {equal: [project_name, {text: 乙}]}]}",
    "{not: never}",
    "{any_row: {in: items, where: {equal: [row.amount, row.amount]}}}",
]


@pytest.mark.parametrize("condition", DEAD)
def test_a_constant_condition_is_refused_with_its_line(small: Path, condition: str) -> None:
    rule = f"""\
rules:
  dead:
    title: 死规则
    provisions: [art1]
    checks:
      - stages: [registration]
        at: total
        fails_when: {condition}
        message: 不会出现。
"""
    (small / "dead.yaml").write_text(rule, "utf-8")
    found = [each for each in packs.lint(small) if each.file == "dead.yaml"]
    assert {each.line for each in found} == {8}
    assert any(word in each.message for each in found for word in ("永远", "作用", "写死"))


@pytest.mark.parametrize("part", ["fails_when: never", "applies: never"])
def test_a_check_that_never_runs_is_refused(small: Path, part: str) -> None:
    other = "applies: always" if part.startswith("fails") else "fails_when: {answered: total}"
    rule = f"""\
rules:
  dead:
    title: 死规则
    provisions: [art1]
    checks:
      - stages: [registration]
        at: total
        {part}
        {other}
        message: 不会出现。
"""
    (small / "dead.yaml").write_text(rule, "utf-8")
    assert [(each.file, "走不到" in each.message) for each in packs.lint(small)] == [
        ("dead.yaml", True)
    ]


@pytest.mark.parametrize(
    "tree",
    [
        "always",
        {"all": [{"yes": "a"}, {"no": "b"}]},
        {"any": [{"equal": ["a", {"text": "x"}]}, {"equal": ["a", {"text": "y"}]}]},
        {"greater": ["a", {"number": "3"}]},
        {"greater": [{"number": "x"}, {"number": "3"}]},
        {"less": [{"text": "3"}, {"number": "3"}]},
        {"all": "words"},
        {},
        None,
    ],
)
def test_conditions_that_depend_on_answers_are_left_alone(tree: object) -> None:
    assert list(slips(tree)) == []
