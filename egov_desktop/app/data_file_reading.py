"""Reading a project data file (interfaces: `egov-project/1`): strict, whole or not at all."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any

from egov_desktop.app.pack_names import nearest
from egov_desktop.domain import calendars, fields
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.fields import FieldDefinition, Raw
from egov_desktop.domain.policy import PolicyPack, Recurrence, StageRule
from egov_desktop.domain.project import filing_id
from egov_desktop.domain.typed_rows import fitted

FORMAT = "egov-project/1"
_MOST_BYTES = 64 << 20
_MOST_DIGITS = 18
"""Longer integers stay text; no field wants them, and a few bytes could say an absurd number."""
_MONEY = FieldDefinition("amount", "money", "批复金额")
_NUMBER = FieldDefinition("number", "text", "批复文号")
_DATE = FieldDefinition("date", "date", "批复日期")


@dataclass(frozen=True)
class ReadAttachment:
    """A file that the data file names, for a material."""

    material: str
    file: Path


@dataclass(frozen=True)
class ReadApproval:
    """An approval that the data file states."""

    number: str
    issued_on: date | None
    amount: Decimal | None
    file: Path | None


@dataclass(frozen=True)
class ReadFiling:
    """One filing of the data file, its names checked against the pack."""

    stage: str
    period: str | None
    sequence: int
    answers: Mapping[str, Raw]
    attachments: tuple[ReadAttachment, ...] = ()
    paper: Mapping[str, str] = field(default_factory=dict)
    approval: ReadApproval | None = None

    @property
    def id(self) -> str:
        """Return the id the filing will have."""
        return filing_id(self.stage, self.period, self.sequence)


@dataclass(frozen=True)
class ReadProject:
    """A whole data file."""

    name: str
    pack_id: str
    filings: tuple[ReadFiling, ...]


def read_text(path: Path) -> str:
    """Return the text of a data file; InvalidInputError when it cannot be read as UTF-8."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InvalidInputError(f"“{path.name}”超过 64 MB，不是项目数据文件。")
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise InvalidInputError(f"找不到文件“{path}”，请检查路径。") from None
    except UnicodeDecodeError as error:
        raise InvalidInputError(
            f"“{path.name}”不是 UTF-8 文本（第 {error.start} 字节），请另存为 UTF-8 后再试。"
        ) from None
    except OSError as error:
        raise InvalidInputError(f"无法读取“{path}”：{error.strerror}。") from None


def parse(text: str, name: str) -> Mapping[str, Any]:
    """Return the JSON object of a data file; the sentence of an error names line and column."""
    found = parse_json(text, name)
    if not isinstance(found, dict):
        raise InvalidInputError(f"“{name}”的最外层应是一个对象。")
    return found


def parse_json(text: str, name: str) -> Any:
    """Return what a JSON text says, decimals as they are written; InvalidInputError if broken."""
    try:
        return json.loads(
            text,
            object_pairs_hook=_no_duplicates,
            parse_float=str,
            parse_int=_integer,
            parse_constant=_no_constant,
        )
    except json.JSONDecodeError as error:
        raise InvalidInputError(
            f"“{name}”第 {error.lineno} 行第 {error.colno} 列不是正确的 JSON,"
            "请检查附近的逗号、引号和括号。"
        ) from None
    except RecursionError:
        raise InvalidInputError(f"“{name}”嵌套太深，不能使用。") from None
    except ValueError as error:
        raise InvalidInputError(f"“{name}”不能使用：{error}。") from None


def pack_id_of(document: Mapping[str, Any]) -> str:
    """Return the pack a document is written for, after checking its format word."""
    _only(document, {"format", "pack", "project", "filings"}, "文件")
    if document.get("format") != FORMAT:
        raise InvalidInputError(f"“format”应为“{FORMAT}”，实为“{document.get('format')}”。")
    return _text(document, "pack", "文件")


def read_project(document: Mapping[str, Any], pack: PolicyPack, folder: Path) -> ReadProject:
    """Check every name in a document against the pack and return it as values.

    Raises InvalidInputError naming the key and the nearest known one.
    """
    header = _object(document.get("project", {}), "project")
    listed = document.get("filings", [])
    if not isinstance(listed, list):
        raise InvalidInputError("“filings”应是列表。")
    filings: list[ReadFiling] = []
    for number, item in enumerate(listed):
        place = f"filings[{number}]"
        filings.append(_filing(_object(item, place), place, pack, folder, filings))
    return _with_header(header, pack, filings)


