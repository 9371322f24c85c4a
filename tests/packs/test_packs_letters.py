"""Letters in a pack: what is written becomes values, and each mistake is named with its line."""

import re
from pathlib import Path

import pytest

from egov_desktop import packs
from egov_desktop.domain.policy import PolicyPack

LETTERS = """\
letters:
  registration:
    kind: 函
    title: "{unit}|关于登记|{project}|的函"
    number: project_name
    date: begun_on
    stands_for: letter
    provisions: [art1]
    values: {total: total}
    contact: 联系人见登记表
    body:
      - 现申请登记“{project}”。
      - {text: "总额{total}万元。", when: {answered: total}, continues: yes}
    closing: 请予办理。
"""


@pytest.fixture
def lettered(small: Path) -> Path:
    (small / "letters.yaml").write_text(LETTERS, "utf-8")
    return small


def test_a_letter_becomes_part_of_its_stage(lettered: Path) -> None:
    assert packs.lint(lettered) == []
    letter = packs.load(lettered).stages[0].letter

    assert letter is not None
    assert (letter.kind, letter.addressee, letter.stands_for) == ("函", "{authority}", "letter")
    assert [passage.continues for passage in letter.body] == [False, True]
    assert letter.number is not None
    assert letter.date is not None
    assert letter.provisions == ("art1",)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("registration:", "registratoin:", 2, "是不是“registration”"),
        ("kind: 函", "kind: 信", 3, "信"),
        ("关于登记", "关于{nmae}", 4, "没有在 values"),
        ("number: project_name", "number: total", 5, "text"),
        ("date: begun_on", "date: begun", 6, "是不是“begun_on”"),
        ("stands_for: letter", "stands_for: leter", 7, "是不是“letter”"),
        ("[art1]", "[art9]", 8, "art9"),
        ("{total: total}", "{total: total, more: total}", 9, "没有在公文里用到"),
        ("登记表", "登记表{", 10, "花括号"),
        ("answered: total", "answered: totl", 13, "是不是“total”"),
        ("continues: yes", "continues: maybe", 13, "yes 或 no"),
        ("    closing: 请予办理。\n", "    clsing: 请予办理。\n", 14, "是不是“closing”"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    lettered: Path, old: str, new: str, line: int, words: str
) -> None:
    assert old in LETTERS
    (lettered / "letters.yaml").write_text(LETTERS.replace(old, new), "utf-8")
    problems = packs.lint(lettered)

    assert [p for p in problems if (p.line, words in p.message) == (line, True)], problems
    assert {p.file for p in problems} == {"letters.yaml"}


def test_the_sichuan_pack_has_letters_for_what_is_handed_in(sichuan: PolicyPack) -> None:
    lettered = {stage.id: stage.letter for stage in sichuan.stages if stage.letter}

    assert set(lettered) >= {
        "needs_analysis",
        "project_proposal",
        "feasibility_study",
        "preliminary_design",
        "fund_application",
        "progress_report",
        "adjustment",
        "incident_report",
        "final_acceptance",
        "acceptance_extension",
    }
    for stage, letter in lettered.items():
        assert letter.title.startswith("{unit}|"), stage
        assert "{project}" in letter.title, stage
        assert letter.title.endswith(letter.kind), stage
        assert letter.closing.endswith("。"), stage
        assert letter.provisions, stage


def test_the_letter_of_the_handbook_is_read(sichuan_copy: Path) -> None:
    handbook = (packs.shipped_root() / "README.md").read_text("utf-8")
    block = re.search(r"```yaml\n(letters:.*?)```", handbook, re.DOTALL)
    assert block
    (sichuan_copy / "more-letters.yaml").write_text(block[1], "utf-8")

    assert packs.lint(sichuan_copy) == []
    stage = packs.load(sichuan_copy).stage("risk_assessment")
    assert stage is not None
    assert stage.letter is not None
