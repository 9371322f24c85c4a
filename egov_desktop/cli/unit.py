"""Commands on the unit's profile (单位信息)."""

import click

from egov_desktop.app import unit_profile
from egov_desktop.cli.session import Session
from egov_desktop.domain.printout import shown
from egov_desktop.domain.submission import plain_value
from egov_desktop.domain.unit_profile import FIELDS, FIELDS_BY_ID


@click.group(help="单位信息：填一次，新项目的登记由此带入。")
def unit() -> None:
    """Group the commands on the unit's profile."""


@unit.command(help="查看单位信息。")
@click.pass_obj
def show(session: Session) -> None:
    """Show the profile."""
    found = unit_profile.load(session.workspace)
    session.tell(
        {"unit": {key: plain_value(answer) for key, answer in found.items()}},
        *(f"{each.label}（{each.id}）：{shown(each, found[each.id]) or '—'}" for each in FIELDS),
    )


@unit.command("set", help="填写一项，如 name 四川省某厅；值留空就是清除。")
@click.argument("field", metavar="FIELD")
@click.argument("value", metavar="VALUE")
@click.pass_obj
def set_field(session: Session, field: str, value: str) -> None:
    """Keep one line of the profile."""
    kept = unit_profile.answer(session.workspace, field, value)
    label = FIELDS_BY_ID[field].label
    words = f"已保存 {label}:{shown(FIELDS_BY_ID[field], kept) or '—'}"
    session.tell(
        {"field": field, "value": value, "normalised": plain_value(kept), "problem": kept.problem},
        *([words] if kept.problem is None else [words, kept.problem]),
    )
