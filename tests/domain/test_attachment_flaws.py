"""Kinds of flaws: what each weighs, and what a completeness check makes of them."""

from datetime import date

import pytest
from small_pack import PACK, attachment, project, study

from egov_desktop.domain import attachment_flaws
from egov_desktop.domain.attachment_flaws import FlawWeight
from egov_desktop.domain.checking import check
from egov_desktop.domain.findings import Finding
from egov_desktop.domain.policy import Severity
from egov_desktop.domain.project import Attachment

TODAY = date(2026, 6, 1)


def findings(file: Attachment) -> list[Finding]:
    result = check(PACK, project(study(attachments=(file,))), TODAY)
    return [f for f in result.findings if f.rule == "small.attachment-unsound"]


def test_a_damaged_file_blocks_and_cites_the_clause_of_its_material() -> None:
    (found,) = findings(attachment(1, flaws=("damaged",), remarks=("文件损坏，请换。",)))
    assert found.severity is Severity.ERROR
    assert (found.filing, found.path) == ("study", "report")
    assert "可研报告.pdf" in found.message
    assert "文件损坏" in found.message
    assert "第十条" in found.basis


def test_a_file_under_an_unknown_material_cites_the_clause_of_the_stage() -> None:
    (found,) = findings(attachment(1, "gone", flaws=("damaged",), remarks=("文件损坏，请换。",)))
    assert "第十条" in found.basis


def test_scripts_warn_and_blank_pages_are_only_told() -> None:
    kinds, sentences = ("blank_pages", "scripts"), ("第 2 页空白。", "含有脚本。")
    (found,) = findings(attachment(1, flaws=kinds, remarks=sentences))
    assert found.severity is Severity.WARNING
    assert "含有脚本" in found.message


def test_a_file_of_an_older_program_has_sentences_only_and_no_finding() -> None:
    file = attachment(1, remarks=("文件结构有损坏。",))
    assert findings(file) == []
    assert list(attachment_flaws.weighed(file)) == [("文件结构有损坏。", FlawWeight.WARNS)]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ((), ()),
        (("scanned", "signed"), ()),
        (("scanned", "encrypted", "damaged"), ("encrypted", "damaged")),
        (("of a later program",), ()),
    ],
)
def test_which_kinds_block(kinds: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert attachment_flaws.blocking(kinds) == expected
