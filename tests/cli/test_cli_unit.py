"""The unit's profile by command."""

from cli_runs import CommandLine

NAME = "四川省示例厅（𬭚）"


def test_the_profile_is_set_shown_and_carried_into_a_project(egov: CommandLine) -> None:
    kept = egov.told("unit", "set", "name", f" {NAME} ")
    assert (kept["normalised"], kept["problem"]) == (NAME, None)
    wrong = egov.told("unit", "set", "code", "123")
    assert wrong["problem"]
    shown = egov.told("unit", "show")["unit"]
    assert (shown["name"], shown["address"]) == (NAME, None)
    made = egov.told("project", "create", "--pack", "sichuan-egov", "--name", "政务云平台")
    found = egov.told("project", "dump", made["project"], "--out", egov.home / "p.json")
    assert NAME in egov.home.joinpath("p.json").read_text("utf-8"), found


def test_an_unknown_line_is_refused_with_the_nearest(egov: CommandLine) -> None:
    assert "contact_phone" in egov.refused("unit", "set", "contact_fone", "1")
