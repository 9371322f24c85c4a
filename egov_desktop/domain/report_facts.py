"""What the forms of a project already say, as far as its reports can contradict it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class KnownAmount:
    """An amount of the forms in 万元, and the words a report may call it by."""

    names: tuple[str, ...]
    amount: Decimal
    source: str
    """Where it stands in the forms, in words."""


@dataclass(frozen=True)
class KnownTable:
    """A table of the forms: a report that copies it has the same column titles."""

    source: str
    key: str
    """Title of the column that names the rows."""
    columns: tuple[str, ...]
    """Titles of the columns that hold numbers."""
    money: frozenset[str]
    """Those of them that hold amounts in 万元."""
    rows: tuple[tuple[tuple[str, ...], Mapping[str, Decimal]], ...]
    """For each row the words it may be named by, and its numbers by column title."""
    parts_of: str = ""
    """What the amounts add up to (总投资), where they do."""


@dataclass(frozen=True)
class LabelledFact:
    """A fact that reports state after a label: 项目名称：…."""

    labels: tuple[str, ...]
    values: tuple[str, ...]
    """What may stand there."""
    source: str
    is_identity: bool = False
    """It says which project this is: another value means a report of another project."""


@dataclass(frozen=True)
class ReportFacts:
    """Everything a report is compared with."""

    own_names: tuple[str, ...] = ()
    """Names of this project and of everybody named in its forms."""
    project_names: tuple[str, ...] = ()
    other_projects: tuple[str, ...] = ()
    other_units: tuple[str, ...] = ()
    total: KnownAmount | None = None
    """The total investment (总投资) as the report's own stage has it."""
    approved: tuple[KnownAmount, ...] = ()
    """Totals that were approved (批复); their names are words for the stage, such as 可研."""
    parts: tuple[KnownAmount, ...] = ()
    """Lines of the estimate and fund sources."""
    tables: tuple[KnownTable, ...] = ()
    labelled: tuple[LabelledFact, ...] = ()
    period: tuple[date, date] | None = None
    """Begin and end of construction (建设期)."""
    months: int | None = None
    """How long construction takes, as the forms count it."""
    yearly: Mapping[int, KnownAmount] = field(default_factory=dict)
    """What is to be spent in a year (分年度资金使用计划)."""
