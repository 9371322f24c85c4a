"""Parsed sources of packs, kept as JSON under the digest of the sources."""

import json
from pathlib import Path
from typing import Any

from egov_desktop.files import replacing

_FORMAT = "egov-pack-cache/1"


def read(folder: Path, sha256: str) -> dict[str, Any] | None:
    """Return the kept source; None when there is none or it is not one of ours."""
    try:
        kept = json.loads((folder / f"{sha256}.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(kept, dict) or (kept.get("format"), kept.get("sha256")) != (_FORMAT, sha256):
        return None
    sections = kept.get("sections")
    return sections if isinstance(sections, dict) else None


def write(folder: Path, sha256: str, sections: dict[str, Any]) -> None:
    """Keep a parsed source, replacing what was there."""
    kept = {"format": _FORMAT, "sha256": sha256, "sections": sections}
    with replacing(folder / f"{sha256}.json") as stream:
        stream.write(json.dumps(kept, ensure_ascii=False).encode())
