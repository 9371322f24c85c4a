"""The format of a pack's source: its sections, their keys, which of them are required."""

from typing import Any

from egov_desktop.domain.fees import METHODS
from egov_desktop.domain.fields import KINDS
from egov_desktop.domain.letters import LETTER_KINDS
from egov_desktop.domain.policy import Evidence, Recurrence, Severity
from egov_desktop.domain.signing_guards import GUARDS
from egov_desktop.packs.shapes import (
    Flag,
    Free,
    Key,
    ListOf,
    MapOf,
    Record,
    Shape,
    Text,
    TextOr,
    Tree,
)

ID = r"[a-z][a-z0-9_]{0,40}"
RULE_ID = r"[a-z][a-z0-9-]{0,60}"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
PARAMETER_KINDS = ("money", "number", "text")

_SEVERITIES = tuple(Severity)
_ALWAYS = "always"


def _must(shape: Shape) -> Key:
    return Key(shape, is_required=True)


def _may(shape: Shape, default: Any) -> Key:
    return Key(shape, default)


_IDS = ListOf(Text())
_CITED = _may(_IDS, [])
_OPTIONAL_WORDS = _may(Text(may_be_blank=True), "")
_NO = _may(Flag(), False)
_EVIDENCE = _must(Text(options=tuple(Evidence)))
_CONDITION = Tree("condition")
_TERM = Tree("term")

