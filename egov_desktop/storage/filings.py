"""Filings (报件): made, answered, and marked with what is handed in on paper."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.domain.fields import Raw
from egov_desktop.domain.project import filing_id as id_from_parts
from egov_desktop.storage import audit
from egov_desktop.storage.audit import Change
from egov_desktop.storage.driver import Row
from egov_desktop.storage.encoding import from_json, storable, to_json
from egov_desktop.storage.store import Store

if TYPE_CHECKING:
    from sqlite_utils import Database

_FIELD_ID = re.compile("[a-z][a-z0-9_]{0,40}")


def create_filing(
    store: Store,
    project_id: str,
    stage: str,
    period: str | None,
    sequence: int,
    *,
    actor: str,
    now: datetime,
) -> str:
    """Add an empty filing to a project and return its id.

    Raises NotFoundError when there is no such project, InvalidInputError when the filing exists.
    """
    filing_id = id_from_parts(stage, period, sequence)
    with store.writing() as database:
        found = database.execute("SELECT 1 FROM project WHERE id = ?", [project_id]).fetchone()
        if found is None:
            raise NotFoundError(f"没有找到项目“{project_id}”。")
        if find_filing(database, project_id, filing_id):
            raise InvalidInputError(f"报件“{filing_id}”已经存在，请直接打开它。")
        database.table("filing").insert(
            {
                "project_id": project_id,
                "filing_id": filing_id,
                "stage": stage,
                "period": period,
                "sequence": sequence,
                "data": "{}",
                "paper": "{}",
                "created_at": now.isoformat(),
                "updated_at": now.isoformat(),
            }
        )
        touch(database, project_id, filing_id, now)
        audit.append(database, Change("filing_created", project_id, filing_id), actor, now)
    return filing_id


def delete_filing(
    store: Store, project_id: str, filing_id: str, *, reason: str, actor: str, now: datetime
) -> None:
    """Remove a filing that was made by mistake; one that was frozen (固化) stays for good."""
    with store.writing() as database:
        filing_row(database, project_id, filing_id)
        answers = _document(database, "data", project_id, filing_id)
        key = [project_id, filing_id]
        frozen = database.execute(
            "SELECT 1 FROM frozen_version WHERE project_id = ? AND filing_id = ?", key
        ).fetchone()
        if frozen:
            raise InvalidInputError(f"报件“{filing_id}”已经固化，不能删除；可以另做新的版本。")
        database.execute("DELETE FROM filing WHERE project_id = ? AND filing_id = ?", key)
        _touch_project(database, project_id, now)
        change = Change(
            "filing_deleted", project_id, filing_id, old=to_json(answers), reason=storable(reason)
        )
        audit.append(database, change, actor, now)


def load_answers(store: Store, project_id: str, filing_id: str) -> dict[str, Raw] | None:
    """Return the answers of a filing as they were typed; None when there is no such filing."""
    row = store.row(
        "SELECT data FROM filing WHERE project_id = ? AND filing_id = ?", [project_id, filing_id]
    )
    if row is None:
        return None
    answers: dict[str, Raw] = from_json(row["data"])
    return answers


def save_answer(
    store: Store,
    project_id: str,
    filing_id: str,
    field_id: str,
    raw: Raw,
    *,
    index_value: str | None,
    actor: str,
    now: datetime,
) -> bool:
    """Keep an answer as it was typed; durable on return. Tells whether anything changed.

    `index_value` is the normalised text of a field the pack marks indexed, None for others.
    """
    return bool(
        save_answers(
            store,
            project_id,
            filing_id,
            {field_id: raw},
            index={field_id: index_value},
            actor=actor,
            now=now,
        )
    )


def save_answers(
    store: Store,
    project_id: str,
    filing_id: str,
    answers: Mapping[str, Raw],
    *,
    index: Mapping[str, str | None],
    carried: Mapping[str, Raw] | None = None,
    actor: str,
    now: datetime,
) -> tuple[str, ...]:
    """Keep several answers in one transaction and return the ids of those that changed.

    An answer of None is removed. Answers that are not named stay. `carried` is what the values
    were elsewhere when they were carried over, by field.
    """
    changes = []
    with store.writing() as database:
        row = filing_row(database, project_id, filing_id)
        for field_id, raw in answers.items():
            change = _replace_answer(database, row, field_id, raw, now)
            if change:
                audit.append(database, change, actor, now)
                changes.append(field_id)
            set_index(database, row, field_id, index.get(field_id))
        if carried:
            _remember_carried(database, row, carried)
        if changes:
            _touch_project(database, project_id, now)
    return tuple(changes)


def _remember_carried(database: "Database", filing: Row, carried: Mapping[str, Raw]) -> None:
    key = (filing["project_id"], filing["filing_id"])
    known = _document(database, "carried", *key)
    database.execute(
        "UPDATE filing SET carried = ? WHERE project_id = ? AND filing_id = ?",
        [to_json({**known, **carried}), *key],
    )


def set_paper_material(
    store: Store,
    project_id: str,
    filing_id: str,
    material: str,
    reason: str | None,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Mark a material as handed in on paper (纸质另交) with a reason; None takes the mark away."""
    with store.writing() as database:
        filing_row(database, project_id, filing_id)
        document = _document(database, "paper", project_id, filing_id)
        change = _set(document, material, reason)
        if change is None:
            return
        old, new = change
        database.execute(
            "UPDATE filing SET paper = ? WHERE project_id = ? AND filing_id = ?",
            [to_json(document), project_id, filing_id],
        )
        touch(database, project_id, filing_id, now)
        audit.append(
            database,
            Change("paper_material_set", project_id, filing_id, material, old=old, new=new),
            actor,
            now,
        )


