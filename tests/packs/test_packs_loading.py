import json
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_source import SMALL

from egov_desktop import packs
from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.packs.building import build
from egov_desktop.packs.cases import case_problems
from egov_desktop.packs.source import PackFiles, parse_files

Spoil = Callable[[str, str, str], Path]


def test_a_sound_pack_becomes_values(small: Path) -> None:
    pack = packs.load(small)

    assert packs.lint(small) == []
    assert (pack.id, pack.title, pack.stages[0].field("project_name").is_required) == (  # type: ignore[union-attr]
        "small",
        "小办法",
        True,
    )
    assert pack.parameters["limit"].value_on(date(2025, 12, 31)) == Decimal(10)
    assert pack.parameters["limit"].value_on(date(2026, 1, 1)) == Decimal(20)


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "words"),
    [
        ("rules.yaml", "fails_when", "fails_wen", 7, "是不是“fails_when”"),
        ("rules.yaml", "[total, {param", "[totl, {param", 7, "是不是“total”"),
        ("rules.yaml", "param: limit", "param: limt", 7, "是不是“limit”"),
        ("rules.yaml", "{greater:", "{greter:", 7, "是不是“greater”"),
        ("rules.yaml", "{greater: [total,", "{greater: [project_name,", 7, "类型不同"),
        ("rules.yaml", "[registration]", "[registratoin]", 6, "是不是“registration”"),
        ("rules.yaml", "at: total", "at: letr", 8, "是不是“letter”"),
        ("rules.yaml", "{total} 超过", "{totel} 超过", 10, "没有在 values"),
        (
            "rules.yaml",
            "values: {total: total}",
            "values: {total: total, x: total}",
            9,
            "没有在 message",
        ),
        ("rules.yaml", "{total} 超过", "{total 超过", 10, "花括号"),
        ("rules.yaml", "provisions: [art1]", "provisions: [art2]", 4, "是不是“art1”"),
        ("rules.yaml", "title: 超过上限", "title: ", 3, "不能为空"),
        ("rules.yaml", "provisions: [art1]", "severity: fatal\n    provisions: [art1]", 4, "fatal"),
        ("rules.yaml", "too-much", "TooMuch", 2, "不合写法"),
        ("stages.yaml", "kind: money, label: 总额", "kind: mony, label: 总额", 12, "是不是“money”"),
        ("stages.yaml", "total: {kind", "totalInvestment: {kind", 12, "不合写法"),
        ("stages.yaml", "label: 总额", "label: 总额, carry_from: registration.nam", 12, "“nam”"),
        ("stages.yaml", "required: yes", "required: 是", 11, "yes 或 no"),
        ("stages.yaml", "group: first", "group: frist", 4, "是不是“first”"),
        ("stages.yaml", "letter: {title", "total: {title", 19, "同名"),
        ("stages.yaml", "kind: table", "kind: text", 14, "columns"),
        ("stages.yaml", "kind: text, label: 名称", "kind: choice, label: 名称", 11, "choices"),
        (
            "stages.yaml",
            "summary: 登记",
            "summary: 登记\n    required_when: never",
            2,
            "not_required_reason",
        ),
        ("deadlines.yaml", "months: within", "months: withn", 8, "是不是“within”"),
        ("deadlines.yaml", "months: within", "months: report_days", 8, "应是 number"),
        ("deadlines.yaml", "due_days: report_days", "due_days: within", 16, "应是 text"),
        ("deadlines.yaml", "due_days: report_days", "due_days: words", 16, "两个日期"),
        ("deadlines.yaml", "begun_on\n    ends", "total\n    ends", 14, "date 类型"),
        ("deadlines.yaml", "    ends: today\n", "", 9, "due_days 与 ends"),
        ("deadlines.yaml", "stage: registration", "stage: register", 4, "是不是“registration”"),
        ("pack.yaml", "source: law", "source: low", 11, "是不是“law”"),
        ("pack.yaml", "2026-01-01", "2026-02-30", 14, "不是存在的日期"),
        ("pack.yaml", '"2020-01-01": 10', '"2020-01-01": ten', 14, "不是数字"),
        ("pack.yaml", "id: small", "id: big", 2, "文件夹名"),
        ("pack.yaml", "title: 小办法", "title: [小, 办法]", 4, "不是列表"),
        ("cases.yaml", "rule: too-much", "rule: to-much", 3, "是不是“too-much”"),
        ("cases.yaml", "{total: 20}", "{totl: 20}", 5, "是不是“total”"),
        ("cases.yaml", "expect: passes", "expect: pass", 6, "是不是“passes”"),
        ("cases.yaml", "2026-03-01", "2026-13-01", 4, "不是存在的日期"),
    ],
)
def test_each_mistake_is_told_with_its_line(
    spoil: Spoil, name: str, old: str, new: str, line: int, words: str
) -> None:
    problems = packs.lint(spoil(name, old, new))

    assert any((p.file, p.line) == (name, line) and words in p.message for p in problems), problems


