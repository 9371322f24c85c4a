"""table export and table import: a look at the changes first, then one save a table."""

import json
from pathlib import Path
from typing import Any

import pytest
from cli_runs import CommandLine
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

FILING, TABLE = "feasibility_study", "fund_sources"
HEADER = 3


@pytest.fixture
def out(sample_egov: CommandLine, sample: str, tmp_path: Path) -> Path:
    """One table of the sample, exported."""
    path = tmp_path / "资金 来源.xlsx"
    sample_egov.told("table", "export", sample, FILING, "--table", TABLE, "--out", path)
    return path


def column(sheet: Worksheet, heading: str) -> int:
    return next(c.column for c in sheet[HEADER] if str(c.value).startswith(heading))


def edited(path: Path, *cells: tuple[str, int, object]) -> Path:
    """Change cells by the heading of the column and the number of the row, from 1."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for heading, row, value in cells:
        sheet.cell(HEADER + row, column(sheet, heading)).value = value
    book.save(path)
    return path


def stored(egov: CommandLine, project: str, folder: Path) -> list[dict[str, Any]]:
    """Return the rows of the table as they are kept."""
    file = Path(egov.told("project", "dump", project, "--out", folder / "dump.json")["file"])
    filings = json.loads(file.read_text("utf-8"))["filings"]
    (filing,) = (each for each in filings if each["stage"] == FILING)
    rows: list[dict[str, Any]] = filing["answers"][TABLE]
    return rows


def test_export_writes_a_sheet_for_every_table(
    sample_egov: CommandLine, sample: str, out: Path
) -> None:
    told = sample_egov.told("table", "export", sample, FILING, "--out", out)
    assert told["file"] == str(out)
    assert {"id", "title", "rows"} == set(told["tables"][0])
    shown = [sheet.title for sheet in load_workbook(out) if sheet.sheet_state == "visible"]
    assert len(shown) == len(told["tables"]) > 1
    again = sample_egov.told("table", "import", sample, FILING, out)
    assert [t["id"] for t in again["tables"]] == [t["id"] for t in told["tables"]]
    assert all(row["kind"] == "same" for table in again["tables"] for row in table["rows"])
    assert again["bad_cells"] == again["notices"] == []


def test_import_shows_first_and_keeps_only_when_asked(
    sample_egov: CommandLine, sample: str, out: Path, tmp_path: Path
) -> None:
    before = stored(sample_egov, sample, tmp_path)
    assert len(before) == 2
    edited(out, ("金额", 2, 230), ("来源", 3, "新来源"), ("金额", 3, "30"))
    shown = sample_egov.told("table", "import", sample, FILING, out)
    assert shown["applied"] is False
    assert shown["bad_cells"] == []
    (table,) = shown["tables"]
    assert table["counts"] == {"added": 1, "changed": 1, "removed": 0, "moved": 0, "same": 1}
    changed = next(row for row in table["rows"] if row["kind"] == "changed")
    assert (changed["old_row"], changed["new_row"], changed["sheet_row"]) == (2, 2, HEADER + 2)
    assert [(c["column"], c["new"]) for c in changed["changes"]] == [("金额", "230.00")]
    assert stored(sample_egov, sample, tmp_path) == before

    kept = sample_egov.told("table", "import", sample, FILING, out, "--apply")
    assert kept["applied"] is True
    after = stored(sample_egov, sample, tmp_path)
    assert after == [
        before[0],
        {**before[1], "amount": "230"},
        {"source": "新来源", "amount": "30"},
    ]
    again = sample_egov.told("table", "import", sample, FILING, out, "--apply")
    assert again["tables"][0]["counts"]["same"] == 3


def test_bad_cells_are_named_and_kept_all_the_same(
    sample_egov: CommandLine, sample: str, out: Path, tmp_path: Path
) -> None:
    edited(out, ("金额", 1, "两千"), ("金额", 2, "=1/0"))
    told = sample_egov.told("table", "import", sample, FILING, out, "--apply", code=1)
    first, second = told["bad_cells"]
    assert {"table", "sheet", "cell", "column", "text", "reason"} == set(first)
    assert (first["cell"][1:], first["column"], first["text"]) == ("4", "金额", "两千")
    assert second["cell"][1:] == "5"
    rows = stored(sample_egov, sample, tmp_path)
    assert [row.get("amount") for row in rows] == ["两千", None]


def test_append_keeps_the_rows_there_are(
    sample_egov: CommandLine, sample: str, tmp_path: Path
) -> None:
    book = Workbook()
    for row in (("补充来源",), ("来源", "金额（元）"), ("社会资本", 185000)):
        book.active.append(row)
    book.save(tmp_path / "补充.xlsx")
    call = ("table", "import", sample, FILING, tmp_path / "补充.xlsx", "--table", TABLE)
    replaced = sample_egov.told(*call)["tables"][0]["counts"]
    assert (replaced["removed"], replaced["added"]) == (2, 1)
    told = sample_egov.told(*call, "--append", "--apply")["tables"][0]
    assert (told["counts"]["same"], told["counts"]["added"]) == (2, 1)
    assert told["rows"][-1]["cells"][:2] == ["社会资本", "18.50"]
    assert stored(sample_egov, sample, tmp_path)[2] == {"source": "社会资本", "amount": "185000元"}


def test_the_plan_in_words(sample_egov: CommandLine, sample: str, out: Path) -> None:
    edited(out, ("金额", 1, None), ("金额", 2, "三"))
    done = sample_egov("table", "import", sample, FILING, out, options=())
    assert "修改 2 行" in done.out
    assert "→ 空" in done.out
    assert "“三”" in done.out
    assert "还没有保存" in done.out
    assert done.code == 1


def test_what_cannot_be_done_is_told(sample_egov: CommandLine, sample: str, tmp_path: Path) -> None:
    out, csv = tmp_path / "a.xlsx", tmp_path / "a.csv"
    assert "找不到" in sample_egov.refused("table", "import", sample, FILING, out)
    wrong = sample_egov.refused("table", "export", sample, FILING, "--table", "fund", "--out", out)
    assert TABLE in wrong
    assert ".xlsx" in sample_egov.refused("table", "export", sample, FILING, "--out", csv)
    csv.write_text("来源，金额\n", "utf-8")
    assert "CSV" in sample_egov.refused("table", "import", sample, FILING, csv)
    assert "adjustment" in sample_egov.refused(
        "table", "export", sample, "adjustment", "--out", out
    )
