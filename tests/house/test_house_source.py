"""Rules on the text of the tree that no linter knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from source_tree import PACKAGE, ROOT, syntax_trees, tracked_files

MAX_LINES = 400

# The job runner, the exception hook and the command-line entry.
CATCH_ALL_PLACES = {"ui/jobs.py", "ui/crash.py", "cli/entry.py"}
CATCH_ALL = {"Exception", "BaseException"}

# They drop what an input method commits: accept, normalise, judge.
INPUT_BARRIER = re.compile(
    r"setValidator|setMaxLength|maxLength|setInputMask|inputMask|Q\w*Validator"
)

MACHINE_TRACE = re.compile(
    rb"(?<![\w.])/(?:work|root|home/[a-z]\w*|Users/\w+)/|[.]pyenv"
    rb"|pypi[.]org|pythonhosted[.]org|registry[.]npmjs|npmmirror[.]com|deb[.]debian[.]org"
    rb"|(?:pypi|mirrors?)[.](?:[a-z]+[.])+(?:cn|com|org)"
)


def broad_handlers(folder: Path) -> Iterator[str]:
    """Yield the file of every place that keeps any error to itself."""
    for name, tree in syntax_trees(folder):
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler):
                caught = names_in(node.type) if node.type else CATCH_ALL
                if isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None:
                    continue  # tidies up and passes the error on
            elif isinstance(node, ast.Call) and "suppress" in names_in(node.func):
                caught = {each for argument in node.args for each in names_in(argument)}
            else:
                continue
            if caught & CATCH_ALL:
                yield name


def input_barriers(folder: Path) -> Iterator[str]:
    """Yield the file of every use of a validator, a length limit or an input mask."""
    for name, tree in syntax_trees(folder):
        if any(INPUT_BARRIER.fullmatch(each) for each in names_in(tree)):
            yield name


def names_in(tree: ast.AST) -> set[str]:
    """Return the names, attributes, keywords and imported names that a syntax tree uses."""
    found = set()
    for node in ast.walk(tree):
        for attribute, kind in (
            ("id", ast.Name),
            ("attr", ast.Attribute),
            ("arg", ast.keyword),
            ("name", ast.alias),
        ):
            if isinstance(node, kind):
                found.add(getattr(node, attribute) or "")
    return found


def test_unknown_errors_are_caught_in_three_places_only() -> None:
    assert sorted(set(broad_handlers(PACKAGE)) - CATCH_ALL_PLACES) == []


@pytest.mark.parametrize(
    "line", ["except Exception as error:", "except (OSError, BaseException):", "except:"]
)
def test_a_broad_handler_is_found(line: str, tmp_path: Path) -> None:
    (tmp_path / "offence.py").write_text(f"try:\n    pass\n{line}\n    pass\n")
    assert list(broad_handlers(tmp_path)) == ["offence.py"]


def test_tidying_up_on_any_error_is_fine(tmp_path: Path) -> None:
    (tmp_path / "fine.py").write_text("try:\n    pass\nexcept BaseException:\n    raise\n")
    assert list(broad_handlers(tmp_path)) == []


def test_a_broad_suppression_is_found(tmp_path: Path) -> None:
    (tmp_path / "offence.py").write_text("with contextlib.suppress(Exception):\n    pass\n")
    (tmp_path / "fine.py").write_text("with contextlib.suppress(OSError):\n    pass\n")
    assert list(broad_handlers(tmp_path)) == ["offence.py"]


def test_a_field_takes_any_input() -> None:
    assert list(input_barriers(PACKAGE / "ui")) == []


@pytest.mark.parametrize(
    "line",
    [
        "field.setValidator(judge)",
        "from PySide6.QtGui import QRegularExpressionValidator",
        "QLineEdit(maxLength=18)",
        "field.setInputMask('999')",
    ],
)
def test_an_input_barrier_is_found(line: str, tmp_path: Path) -> None:
    (tmp_path / "offence.py").write_text(line)
    assert list(input_barriers(tmp_path)) == ["offence.py"]


def test_a_file_has_one_subject() -> None:
    sources = [path for path in tracked_files() if path.suffix == ".py"]
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources}
    too_long = {path: lines for path, lines in lengths.items() if lines > MAX_LINES}
    assert lengths
    assert too_long == {}


def test_no_file_names_a_machine_or_a_registry() -> None:
    traces = {
        str(path.relative_to(ROOT)): found
        for path in tracked_files()
        if (found := MACHINE_TRACE.findall(path.read_bytes()))
    }
    assert traces == {}


@pytest.mark.parametrize(
    ("start", "end"),
    [("cd /home/", "someone/x"), ("/ro", "ot/x"), ("https://pypi", ".org"), ("mirrors", ".a.cn")],
)
def test_a_trace_of_a_machine_is_found(start: str, end: str) -> None:
    assert MACHINE_TRACE.search((start + end).encode())
