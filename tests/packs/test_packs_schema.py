import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from egov_desktop import packs
from egov_desktop.domain.condition_compiler import CONDITION_WORDS, TERM_WORDS
from egov_desktop.packs.editor_schema import CONDITION_ARGUMENTS, TERM_ARGUMENTS, json_schema
from egov_desktop.packs.yaml_text import parse

PUBLISHED = packs.shipped_root() / "schema" / "policy-pack.schema.json"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(PUBLISHED.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(loaded)
    return loaded


def test_the_published_schema_is_what_the_loader_reads(schema: dict[str, Any]) -> None:
    assert schema == json_schema(), "run python -m egov_desktop.packs.editor_schema"


def test_the_words_are_those_of_the_condition_language() -> None:
    assert set(CONDITION_ARGUMENTS) == set(CONDITION_WORDS)
    assert set(TERM_ARGUMENTS) == set(TERM_WORDS)


def test_every_shipped_file_fits_and_names_the_schema(
    schema: dict[str, Any], sichuan_folder: Path
) -> None:
    validator = jsonschema.Draft202012Validator(schema)
    files = sorted(sichuan_folder.rglob("*.yaml"))
    assert len(files) > 20
    for path in files:
        text = path.read_text("utf-8")
        first = text.splitlines()[0]
        named = (path.parent / first.partition("$schema=")[2]).resolve()
        assert named == PUBLISHED.resolve(), path
        assert list(validator.iter_errors(parse(text).data)) == [], path


@pytest.mark.parametrize(
    "text",
    [
        "rulez: {}",
        "rules: {a: {title: t, provisions: [x], checks: []}}",
        "rules: {a: {titel: t, provisions: [x], checks: [{}]}}",
        "deadlines: {a: {title: t, stage: s, provisions: [p], applies: {greter: []}, starts: a}}",
        "deadlines: {a: {title: t, stage: s, provisions: [p], applies: {equal: [a]}, starts: a}}",
        "provisions: {Art1: {source: law, summary: s, evidence: verified}}",
        "provisions: {art1: {source: law, summary: s, evidence: sure}}",
    ],
)
def test_what_the_loader_refuses_the_schema_refuses(schema: dict[str, Any], text: str) -> None:
    errors = list(jsonschema.Draft202012Validator(schema).iter_errors(parse(text).data))

    assert errors
