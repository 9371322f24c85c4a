import pytest

from egov_desktop.packs.yaml_text import parse


@pytest.mark.parametrize("word", ["no", "yes", "0511300", "2026-07-31", "1e3", "0x10", "null", "~"])
def test_scalars_stay_as_they_are_written(word: str) -> None:
    assert parse(f"a: {word}").data == {"a": word}


def test_every_place_has_its_line() -> None:
    parsed = parse("a:\n  - x\n  - b:\n      c: 1\n")

    assert parsed.lines["a", 0] == 2
    assert parsed.lines["a", 1, "b"] == 3
    assert parsed.lines["a", 1, "b", "c"] == 4


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "“a”重复"),
        ("a: &x 1\nb: 2\n", 1, "&x"),
        ("a: &x 1\nb: *x\n", 2, "*x"),
        ("a: 1\nb: !!int 2\n", 2, "类型标记"),
        ("a: 1\nb: !mine 2\n", 2, "类型标记"),
        ("a: 1\n---\nb: 2\n", 2, "---"),
        ("a: 1\n? [x, y]\n: 2\n", 2, "键必须是一个词"),
        ("a: 1\nb: [1, 2\n", 3, "YAML 写法有误"),
        ("a: 1\n\tb: 2\n", 2, "YAML 写法有误"),
        ("a: \x07\n", 1, "不允许的字符"),
    ],
)
def test_mistakes_name_their_line(text: str, line: int, words: str) -> None:
    mistakes = parse(text).mistakes

    assert any(number == line and words in message for number, message in mistakes), mistakes


def test_deep_nesting_stops_reading_instead_of_the_program() -> None:
    mistakes = parse("[" * 100_000).mistakes

    assert any("嵌套超过" in message for _, message in mistakes)


def test_an_alias_bomb_does_not_grow() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )

    assert parse(bomb).data["i"] == ["", ""]
