"""What the program read from a typed answer: shown beside the field, never instead of the text."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from egov_desktop.domain import money
from egov_desktop.domain.fields import Answer, FieldDefinition
from egov_desktop.domain.printout import shown
from egov_desktop.ui.duty_words import day_words
from egov_desktop.ui.translation import _

NUMBER_KINDS = ("money", "decimal", "integer", "percent")


@dataclass(frozen=True)
class Reading:
    """The words under a field: what was read, what looks odd, what is wrong."""

    understood: str = ""
    warning: str = ""
    problem: str = ""


def read(definition: FieldDefinition, answer: Answer) -> Reading:
    """Return what is said of an answer once the field has been left."""
    if answer.problem:
        return Reading(problem=answer.problem)
    if definition.kind == "money" and isinstance(answer.value, Decimal):
        return _amount(answer.value)
    return Reading(understood=_normalised(definition, answer))


def _amount(wan: Decimal) -> Reading:
    yuan = money.wan_to_yuan(wan)
    try:
        capital = money.chinese_capital(yuan)
    except ValueError as error:
        return Reading(warning=str(error))
    text = _("{amount} 元  {capital}").format(amount=money.format_wan(yuan), capital=capital)
    return Reading(text, money.magnitude_hint(wan) or "")


def _normalised(definition: FieldDefinition, answer: Answer) -> str:
    """Return the stored form where it differs from what was typed."""
    value = answer.value
    if isinstance(value, date):
        text = day_words(value)
        return "" if str(answer.raw) in (text, str(value)) else _read_as(text)
    if definition.kind in ("credit_code", "project_code", "period", "phone", "email"):
        words = shown(definition, answer)
        return "" if words in ("", str(answer.raw)) else _read_as(words)
    if definition.kind in NUMBER_KINDS and isinstance(value, Decimal):
        return "" if str(answer.raw).strip().isascii() else _read_as(f"{value:f}")
    return ""


def _read_as(words: str) -> str:
    return _("识别为 {words}").format(words=words)