_CHOICES = MapOf(
    TextOr(Record({"label": _must(Text()), "also": _may(ListOf(Text()), [])})), key=ID, least=1
)
_COLUMN_KEYS = {
    "kind": _must(Text(options=tuple(kind for kind in KINDS if kind != "table"))),
    "label": _must(Text()),
    "help": _OPTIONAL_WORDS,
    "unit": _OPTIONAL_WORDS,
    "required": _NO,
    "choices": _may(TextOr(_CHOICES), ""),
    "default": _OPTIONAL_WORDS,
    "computed": _may(_TERM, None),
}
_PRESET = Record(
    {"when": _may(_CONDITION, _ALWAYS), "rows": _must(ListOf(MapOf(Text(), key=ID), least=1))}
)
_FIELD = Record(
    _COLUMN_KEYS
    | {
        "kind": _must(Text(options=tuple(KINDS))),
        "indexed": _NO,
        "provisions": _CITED,
        "columns": _may(MapOf(Record(_COLUMN_KEYS), key=ID), {}),
        "carry_from": _OPTIONAL_WORDS,
        "visible_when": _may(_CONDITION, _ALWAYS),
        "presets": _may(ListOf(_PRESET, least=1), []),
    }
)
_SECTION = Record(
    {
        "title": _must(Text()),
        "help": _OPTIONAL_WORDS,
        "fields": _must(MapOf(_FIELD, key=ID, least=1)),
    }
)
_MATERIAL = Record(
    {
        "title": _must(Text()),
        "help": _OPTIONAL_WORDS,
        "provisions": _CITED,
        "required_when": _may(_CONDITION, _ALWAYS),
        "if_absent": _may(Text(options=_SEVERITIES), "error"),
        "own_rule": _NO,
    }
)
_STAGE = Record(
    {
        "title": _must(Text()),
        "group": _must(Text()),
        "summary": _must(Text()),
        "provisions": _must(_IDS),
        "recurrence": _may(Text(options=tuple(Recurrence)), "once"),
        "required_when": _may(_CONDITION, _ALWAYS),
        "not_required_reason": _OPTIONAL_WORDS,
        "packet": _may(Flag(), True),
        "approval": _NO,
        "sections": _must(MapOf(_SECTION, key=ID, least=1)),
        "materials": _may(MapOf(_MATERIAL, key=ID), {}),
        "reports": _may(MapOf(ListOf(Text(), least=1)), {}),
    }
)
_FOR_EACH = Record(
    {
        "table": _OPTIONAL_WORDS,
        "deadline": _OPTIONAL_WORDS,
        "material": _OPTIONAL_WORDS,
        "outline": _OPTIONAL_WORDS,
        "verified": _may(Flag(), True),
        "files": _NO,
    }
)
_CHECK = Record(
    {
        "stages": _must(ListOf(Text(), least=1)),
        "applies": _may(_CONDITION, _ALWAYS),
        "fails_when": _must(_CONDITION),
        "for_each": _may(_FOR_EACH, None),
        "at": _OPTIONAL_WORDS,
        "severity": _may(Text(options=_SEVERITIES), None),
        "provisions": _CITED,
        "values": _may(MapOf(_TERM, key=ID), {}),
        "message": _must(Text()),
    }
)
_RULE = Record(
    {
        "title": _must(Text()),
        "severity": _may(Text(options=_SEVERITIES), "error"),
        "provisions": _must(ListOf(Text(), least=1)),
        "stops_entry": _NO,
        "checks": _must(ListOf(_CHECK, least=1)),
    }
)
_DEADLINE = Record(
    {
        "title": _must(Text()),
        "stage": _must(Text()),
        "provisions": _must(ListOf(Text(), least=1)),
        "applies": _must(_CONDITION),
        "starts": _must(_TERM),
        "months": _OPTIONAL_WORDS,
        "ends": _may(_TERM, None),
        "due_days": _OPTIONAL_WORDS,
        "done_on": _may(_TERM, None),
    }
)
_PART_KEYS = {"guidance": _OPTIONAL_WORDS, "facts": _may(_IDS, []), "tables": _may(_IDS, [])}
_OUTLINE_SECTION = Record(
    {"title": _must(Text()), "evidence": _may(Text(options=tuple(Evidence)), None)} | _PART_KEYS
)
_OUTLINE = Record(
    {
        "title": _must(Text()),
        "provisions": _must(ListOf(Text(), least=1)),
        "chapters": _must(
            ListOf(
                Record(
                    {
                        "title": _must(Text()),
                        "evidence": _EVIDENCE,
                        "sections": _may(ListOf(TextOr(_OUTLINE_SECTION)), []),
                    }
                    | _PART_KEYS
                ),
                least=1,
            )
        ),
    }
)
_PASSAGE = Record({"text": _must(Text()), "when": _may(_CONDITION, _ALWAYS), "continues": _NO})
_LETTER = Record(
    {
        "kind": _must(Text(options=LETTER_KINDS)),
        "title": _must(Text()),
        "addressee": _may(Text(), "{authority}"),
        "body": _must(ListOf(TextOr(_PASSAGE), least=1)),
        "closing": _must(Text()),
        "values": _may(MapOf(_TERM, key=ID), {}),
        "number": _may(_TERM, None),
        "date": _may(_TERM, None),
        "contact": _OPTIONAL_WORDS,
        "stands_for": _OPTIONAL_WORDS,
        "provisions": _CITED,
    }
)
_SIGNING = Record(
    {
        "may_override": _may(ListOf(Text(options=tuple(GUARDS))), []),
        "roles": _may(ListOf(Text()), []),
        "note": _OPTIONAL_WORDS,
    }
)
_PACK = Record(
    {
        "id": _must(Text(r"[a-z][a-z0-9-]{0,40}")),
        "version": _must(Text(r"[0-9]+(\.[0-9]+)*")),
        "title": _must(Text()),
        "authority": _must(Text()),
        "status": _must(Text()),
        "evidence": _EVIDENCE,
        "groups": _must(MapOf(Text(), key=ID, least=1)),
        "sources": _must(MapOf(Text(), key=ID, least=1)),
        "unchecked": _may(ListOf(Text()), []),
        "signing": _may(_SIGNING, None),
    }
)
_PROVISION = Record(
    {
        "source": _must(Text()),
        "article": _OPTIONAL_WORDS,
        "summary": _must(Text()),
        "evidence": _EVIDENCE,
    }
)
_PARAMETER = Record(
    {
        "label": _must(Text()),
        "kind": _must(Text(options=PARAMETER_KINDS)),
        "unit": _OPTIONAL_WORDS,
        "provisions": _must(ListOf(Text(), least=1)),
        "values": _must(MapOf(Text(), key=DAY, least=1)),
    }
)
_AMOUNT = r"[0-9]+(\.[0-9]+)?"
_FEE_TABLE = Record(
    {
        "title": _must(Text()),
        "provisions": _must(ListOf(Text(), least=1)),
        "method": _must(Text(options=tuple(METHODS))),
        "per": _may(Text(options=("100", "1000")), "100"),
        "points": _must(MapOf(Text(_AMOUNT), key=_AMOUNT, least=2)),
        "beyond": _may(Text(_AMOUNT, may_be_blank=True), ""),
    }
)
_CASE_FILE = Record(
    {
        "name": _must(Text()),
        "size_mb": _may(Text(_AMOUNT), "0"),
        "pages": _may(Text(r"[0-9]*", may_be_blank=True), ""),
    }
)
_CASE_FILING = Record(
    {
        "answers": _may(MapOf(Free()), {}),
        "materials": _may(ListOf(Text()), []),
        "headings": _may(MapOf(TextOr(MapOf(Text(r"[0-9]+")))), {}),
        "files": _may(MapOf(_CASE_FILE), {}),
        "approval": _may(
            Record(
                {
                    "number": _OPTIONAL_WORDS,
                    "date": _may(Text(DAY, may_be_blank=True), ""),
                    "amount": _OPTIONAL_WORDS,
                }
            ),
            None,
        ),
    }
)
_EXPECTED = Record(
    {
        "finding": _may(TextOr(ListOf(Text(), least=1)), ""),
        "severity": _may(Text(options=_SEVERITIES), None),
        "says": _OPTIONAL_WORDS,
    }
)
_CASE = Record(
    {
        "name": _must(Text()),
        "rule": _must(Text()),
        "today": _must(Text(DAY)),
        "parameters": _may(MapOf(Text()), {}),
        "filings": _must(MapOf(_CASE_FILING, least=1)),
        "expect": _must(TextOr(_EXPECTED)),
    }
)

PACK = "pack"
CASES = "cases"
SECTIONS: dict[str, Shape] = {
    PACK: _PACK,
    "provisions": MapOf(_PROVISION, key=ID, least=1),
    "parameters": MapOf(_PARAMETER, key=ID),
    "choice_lists": MapOf(_CHOICES, key=ID),
    "stages": MapOf(_STAGE, key=ID, least=1),
    "rules": MapOf(_RULE, key=RULE_ID),
    "deadlines": MapOf(_DEADLINE, key=ID),
    "outlines": MapOf(_OUTLINE, key=ID),
    "letters": MapOf(_LETTER, key=ID),
    "fee_tables": MapOf(_FEE_TABLE, key=ID),
    CASES: ListOf(_CASE),
}
"""Section → shape. Any file may hold any section; sections of several files are joined."""

SOURCE = Record(
    {
        name: _must(shape)
        if name in (PACK, "provisions", "stages")
        else _may(shape, {} if isinstance(shape, MapOf) else [])
        for name, shape in SECTIONS.items()
    }
)
"""The whole source of a pack, joined."""
