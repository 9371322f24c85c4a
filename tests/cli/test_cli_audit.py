"""The audit by command: listed by filters, exported, verified against backups."""

import csv
import json
import shutil
import sqlite3
from pathlib import Path

from cli_runs import CommandLine

PHONE = "13812345678"


def edited(egov: CommandLine, name: str) -> str:
    made: str = egov.told("project", "create", "--pack", "sichuan-egov", "--name", name)["project"]
    return made


def test_list_by_filters_masked(egov: CommandLine) -> None:
    first, second = edited(egov, f"联系 {PHONE}"), edited(egov, "政务云")
    told = egov.told("audit", "list", "--project", first)["entries"]
    assert {each["project"] for each in told} == {first}
    assert "138****5678" in json.dumps(told)
    assert PHONE not in json.dumps(told)
    everything = egov.told("audit", "list")["entries"]
    assert [each["seq"] for each in everything] == sorted(
        (each["seq"] for each in everything), reverse=True
    )
    assert second in {each["project"] for each in everything}
    older = egov.told("audit", "list", "--before", str(everything[0]["seq"]), "--limit", "1")
    assert older["entries"] == everything[1:2]
    assert egov.told("audit", "list", "--actor", "nobody at all")["entries"] == []
    assert egov.told("audit", "list", "--until", "2001-01-01")["entries"] == []
    assert egov.told("audit", "list", "--since", "2001-01-01")["entries"] == everything
    assert {
        each["action"]
        for each in egov.told("audit", "list", "--action", "project_created")["entries"]
    } == {"project_created"}


def test_export_is_whole_and_harmless(egov: CommandLine, tmp_path: Path) -> None:
    edited(egov, f"=HYPERLINK({PHONE})")
    count = len(egov.told("audit", "list")["entries"])
    for name in ("out.csv", "out.jsonl"):
        assert egov.told("audit", "export", "--out", tmp_path / name)["entries"] == count
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert len(rows) == count + 1
    assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r")]
    lines = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["seq"] for line in lines] == [int(row[0]) for row in rows[1:]]
    assert any(PHONE in line for line in lines)
    egov.told("audit", "export", "--masked", "--out", tmp_path / "out.jsonl")
    assert PHONE not in (tmp_path / "out.jsonl").read_text("utf-8")
    assert "out.xlsx" in egov.refused("audit", "export", "--out", tmp_path / "out.xlsx")
    nothing = egov.told("audit", "export", "--actor", "nobody", "--out", tmp_path / "no.jsonl")
    assert nothing["entries"] == 0


def test_changed_rows_and_cut_tails_are_found(egov: CommandLine, tmp_path: Path) -> None:
    edited(egov, "第一个项目")
    shutil.copytree(egov.home, tmp_path / "earlier")
    edited(egov, "第二个项目")
    egov.told("backup", "--out", tmp_path / "all.backup")
    made = egov.told("backups", "make")["made"]
    whole = egov.told("audit", "verify", "--backup", tmp_path / "all.backup", "--backup", made)
    assert whole["ok"]
    assert whole["anchors"] == 3
    earlier = CommandLine(tmp_path / "earlier", egov.capture)
    assert earlier.told("audit", "verify")["ok"]
    (problem,) = earlier.told("audit", "verify", "--backup", made, code=1)["problems"]
    assert "截去" in problem
    edited(earlier, "改写的项目")
    edited(earlier, "再改写的项目")
    (problem,) = earlier.told("audit", "verify", "--backup", made, code=1)["problems"]
    assert f"第 {whole['entries']} 条" in problem
    database = sqlite3.connect(egov.home / "data" / "egov.db")
    database.execute("DROP TRIGGER audit_never_changes")
    database.execute("UPDATE audit SET actor = 'somebody else' WHERE seq = 1")
    database.commit()
    database.close()
    (problem,) = egov.told("audit", "verify", code=1)["problems"]
    assert "第 1 条" in problem
