"""Policy packs on disk: which are installed, loading one, and all mistakes of one."""

import sys
from dataclasses import dataclass
from pathlib import Path

from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.domain.identifiers import similar
from egov_desktop.domain.policy import PolicyPack
from egov_desktop.packs import cache as parsed_cache
from egov_desktop.packs.building import build
from egov_desktop.packs.cases import case_problems
from egov_desktop.packs.pack_format import CASES
from egov_desktop.packs.problems import Problem
from egov_desktop.packs.source import PACK_FILE, PackFiles, PackSource, parse_files, read_files

_SHOWN = 5
_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class PackFolder:
    """An installed pack: its id is the name of its folder."""

    id: str
    folder: Path


def shipped_root() -> Path:
    """Return the folder of the packs that came with the program."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen) / "forms"
    checkout = _PACKAGE.parent / "forms"
    return checkout if checkout.is_dir() else _PACKAGE / "_forms"


def available(root: Path) -> list[PackFolder]:
    """Return the packs installed under a folder, by id; whether they are sound is not looked at."""
    return sorted(
        (PackFolder(path.parent.name, path.parent) for path in root.glob(f"*/{PACK_FILE}")),
        key=lambda each: each.id,
    )


def find(root: Path, pack_id: str) -> Path:
    """Return the folder of an installed pack; raises NotFoundError naming the nearest one."""
    folders = {each.id: each.folder for each in available(root)}
    if pack_id not in folders:
        nearest = similar(pack_id, folders)
        hint = f"是不是“{nearest}”？" if nearest else f"已安装：{'、'.join(folders) or '无'}。"
        raise NotFoundError(f"没有安装名为“{pack_id}”的制度包。{hint}")
    return folders[pack_id]


def load(folder: Path, cache: Path | None = None) -> PolicyPack:
    """Load a pack; raises InvalidInputError that lists the first mistakes.

    With a `cache` folder the parsed source is kept there under its digest, since reading YAML
    takes a hundred times longer than reading JSON.
    """
    files = read_files(folder)
    sections = parsed_cache.read(cache, files.sha256) if cache else None
    if sections is not None:
        problems: list[str] = []
        pack = build(sections, files.sha256, lambda _trail, message: problems.append(message))
        if not problems:
            return pack
    source, pack = _built(folder, files)
    if source.problems:
        raise InvalidInputError(_sentence(folder, sorted(source.problems)))
    if cache:
        without_cases = {name: part for name, part in source.sections.items() if name != CASES}
        parsed_cache.write(cache, files.sha256, without_cases)
    return pack


def lint(folder: Path) -> list[Problem]:
    """Return every mistake in the source of a pack, cases included, by file and line."""
    source, pack = _built(folder, read_files(folder))
    case_problems(source, pack)
    return sorted(set(source.problems))


def _built(folder: Path, files: PackFiles) -> tuple[PackSource, PolicyPack]:
    source = parse_files(files)
    pack = build(source.sections, files.sha256, source.report)
    if pack.id and pack.id != folder.resolve().name:
        source.report(("pack", "id"), f"标识“{pack.id}”应与文件夹名“{folder.resolve().name}”相同")
    return source, pack


def _sentence(folder: Path, problems: list[Problem]) -> str:
    shown = "\n".join(str(problem) for problem in problems[:_SHOWN])
    more = f"\n…… 共 {len(problems)} 处" if len(problems) > _SHOWN else ""
    return f"制度包“{folder}”有错误，请改正后再用:\n{shown}{more}"
