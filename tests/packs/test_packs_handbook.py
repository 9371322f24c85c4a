"""The handbook for law experts, followed to the letter."""

import re
from pathlib import Path

from egov_desktop import packs
from egov_desktop.domain.condition_compiler import CONDITION_WORDS, TERM_WORDS

HANDBOOK = packs.shipped_root() / "README.md"
BLOCK = re.compile(r"`((?:rules|cases)/[a-z]+\.yaml)`[^`]*```yaml\n(.*?)```", re.DOTALL)


def test_a_rule_is_added_with_its_cases_without_a_program(sichuan_copy: Path) -> None:
    before = packs.run_cases(sichuan_copy).passed
    steps = BLOCK.findall(HANDBOOK.read_text("utf-8"))
    assert [name for name, _ in steps] == ["rules/payments.yaml", "cases/payments.yaml"]

    for name, text in steps:
        (sichuan_copy / name).write_text(text, "utf-8")

    assert packs.lint(sichuan_copy) == []
    assert packs.run_cases(sichuan_copy) == packs.CaseReport(before + 3, [])
    assert "paid-over-completed" in [rule.id for rule in packs.load(sichuan_copy).rules]


def test_every_word_of_the_language_is_explained() -> None:
    text = HANDBOOK.read_text("utf-8")
    explained = set(re.findall(r"\{([a-z_]+):", text))

    assert set(CONDITION_WORDS) | set(TERM_WORDS) <= explained
