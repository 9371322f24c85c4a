"""What the tests of the use cases share: a clock, small PDFs, a project data file to change."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from egov_desktop.app import projects
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.project import Filing

NOW = datetime(2026, 3, 2, 9, 30, 15, tzinfo=timezone(timedelta(hours=8)))
PACK = "sichuan-egov"
Document = dict[str, Any]


def clock() -> datetime:
    return NOW


def small_pdf(path: Path, text: str = "report") -> Path:
    """Write one page; the same text gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    canvas = Canvas(str(path), invariant=1)
    canvas.drawString(72, 700, text)
    canvas.showPage()
    canvas.save()
    return path


def small_document() -> Document:
    """Return a data file with everything such a file can have; its files are `small_files`."""
    return {
        "format": "egov-project/1",
        "pack": PACK,
        "project": {"project_name": "政务云平台", "total_investment": "2860.00"},
        "filings": [
            {"stage": "registration", "answers": {"construction_unit": "成都市大数据局"}},
            {
                "stage": "feasibility_study",
                "period": None,
                "answers": {
                    "total_investment": "2860.00",
                    "funds_secured": True,
                    "investment_items": [
                        {"item": "硬件购置费", "amount": "900.00"},
                        {"item": "软件开发费", "amount": 1960},
                    ],
                },
                "attachments": [
                    {"material": "feasibility_report", "file": "attachments/可研报告.pdf"},
                    {"material": "fund_proof", "file": "attachments/证明.pdf"},
                ],
                "paper": {"cryptography_plan": "原件过大"},
                "approval": {
                    "number": "川发改 12 号",
                    "date": "2026-03-02",
                    "amount": "2750.00",
                    "file": "attachments/批复.pdf",
                },
            },
            {"stage": "progress_report", "period": "2026H1", "answers": {"paid": "10"}},
            {"stage": "adjustment", "answers": {"reason": "第一次"}},
            {"stage": "adjustment", "answers": {"reason": "第二次"}},
        ],
    }


def small_files(folder: Path) -> None:
    for name in ("可研报告", "证明", "批复"):
        small_pdf(folder / "attachments" / f"{name}.pdf", name.encode().hex())


def written(folder: Path, document: object) -> Path:
    """Write a document beside its attachments."""
    small_files(folder)
    path = folder / "project.json"
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return path


def stored_bytes(folder: Path) -> bytes:
    """Return every byte that an open data folder holds, the write-ahead log included."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return b"\n".join(path.read_bytes() for path in files)


def objects(ws: Workspace) -> set[str]:
    return set(ws.store.objects.stored())


def filing_of(ws: Workspace, project: str, filing: str) -> Filing:
    return projects.filing_of(projects.load_project(ws, project), filing)


def left_behind(*folders: Path) -> list[Path]:
    return [path for folder in folders if folder.exists() for path in folder.rglob("*")]