def find_filing(database: "Database", project_id: str, filing_id: str) -> Row | None:
    """Return the ids and the stage of a filing, or None."""
    return database.execute(
        "SELECT project_id, filing_id, stage FROM filing WHERE project_id = ? AND filing_id = ?",
        [project_id, filing_id],
    ).fetchone()


def filing_row(database: "Database", project_id: str, filing_id: str) -> Row:
    """Return the ids and the stage of a filing; raises NotFoundError."""
    row = find_filing(database, project_id, filing_id)
    if row is None:
        raise NotFoundError(f"项目“{project_id}”没有报件“{filing_id}”。")
    return row


def touch(database: "Database", project_id: str, filing_id: str, now: datetime) -> None:
    """Note when a filing and its project changed."""
    database.execute(
        "UPDATE filing SET updated_at = ? WHERE project_id = ? AND filing_id = ?",
        [now.isoformat(), project_id, filing_id],
    )
    _touch_project(database, project_id, now)


def _touch_project(database: "Database", project_id: str, now: datetime) -> None:
    database.execute(
        "UPDATE project SET updated_at = ? WHERE id = ?", [now.isoformat(), project_id]
    )


def set_index(database: "Database", filing: Row, field_id: str, value: str | None) -> None:
    """Keep the value a list of projects is searched by; None takes it away."""
    key = [filing["project_id"], filing["filing_id"]]
    if value is None:
        database.execute(
            "DELETE FROM field_index WHERE project_id = ? AND filing_id = ? AND field = ?",
            [*key, field_id],
        )
        return
    database.execute(
        "INSERT INTO field_index (project_id, filing_id, stage, field, value) VALUES (?,?,?,?,?)"
        " ON CONFLICT DO UPDATE SET value = excluded.value",
        [*key, filing["stage"], field_id, storable(value)],
    )


def _document(database: "Database", column: str, project_id: str, filing_id: str) -> dict[str, Any]:
    row = database.execute(
        f"SELECT {column} FROM filing WHERE project_id = ? AND filing_id = ?",  # noqa: S608
        [project_id, filing_id],
    ).fetchone()
    document: dict[str, Any] = from_json(row[column])
    return document


def _replace_answer(
    database: "Database", filing: Row, field_id: str, raw: Raw, now: datetime
) -> Change | None:
    """Put one answer into the document of its filing; return None when it was there already.

    SQLite changes the document in place: reading and writing sixty answers in Python for each
    saved one would cost more than the rest of the save.
    """
    if not _FIELD_ID.fullmatch(field_id):  # json_set loses an answer under a path it misreads
        raise ValueError(f"not a field id: {field_id!r}")
    path, key = f"$.{field_id}", [filing["project_id"], filing["filing_id"]]
    (old,) = database.execute(
        "SELECT data -> ? FROM filing WHERE project_id = ? AND filing_id = ?", [path, *key]
    ).fetchone()
    new = None if raw is None else to_json(raw)
    if old == new:
        return None
    changed = "json_remove(data, :path)" if new is None else "json_set(data, :path, json(:new))"
    database.execute(
        f"UPDATE filing SET data = {changed}, updated_at = :now"  # noqa: S608
        " WHERE project_id = :project AND filing_id = :filing",
        {"path": path, "new": new, "now": now.isoformat(), "project": key[0], "filing": key[1]},
    )
    return Change(
        "answer_saved", filing["project_id"], filing["filing_id"], field_id, old=old, new=new
    )


def _set(document: dict[str, Any], key: str, value: Raw) -> tuple[str | None, str | None] | None:
    """Set or remove a key; return the old and new JSON text, or None when nothing changed."""
    old = to_json(document[key]) if key in document else None
    new = None if value is None else to_json(value)
    if old == new:
        return None
    if new is None:
        del document[key]
    else:
        document[key] = value
    return old, new