def _with_header(
    header: Mapping[str, Any], pack: PolicyPack, filings: list[ReadFiling]
) -> ReadProject:
    """Merge the project's own facts into its registration; the first stage holds them."""
    first = pack.stages[0]
    facts = _answers(header, "project", first)
    registration = next((f for f in filings if f.stage == first.id), None)
    stated = dict(registration.answers) if registration else {}
    for key, value in facts.items():
        if key in stated and key != "project_name" and _differ(first, key, value, stated[key]):
            raise InvalidInputError(
                f"“project.{key}”为“{value}”，而 {first.id} 中为“{stated[key]}”，请改为一致。"
            )
    merged = replace(registration or ReadFiling(first.id, None, 1, {}), answers={**facts, **stated})
    others = [f for f in filings if f is not registration]
    given = facts.get("project_name") or stated.get("project_name")
    name = " ".join(fields.clean(str(given or "")).split())
    if not name:
        raise InvalidInputError("“project.project_name”没有填写，请写明项目名称。")
    return ReadProject(name, pack.id, (merged, *others))


def _filing(
    item: Mapping[str, Any],
    place: str,
    pack: PolicyPack,
    folder: Path,
    before: list[ReadFiling],
) -> ReadFiling:
    _only(item, {"stage", "period", "answers", "attachments", "approval", "paper"}, place)
    stage_id = _text(item, "stage", place)
    stage = pack.stage(stage_id)
    if stage is None:
        known = [s.id for s in pack.stages]
        raise InvalidInputError(f"{place}：没有环节“{stage_id}”{nearest(stage_id, known)}。")
    answers = _answers(_object(item.get("answers", {}), f"{place}.answers"), place, stage)
    period = _period(item.get("period"), answers.get("period"), place, stage)
    if period and stage.field("period"):
        answers.setdefault("period", period)
    same = [f for f in before if f.stage == stage_id and f.period == period]
    if same and stage.recurrence is not Recurrence.EVENT:
        raise InvalidInputError(f"{place}：报件“{same[0].id}”重复出现，请合并。")
    return ReadFiling(
        stage_id,
        period,
        len(same) + 1,
        answers,
        _attachments(item, place, stage, folder),
        _paper(item, place, stage),
        _approval(item.get("approval"), f"{place}.approval", folder),
    )


def _differ(stage: StageRule, key: str, one: Raw, other: Raw) -> bool:
    definition = stage.field(key)
    if definition is None or one == other:
        return False
    answers = fields.judge(definition, one), fields.judge(definition, other)
    return answers[0].value is None or answers[0].value != answers[1].value


def _answers(found: Mapping[str, Any], place: str, stage: StageRule) -> dict[str, Raw]:
    known = {definition.id: definition for definition in stage.fields}
    answers: dict[str, Raw] = {}
    for key, value in found.items():
        if key not in known:
            raise InvalidInputError(
                f"{place}：环节 {stage.id} 没有字段“{key}”{nearest(key, known)}。"
            )
        if known[key].is_computed:
            raise InvalidInputError(f"{place}：“{key}”由程序计算，请从数据文件中删去。")
        try:
            answers[key] = fitted(known[key], value)
        except ValueError as misfit:
            raise InvalidInputError(f"{place}:{misfit}。") from None
    return answers


def _attachments(
    item: Mapping[str, Any], place: str, stage: StageRule, folder: Path
) -> tuple[ReadAttachment, ...]:
    listed = item.get("attachments", [])
    if not isinstance(listed, list):
        raise InvalidInputError(f"{place}.attachments 应是列表。")
    found: list[ReadAttachment] = []
    for number, each in enumerate(listed):
        where = f"{place}.attachments[{number}]"
        entry = _object(each, where)
        _only(entry, {"material", "file"}, where)
        name = _text(entry, "file", where)
        attachment = ReadAttachment(
            _material(_text(entry, "material", where), where, stage), _file(name, where, folder)
        )
        if attachment in found:
            raise InvalidInputError(f"{where}：文件“{name}”在同一材料下列了两次，请删去一次。")
        found.append(attachment)
    return tuple(found)


