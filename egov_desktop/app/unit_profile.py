"""The unit's profile (单位信息): read, and kept as it was typed."""

from collections.abc import Mapping

from egov_desktop.app.pack_names import nearest
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import fields
from egov_desktop.domain.errors import NotFoundError
from egov_desktop.domain.fields import Answer, Raw
from egov_desktop.domain.unit_profile import FIELDS, FIELDS_BY_ID, TITLE
from egov_desktop.storage import preferences

_KEY = "unit_profile"


def load(ws: Workspace) -> Mapping[str, Answer]:
    """Return the profile, judged; a blank answer for what was never entered."""
    typed = _typed(ws)
    return {each.id: fields.judge(each, typed.get(each.id)) for each in FIELDS}


def answer(ws: Workspace, field_id: str, raw: Raw) -> Answer:
    """Keep one line of the profile as it was typed; durable on return."""
    definition = FIELDS_BY_ID.get(field_id)
    if definition is None:
        raise NotFoundError(f"{TITLE}没有“{field_id}”{nearest(field_id, FIELDS_BY_ID)}。")
    judged = fields.judge(definition, raw)
    typed = {**_typed(ws), field_id: None if judged.is_blank else raw}
    kept = {key: value for key, value in typed.items() if value is not None}
    preferences.save(ws.store, _KEY, kept or None, **ws.stamp())
    return judged


def _typed(ws: Workspace) -> Mapping[str, Raw]:
    kept = preferences.load(ws.store, _KEY)
    return kept if isinstance(kept, Mapping) else {}