def test_all_mistakes_are_told_at_once(spoil: Spoil) -> None:
    spoil("rules.yaml", "fails_when", "fails_wen")
    spoil("stages.yaml", "required: yes", "required: 是")
    folder = spoil("pack.yaml", "source: law", "source: low")
    (folder / "more.yaml").write_text("rulez: {}\n", "utf-8")
    (folder / "again.yaml").write_text("stages: {registration: {}}\n", "utf-8")
    (folder / "latin.yaml").write_bytes("a: 中".encode("gbk"))
    (folder / "old.yml").write_text("cases: []\n", "utf-8")

    found = {problem.file for problem in packs.lint(folder)}

    assert found >= {
        "rules.yaml",
        "stages.yaml",
        "pack.yaml",
        "more.yaml",
        "latin.yaml",
        "old.yml",
    }
    messages = " ".join(problem.message for problem in packs.lint(folder))
    assert "“registration”已在 again.yaml:1 定义过" in messages


def test_loading_a_broken_pack_lists_the_first_mistakes(spoil: Spoil) -> None:
    folder = spoil("rules.yaml", "fails_when", "fails_wen")

    with pytest.raises(InvalidInputError, match=r"rules\.yaml:7: 不认识的键“fails_wen”"):
        packs.load(folder)


def test_a_folder_without_a_pack_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"pack\.yaml"):
        packs.load(tmp_path)


def test_a_list_where_a_pack_should_be(small: Path) -> None:
    (small / "pack.yaml").write_text("- pack\n", "utf-8")

    assert any("文件应是映射" in problem.message for problem in packs.lint(small))


@pytest.mark.parametrize("text", ["pack: []\n", "pack: {}\n", "pack: x\n", "stages: [a]\n", ""])
def test_a_pack_of_the_wrong_shape_is_no_crash(small: Path, text: str) -> None:
    (small / "pack.yaml").write_text(text, "utf-8")

    assert packs.lint(small)


def test_installed_packs_are_found_by_folder(small: Path) -> None:
    assert [each.id for each in packs.available(small.parent)] == ["small"]
    assert packs.find(small.parent, "small") == small
    with pytest.raises(NotFoundError, match="是不是“small”"):
        packs.find(small.parent, "smal")


def test_the_shipped_pack_is_installed() -> None:
    assert "sichuan-egov" in [each.id for each in packs.available(packs.shipped_root())]


def test_the_digest_changes_with_names_and_bytes(small: Path) -> None:
    before = packs.load(small).sha256
    assert packs.load(small).sha256 == before

    (small / "cases.yaml").rename(small / "kases.yaml")
    renamed = packs.load(small).sha256
    (small / "kases.yaml").write_text("cases: []\n", "utf-8")

    assert len({before, renamed, packs.load(small).sha256}) == 3


def test_the_cache_is_used_and_gives_the_same_pack(small: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = packs.load(small, cache)
    kept = cache / f"{first.sha256}.json"
    content = json.loads(kept.read_text("utf-8"))
    content["sections"]["pack"]["title"] = "出自缓存"
    kept.write_text(json.dumps(content), "utf-8")

    assert packs.load(small, cache).title == "出自缓存"
    assert packs.load(small).title == "小办法"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"format": "other", "sections": {}}',
        '{"format": "egov-pack-cache/1", "sha256": "%s", "sections": {}}',
        '{"format": "egov-pack-cache/1", "sha256": "%s", "sections": {"stages": []}}',
        '{"format": "egov-pack-cache/1", "sha256": "%s", "sections": 3}',
        "[" * 100_000,
    ],
)
def test_a_broken_cache_is_ignored_and_rewritten(small: Path, tmp_path: Path, content: str) -> None:
    sha256 = packs.load(small).sha256
    cache = tmp_path / "cache"
    cache.mkdir()
    kept = cache / f"{sha256}.json"
    kept.write_text(content.replace("%s", sha256), "utf-8")

    assert packs.load(small, cache).title == "小办法"
    assert json.loads(kept.read_text("utf-8"))["sections"]["pack"]["title"] == "小办法"


def test_a_copied_pack_under_another_name_is_refused(small: Path) -> None:
    other = Path(shutil.copytree(small, small.parent / "other"))

    with pytest.raises(InvalidInputError, match="文件夹名“other”"):
        packs.load(other)


WHOLE = "\n".join(SMALL.values())


@given(st.integers(0, len(WHOLE)), st.integers(0, 30), st.text("[]{}:,-&*!'\" \nayes0", max_size=6))
def test_no_damage_to_a_source_is_a_crash(start: int, length: int, junk: str) -> None:
    damaged = WHOLE[:start] + junk + WHOLE[start + length :]
    source = parse_files(PackFiles({"pack.yaml": damaged.encode()}))

    pack = build(source.sections, "", source.report)
    case_problems(source, pack)

    assert source.problems or pack.id
