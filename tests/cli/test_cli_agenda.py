from pathlib import Path

import pytest
from cli_runs import CommandLine
from icalendar import Calendar

CSV = r"""日期,类型,名称
2027-01-01,休,元旦
2027-05-01,休,
2027-10-01,休,
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "2027.csv"
    path.write_text(CSV, "utf-8")
    return path


def test_the_duties_of_all_projects_by_day(sample_egov: CommandLine, sample: str) -> None:
    sample_egov.told("project", "create", "--pack", "sichuan-egov", "--name", "又一个")
    of_one = sample_egov.told("deadlines", sample, today="2026-03-02")["deadlines"]
    of_all = sample_egov.told("deadlines", today="2026-03-02")["deadlines"]

    assert of_all
    assert sorted(d["id"] for d in of_all) == sorted(d["id"] for d in of_one)
    assert {d["project"] for d in of_all} == {sample}
    days = [d["due"] for d in of_all]
    assert days == sorted(days)
    some = sample_egov.told("deadlines", "--until", days[1], today="2026-03-02")["deadlines"]
    assert 2 <= len(some) < len(of_all)


def test_in_words_every_line_names_project_and_estimate(
    sample_egov: CommandLine, sample: str
) -> None:
    done = sample_egov("deadlines", options=["--today", "2026-03-02"])

    assert all(f"[{sample}]" in line for line in done.out.splitlines())
    (last,) = [line for line in done.out.splitlines() if line.startswith("2027")]
    assert "暂按法定节假日推算" in last


def test_no_projects_have_no_duties(egov: CommandLine) -> None:
    assert egov.told("deadlines") == {"deadlines": []}
    assert "没有法定期限" in egov("deadlines", options=[]).out


def test_a_calendar_file_is_written_and_said(
    sample_egov: CommandLine, sample: str, tmp_path: Path
) -> None:
    out = tmp_path / "日程.ics"
    told = sample_egov.told("deadlines", "--ics", out, "--remind", "14", today="2026-03-02")
    events = Calendar.from_ical(out.read_bytes()).walk("VEVENT")

    assert told["file"] == str(out)
    assert told["events"] == len(events) == len(told["deadlines"])
    (open_event,) = [event for event in events if event.walk("VALARM")]
    assert len(open_event.walk("VALARM")) == 1
    of_one = tmp_path / "one.ics"
    sample_egov.told("deadlines", sample, "--ics", of_one, "--remind", "no", today="2026-03-02")
    assert b"VALARM" not in of_one.read_bytes()
    assert {e["uid"] for e in Calendar.from_ical(of_one.read_bytes()).walk("VEVENT")} == {
        event["uid"] for event in events
    }


@pytest.mark.parametrize("days", ["", "a", "-1", "400", "30;7"])
def test_reminders_that_make_no_sense_are_wrong_usage(egov: CommandLine, days: str) -> None:
    assert "--remind" in egov.refused("deadlines", f"--remind={days}", code=2)


def test_the_calendar_says_where_each_year_comes_from(egov: CommandLine) -> None:
    years = egov.told("calendar", "show")["years"]

    assert {y["year"]: y["status"] for y in years} == {
        **dict.fromkeys(range(2020, 2027), "published"),
        2027: "computed",
    }
    (one,) = egov.told("calendar", "show", "2026")["years"]
    assert "2026-10-01" in one["off"]
    assert "2026-10-10" in one["work"]
    assert egov.told("calendar", "show", "2031")["years"][0]["status"] == "unknown"
    assert "休 2027-02-05" in egov("calendar", "show", "2027", options=[]).out


def test_a_preview_changes_nothing_and_an_import_does(egov: CommandLine, table: Path) -> None:
    before = egov.told("calendar", "show", "2027")
    preview = egov.told("calendar", "import", table, "--preview")

    assert (preview["years"], preview["off"], preview["imported"]) == ([2027], 3, False)
    assert {"day": "2027-02-05", "working": True} in preview["changes"]
    assert egov.told("calendar", "show", "2027") == before
    assert egov.told("calendar", "import", table)["imported"] is True
    (after,) = egov.told("calendar", "show", "2027")["years"]
    assert after["status"] == "published"
    assert after["off"] == ["2027-01-01", "2027-05-01", "2027-10-01"]
    assert "已导入" in egov("calendar", "import", table, options=[]).out


def test_a_wrong_table_is_refused_line_by_line(egov: CommandLine, table: Path) -> None:
    before = egov.told("calendar", "show")
    table.write_text(CSV + r"2027-13-01,休," "\n" r"2027-10-02,假,", "utf-8")
    words = egov.refused("calendar", "import", table)

    assert "2027.csv:5:" in words
    assert "2027.csv:6:" in words
    assert egov.told("calendar", "show") == before
