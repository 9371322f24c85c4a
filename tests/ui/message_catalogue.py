"""The texts of the window and their translations: found in the source, read, written, compiled.

Run as a program it brings i18n/ up to date: new texts get an empty translation to fill in.
"""

import ast
import re
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
UI = ROOT / "egov_desktop" / "ui"
TEMPLATE = ROOT / "i18n" / "egov_desktop.pot"
ENGLISH = ROOT / "i18n" / "en" / "LC_MESSAGES" / "egov_desktop.po"
COMPILED = ENGLISH.with_suffix(".mo")

CHINESE = re.compile("[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]")
_HEADER = (
    "Project-Id-Version: egov-desktop\nLanguage: {language}\nMIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
)
_ENTRY = re.compile(r'^msgid ((?:".*"\s*)+)msgstr ((?:".*"\s*)+)', re.MULTILINE)
_FULL_WIDTH = str.maketrans("\uff0c\uff08\uff09\uff1a\uff1b\uff1f\uff01", ",():;?!")

Catalogue = dict[str, str]


def source_texts() -> dict[str, list[str]]:
    """Return every text in `_()` or `marked()` and the files it stands in."""
    found: dict[str, list[str]] = {}
    for name, tree in _trees():
        for call in _calls(tree):
            if isinstance(call.args[0], ast.Constant):
                files = found.setdefault(call.args[0].value, [])
                files += [name] if name not in files else []
    return found


def unwrapped_texts() -> Iterator[tuple[str, str]]:
    """Yield file and text of every Chinese literal that is neither a text nor documentation."""
    for name, tree in _trees():
        wrapped = {id(call.args[0]) for call in _calls(tree)}
        spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                is_free = id(node) not in wrapped and id(node) not in spoken
                if is_free and CHINESE.search(node.value):
                    yield name, node.value


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(UI.rglob("*.py")):
        yield path.relative_to(UI).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("_", "marked"):
            yield node


def read(path: Path) -> Catalogue:
    """Return the entries of a .po file, its header under the empty text."""
    text = path.read_text(encoding="utf-8")
    return {_unquoted(key): _unquoted(said) for key, said in _ENTRY.findall(text)}


def compiled(catalogue: Mapping[str, str]) -> bytes:
    """Return a catalogue as Python's gettext reads it (GNU .mo), without blanks."""
    pairs = sorted((k.encode(), v.encode()) for k, v in catalogue.items() if v)
    start = 28 + 16 * len(pairs)
    tables: tuple[list[int], list[int]] = ([], [])
    data = b""
    for column, table in enumerate(tables):
        for pair in pairs:
            table += [len(pair[column]), start + len(data)]
            data += pair[column] + b"\0"
    head = (0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    return struct.pack(f"<{7 + 4 * len(pairs)}I", *head, *tables[0], *tables[1]) + data


def update() -> None:
    """Write the template, the English texts and their compiled form; translations are kept."""
    known = {_plain(key): said for key, said in read(ENGLISH).items()} if ENGLISH.exists() else {}
    texts = source_texts()
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    TEMPLATE.write_text(_written(texts, {}, ""), encoding="utf-8")
    ENGLISH.write_text(_written(texts, known, "en"), encoding="utf-8")
    COMPILED.write_bytes(compiled(read(ENGLISH)))


def _written(texts: Mapping[str, list[str]], known: Mapping[str, str], language: str) -> str:
    entries = [f'msgid ""\nmsgstr ""\n{_lines(_HEADER.format(language=language))}\n']
    for text, files in sorted(texts.items(), key=lambda item: (item[1], item[0])):
        places = " ".join(f"egov_desktop/ui/{name}" for name in files)
        said = known.get(_plain(text), "")
        entries.append(f"#: {places}\nmsgid {_quoted(text)}\nmsgstr {_quoted(said)}\n")
    return "\n".join(entries)


def _lines(text: str) -> str:
    return "\n".join(_quoted(line) for line in text.splitlines(keepends=True))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _unquoted(lines: str) -> str:
    return "".join(ast.literal_eval(line) for line in lines.splitlines() if line.strip())


def _plain(text: str) -> str:
    """Return a text with narrow punctuation: a change of width alone loses no translation."""
    return text.translate(_FULL_WIDTH)


if __name__ == "__main__":
    update()
