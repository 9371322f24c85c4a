"""The source tree as the house tests look at it."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "egov_desktop"


def tracked_files() -> list[Path]:
    """Return every file that git tracks and that is still there."""
    listing = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], check=True, capture_output=True
    ).stdout.decode()
    files = [ROOT / name for name in listing.split("\0") if name]
    return [path for path in files if path.is_file()]


def syntax_trees(folder: Path) -> Iterator[tuple[str, ast.Module]]:
    """Yield the name, relative to `folder`, and the syntax tree of each module below it."""
    for path in sorted(folder.rglob("*.py")):
        yield path.relative_to(folder).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imported_modules(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    """Yield each absolute import as a module and the names taken from it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, [alias.name for alias in node.names]
