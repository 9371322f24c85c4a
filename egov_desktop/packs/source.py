"""The source folder of a pack: its files, their digest, and their sections joined."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from egov_desktop.domain.errors import NotFoundError
from egov_desktop.domain.identifiers import similar
from egov_desktop.packs.pack_format import CASES, SECTIONS
from egov_desktop.packs.problems import Problem
from egov_desktop.packs.yaml_text import Parsed, Trail, parse

PACK_FILE = "pack.yaml"


@dataclass(frozen=True)
class PackFiles:
    """The source files of a pack, as bytes, by relative name."""

    files: dict[str, bytes]

    @property
    def sha256(self) -> str:
        """Return the digest over the sorted names and bytes of all sources."""
        digest = hashlib.sha256()
        for name, content in sorted(self.files.items()):
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()


def read_files(folder: Path) -> PackFiles:
    """Read every YAML file of a pack folder."""
    if not (folder / PACK_FILE).is_file():
        raise NotFoundError(f"“{folder}”不是制度包文件夹：其中没有 {PACK_FILE}。")
    found = sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml"))
    return PackFiles({p.relative_to(folder).as_posix(): p.read_bytes() for p in found})


@dataclass
class PackSource:
    """The joined sections of a pack and where everything stands."""

    sections: dict[str, Any] = field(default_factory=dict)
    places: dict[Trail, tuple[str, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def report(self, trail: Trail, message: str) -> None:
        """Note a mistake at the nearest place that is known."""
        self.problems.append(Problem(*self.place(trail), message))

    def place(self, trail: Trail) -> tuple[str, int]:
        """Return the file and line where something stands."""
        for length in range(len(trail), 0, -1):
            if trail[:length] in self.places:
                return self.places[trail[:length]]
        return PACK_FILE, 1


def parse_files(files: PackFiles) -> PackSource:
    """Parse and join the files of a pack."""
    source = PackSource()
    for name, content in files.files.items():
        _add(source, name, content)
    return source


def _add(source: PackSource, name: str, content: bytes) -> None:
    if name.endswith(".yml"):
        source.problems.append(Problem(name, 1, "请把扩展名改为 .yaml"))
    try:
        parsed = parse(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        source.problems.append(Problem(name, 1, "文件不是 UTF-8 编码，请另存为 UTF-8"))
        return
    source.problems += [Problem(name, line, message) for line, message in parsed.mistakes]
    if isinstance(parsed.data, dict):
        for section, content_of_section in parsed.data.items():
            _join(source, name, parsed, section, content_of_section)
    elif parsed.data or not parsed.mistakes:
        source.problems.append(Problem(name, 1, f"文件应是映射，可用的键：{'、'.join(SECTIONS)}"))


def _join(source: PackSource, name: str, parsed: Parsed, section: str, added: Any) -> None:
    line = parsed.lines[(section,)]
    if section not in SECTIONS:
        nearest = similar(section, SECTIONS)
        hint = f"，是不是“{nearest}”？" if nearest else f"，可用：{'、'.join(SECTIONS)}"
        source.problems.append(Problem(name, line, f"不认识的键“{section}”{hint}"))
        return
    kind = list if section == CASES else dict
    if not isinstance(added, kind):
        word = "列表" if kind is list else "映射"
        source.problems.append(Problem(name, line, f"“{section}”的内容应是{word}"))
        return
    present = source.sections.setdefault(section, kind())
    shift = len(present) if section == CASES else 0
    if isinstance(added, list):
        present.extend(added)
    else:
        _join_mapping(source, name, parsed, section, added)
    for trail, number in parsed.lines.items():
        if trail and trail[0] == section:
            source.places[_shifted(trail, shift)] = (name, number)


def _join_mapping(
    source: PackSource, name: str, parsed: Parsed, section: str, added: dict[str, Any]
) -> None:
    for key, value in added.items():
        if key in source.sections[section]:
            file, line = source.place((section, key))
            message = f"“{key}”已在 {file}:{line} 定义过"
            source.problems.append(Problem(name, parsed.lines[section, key], message))
        source.sections[section][key] = value


def _shifted(trail: Trail, shift: int) -> Trail:
    if shift and len(trail) > 1 and isinstance(trail[1], int):
        return (trail[0], trail[1] + shift, *trail[2:])
    return trail