def _paper(item: Mapping[str, Any], place: str, stage: StageRule) -> dict[str, str]:
    found = _object(item.get("paper", {}), f"{place}.paper")
    return {
        _material(key, place, stage): fields.clean(_text(found, key, f"{place}.paper"))
        for key in found
    }


def _material(material: str, place: str, stage: StageRule) -> str:
    if stage.material(material) is None:
        known = [m.id for m in stage.materials]
        raise InvalidInputError(
            f"{place}：环节 {stage.id} 没有材料“{material}”{nearest(material, known)}。"
        )
    return material


def _approval(found: Any, place: str, folder: Path) -> ReadApproval | None:
    if found is None:
        return None
    entry = _object(found, place)
    _only(entry, {"number", "date", "amount", "file"}, place)
    issued_on = _judged(_DATE, entry.get("date"), place)
    amount = _judged(_MONEY, entry.get("amount"), place)
    number = _judged(_NUMBER, entry.get("number"), place)
    has_file = entry.get("file") is not None
    return ReadApproval(
        str(number or ""),
        issued_on if isinstance(issued_on, date) else None,
        amount if isinstance(amount, Decimal) else None,
        _file(_text(entry, "file", place), place, folder) if has_file else None,
    )


def _judged(definition: FieldDefinition, raw: Any, place: str) -> object:
    answer = fields.judge(definition, raw)
    if answer.problem:
        raise InvalidInputError(f"{place}.{definition.id}:{answer.problem.rstrip('。')}。")
    return answer.value


def _period(given: Any, answered: Raw, place: str, stage: StageRule) -> str | None:
    if stage.recurrence is not Recurrence.HALF_YEARLY:
        if given is not None:
            raise InvalidInputError(f"{place}：环节 {stage.id} 不按报告期填报，请删去“period”。")
        return None
    stated = [_normal_period(each, place) for each in (given, answered) if each is not None]
    if not stated:
        raise InvalidInputError(f"{place}：环节 {stage.id} 缺少“period”，应如 2026H1 或 2026。")
    if stated[0] != stated[-1]:
        raise InvalidInputError(f"{place}：“period”为 {stated[0]}，而 answers 中为 {stated[-1]}。")
    return stated[0]


def _normal_period(raw: Any, place: str) -> str:
    try:
        return calendars.normalise_period(str(raw))
    except ValueError as error:
        raise InvalidInputError(f"{place}.period:{error}。") from None


def _file(name: str, place: str, folder: Path) -> Path:
    relative = PurePosixPath(name.replace("\\", "/"))
    parts = relative.parts
    if not parts or relative.is_absolute() or ".." in parts or ":" in parts[0]:
        raise InvalidInputError(f"{place}：文件“{name}”必须在数据文件所在的文件夹之内。")
    path = folder / relative
    try:
        # Path.resolve raises RuntimeError for links in a circle
        real = Path(os.path.realpath(path, strict=True))
    except (OSError, ValueError):
        raise InvalidInputError(f"{place}：找不到文件“{name}”，请把它放在数据文件旁边。") from None
    if not real.is_relative_to(folder.resolve()) or not real.is_file():
        raise InvalidInputError(f"{place}：“{name}”不是数据文件夹之内的文件。")
    return path


def _object(found: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise InvalidInputError(f"“{place}”应是一个对象。")
    return found


def _text(found: Mapping[str, Any], key: str, place: str) -> str:
    value = found.get(key)
    if not isinstance(value, str) or not value:
        raise InvalidInputError(f"{place}：缺少“{key}”。")
    return value


def _only(found: Mapping[str, Any], known: set[str], place: str) -> None:
    for key in found:
        if key not in known:
            raise InvalidInputError(f"{place}：不认识的键“{key}”{nearest(key, known)}。")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        repeated = next(key for key in keys if keys.count(key) > 1)
        message = f"键“{repeated}”重复"
        raise ValueError(message)
    return found


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


def _no_constant(word: str) -> Any:
    message = f"{word} 不是可以填写的值"
    raise ValueError(message)
