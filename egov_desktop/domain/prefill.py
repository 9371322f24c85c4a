"""What a progress report (进度报告) that is begun can take over from the project."""

from decimal import Decimal

from egov_desktop.domain import money
from egov_desktop.domain.fields import BLANK, Raw
from egov_desktop.domain.policy import PolicyPack
from egov_desktop.domain.progress_figures import STAGE, amount_in, contract_rows
from egov_desktop.domain.project import Filing, Project


def prefilled(pack: PolicyPack, project: Project, filing: Filing) -> dict[str, Raw]:
    """Return raw answers for fields of a new report that are still blank.

    Milestones (里程碑) come from the report before, at first from the construction period;
    payments from the contracts. Nothing is guessed: percentages are left to the person.
    """
    stage = pack.stage(filing.stage)
    if filing.stage != STAGE or stage is None:
        return {}
    before = project.before(filing)
    proposed = {"milestones": _milestones(project, before), "paid": _paid(project, before)}
    return {
        field_id: raw
        for field_id, raw in proposed.items()
        if raw and stage.field(field_id) and filing.answer(field_id).raw is None
    }


def _milestones(project: Project, before: Filing | None) -> Raw:
    if before is not None and (raw := before.answers.get("milestones", BLANK).raw):
        return raw
    return [
        {"name": name, "planned_on": str(day)}
        for name, field_id in (("开工", "construction_start"), ("完成建设任务", "construction_end"))
        if (day := _registered(project, field_id)) is not None
    ]


def _registered(project: Project, field_id: str) -> object:
    registration = project.filing("registration")
    return registration.answer(field_id).value if registration else None


def _paid(project: Project, before: Filing | None) -> Raw:
    """Return what was paid on all contracts; nothing while one of them is silent or it shrinks."""
    payments = [amount_in(row, "paid") for row in contract_rows(project)]
    known = [payment for payment in payments if payment is not None]
    if not known or len(known) < len(payments):
        return None
    total = sum(known, Decimal(0))
    reported = before.answer("paid").value if before else None
    if isinstance(reported, Decimal) and total < reported:
        return None
    return money.plain(total)
