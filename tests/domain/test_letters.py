from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from small_pack import PACK, STUDY, TODAY, attachment, project, study

from egov_desktop.domain.checking import check
from egov_desktop.domain.condition_compiler import Compiler
from egov_desktop.domain.conditions import NEVER, Names, Term
from egov_desktop.domain.letters import Letter, LetterParagraph, compose_letter
from egov_desktop.domain.policy import LetterPassage, LetterTemplate
from egov_desktop.domain.printout import Stamp, compose

NAMES = Names({stage.id: {f.id: f for f in stage.fields} for stage in PACK.stages})


def term(tree: Any) -> Term:
    return Compiler(NAMES, own=("study",)).term(tree)


def when(tree: Any) -> Any:
    return Compiler(NAMES, own=("study",)).condition(tree)


TEMPLATE = LetterTemplate(
    "函",
    "{unit}|关于审批|{project}|{period}报告的函",
    "{authority}",
    (
        LetterPassage("总投资{total}万元，于{day}编制."),
        LetterPassage("资金已落实.", when({"yes": "secured"}), continues=True),
        LetterPassage("一、说明", when({"answered": "remarks"})),
        LetterPassage("{remarks}", when({"answered": "remarks"})),
        LetterPassage("三、方式", when({"answered": "method"})),
        LetterPassage("采用{method}.", when({"answered": "method"})),
        LetterPassage("从不.", NEVER),
    ),
    "请予审批.",
    {name: term(name) for name in ("total", "day", "remarks", "method")},
)


def letter_for(answers: dict[str, Any], template: LetterTemplate = TEMPLATE, **more: Any) -> Letter:
    stage = replace(STUDY, letter=template)
    pack = replace(PACK, stages=(PACK.stages[0], stage))
    number = more.pop("number", "")
    filing = study(answers, **more)
    letter = compose_letter(pack, project(filing), filing, TODAY, number)
    assert letter is not None
    return letter


def texts(letter: Letter) -> list[str]:
    return [paragraph.text for paragraph in letter.paragraphs]


def test_the_words_of_the_project_and_the_filing_are_filled_in() -> None:
    letter = letter_for({"total": "2860.50", "day": "2026-02-03"}, period="2026H1")

    assert letter.kind == "函"
    assert letter.organ == "成都市大数据局"
    assert letter.addressee == "发展改革部门"
    assert letter.title == ("成都市大数据局", "关于审批", "政务云平台", "2026年上半年报告的函")
    assert texts(letter) == ["总投资2860.5万元，于2026年2月3日编制.", "请予审批."]
    assert letter.signed_on == TODAY
    assert letter.number == ""


def test_a_blank_is_said_to_be_one() -> None:
    assert "未填" in texts(letter_for({}))[0]


def test_a_passage_may_continue_the_paragraph_before() -> None:
    said = texts(letter_for({"total": "1", "day": "2026-02-03", "secured": "是"}))
    assert said[0] == "总投资1万元，于2026年2月3日编制.资金已落实."


def test_headings_are_counted_anew_and_a_single_one_left_out() -> None:
    both = texts(letter_for({"remarks": "甲\n\n 乙 ", "method": "open"}))
    assert both[1:-1] == ["一、说明", "甲", "乙", "二、方式", "采用公开招标."]
    assert texts(letter_for({"method": "open"}))[1:-1] == ["采用公开招标."]


def test_typed_text_keeps_its_own_numbers() -> None:
    said = texts(letter_for({"remarks": "三、自己的编号", "method": "open"}))
    assert said[1:4] == ["一、说明", "三、自己的编号", "二、方式"]


def test_the_enclosures_are_what_is_handed_in_or_must_be() -> None:
    plan = replace(STUDY.materials[2], required_when=NEVER)
    stage = replace(STUDY, letter=TEMPLATE, materials=(*STUDY.materials[:2], plan))
    pack = replace(PACK, stages=(PACK.stages[0], stage))

    def enclosures(**more: Any) -> tuple[str, ...]:
        filing = study({}, **more)
        letter = compose_letter(pack, project(filing), filing, TODAY)
        assert letter is not None
        return letter.enclosures

    assert enclosures() == ("可研报告", "资金证明")
    both = (attachment(1, "plan"), attachment(2, "plan"))
    assert enclosures(attachments=both) == ("可研报告", "资金证明", "密码方案")
    assert enclosures(paper_materials={"plan": "涉密"})[-1] == "密码方案"


def test_the_letter_is_not_its_own_enclosure() -> None:
    letter = letter_for({}, replace(TEMPLATE, stands_for="report"))
    assert letter.enclosures == ("资金证明", "密码方案")


def test_number_and_date_come_from_the_form_unless_given() -> None:
    template = replace(TEMPLATE, number=term("remarks"), date=term("day"))
    answers = {"remarks": "川数函 3 号", "day": "2026-01-05"}

    assert letter_for(answers, template).number == "川数函 3 号"
    assert letter_for(answers, template).signed_on == date(2026, 1, 5)
    assert letter_for(answers, template, number=" 川数函 4 号\n").number == "川数函 4 号"
    assert letter_for({}, template).signed_on == TODAY


def test_a_contact_with_a_blank_is_left_out() -> None:
    template = replace(TEMPLATE, contact="联系人：{remarks}")
    assert letter_for({}, template).contact == ""
    assert letter_for({"remarks": "李明"}, template).contact == "联系人：李明"


def test_what_cannot_be_printed_is_dropped() -> None:
    assert letter_for({}, number="川数\x07函\ud800\t3 号").number == "川数函 3 号"


def test_a_stage_without_a_template_has_no_letter_and_an_unknown_one_is_a_mistake() -> None:
    filing = study({})
    assert compose_letter(PACK, project(filing), filing, TODAY) is None
    with pytest.raises(KeyError):
        compose_letter(PACK, project(), replace(filing, stage="other"), TODAY)


def test_the_printout_carries_the_letter() -> None:
    pack = replace(PACK, stages=(PACK.stages[0], replace(STUDY, letter=TEMPLATE)))
    filing = study({"total": "5"})
    stamp = Stamp(1, "AAAA", TODAY, "")
    for each, has_letter in ((pack, True), (PACK, False)):
        result = check(each, project(filing), TODAY, filing.id)
        printed = compose(each, project(filing), filing, result, stamp)
        assert (printed.letter is not None) is has_letter


@pytest.mark.parametrize(
    ("text", "level", "heading"),
    [
        ("一、建设内容", 1, "一、建设内容"),
        ("十二、建设内容。其他", 1, "十二、建设内容。"),
        ("\uff08三\uff09资金。共2860万元。", 2, "\uff08三\uff09资金。"),
        ("1.平台升级。", 3, ""),
        ("1.5倍", 0, ""),
        ("\uff082\uff09其他", 4, ""),
        ("请予审批。", 0, ""),
    ],
)
def test_levels_are_told_by_their_numbers(text: str, level: int, heading: str) -> None:
    paragraph = LetterParagraph(text)
    assert paragraph.level == level
    assert text[: paragraph.heading_length] == heading


def test_amounts_are_written_without_separators() -> None:
    assert texts(letter_for({"total": "12860.00"}))[0].startswith("总投资12860万元")
