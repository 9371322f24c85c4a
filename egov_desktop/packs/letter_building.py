"""From the source of a pack to the letters (公文) that hand in its filings."""

import string
from collections.abc import Iterator, Mapping
from typing import Any

from egov_desktop.domain.condition_compiler import Compiler
from egov_desktop.domain.conditions import ALWAYS, Names, Term
from egov_desktop.domain.letters import GIVEN_WORDS
from egov_desktop.domain.policy import LetterPassage, LetterTemplate
from egov_desktop.packs.context import Context
from egov_desktop.packs.yaml_text import Trail


def build_letter(context: Context, names: Names, stage_id: str) -> LetterTemplate | None:
    """Return the letter of a stage, None when the pack has none."""
    letter = context.sections["letters"].get(stage_id)
    if letter is None:
        return None
    trail: Trail = ("letters", stage_id)
    compiler = Compiler(names, own=(stage_id,))
    _check_words(context, letter, trail)
    if letter["stands_for"]:
        materials = dict.fromkeys(names.materials[stage_id])
        place = (*trail, "stands_for")
        context.known(f"环节 {stage_id} 的材料", letter["stands_for"], materials, place)
    return LetterTemplate(
        letter["kind"],
        letter["title"],
        letter["addressee"],
        tuple(
            _passage(context, compiler, passage, (*trail, "body", number))
            for number, passage in enumerate(letter["body"])
        ),
        letter["closing"],
        {
            name: context.term(compiler, tree, (*trail, "values", name))
            for name, tree in letter["values"].items()
        },
        _optional(context, compiler, letter["number"], (*trail, "number"), "text"),
        _optional(context, compiler, letter["date"], (*trail, "date"), "date"),
        letter["contact"],
        letter["stands_for"],
        context.cited(letter["provisions"], (*trail, "provisions")),
    )


def _passage(context: Context, compiler: Compiler, passage: Any, trail: Trail) -> LetterPassage:
    if isinstance(passage, str):
        return LetterPassage(passage, ALWAYS)
    when = context.condition(compiler, passage["when"], (*trail, "when"))
    return LetterPassage(passage["text"], when, passage["continues"])


def _optional(
    context: Context, compiler: Compiler, tree: Any, trail: Trail, kind: str
) -> Term | None:
    return None if tree is None else context.term(compiler, tree, trail, kind)


def _check_words(context: Context, letter: Mapping[str, Any], trail: Trail) -> None:
    known = {*letter["values"], *GIVEN_WORDS}
    used: set[str] = set()
    for place, text in _texts(letter, trail):
        try:
            names = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
        except ValueError:
            context.report(place, "花括号不成对；要写的值用 {名称}")
            continue
        used |= names
        for name in sorted(names - known):
            context.report(place, f"{{{name}}} 没有在 values 里给出")
    for name in letter["values"]:
        if name not in used:
            context.report((*trail, "values", name), f"“{name}”没有在公文里用到")


def _texts(letter: Mapping[str, Any], trail: Trail) -> Iterator[tuple[Trail, str]]:
    for key in ("title", "addressee", "closing", "contact"):
        yield (*trail, key), letter[key]
    for number, passage in enumerate(letter["body"]):
        text = passage if isinstance(passage, str) else passage["text"]
        yield (*trail, "body", number), text
