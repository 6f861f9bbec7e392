"""What stands on the paper? One appendix as a table, of a report or of the province; HTML and xlsx only draw it.

The official form has the columns STT, Chỉ tiêu thống kê, Kết quả thống kê (Đơn vị tính, Số liệu) and Ghi chú; the
province's adds how many agencies are behind a figure. Signs, as in the statistical yearbooks: "-" is không phát sinh,
"x" is không thuộc phạm vi, a blank is a figure that nobody has given yet.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from agencies import days, numbers
from agencies.numbers import State
from reports import cells, formula, rollup
from reports.catalogue import Edition, Kind, Rollup, Spec
from reports.cells import Cell
from reports.formula import Base, Node, Number, Quotient, Ref, Sum
from reports.rollup import Stage, Total

WHEN_USED = "(Sử dụng trong kỳ báo cáo hàng quý, 6 tháng, năm)"
DRAFT = "DỰ THẢO"
ILLUSTRATIVE = "Dữ liệu minh họa"
SIGNS = "(-) Không phát sinh; (x) Không thuộc phạm vi; ô trống: chưa có số liệu."
RATES = "Tỷ lệ của tỉnh bằng tổng tử số chia tổng mẫu số của các đơn vị có đủ hai số; không lấy trung bình các tỷ lệ."
_NONE, _OUTSIDE = "-", "x"


@dataclass(frozen=True, slots=True)
class Paper:
    """What the head of every appendix says: the document it comes with, and how far one may trust it."""

    agency: str
    period: str  # "6 tháng đầu năm 2024"
    number: str = ""  # "2147/BC-SKHĐT"
    date: datetime.date | None = None
    marks: tuple[str, ...] = ()  # above the title: DRAFT, "SỐ LIỆU TẠM TÍNH", ILLUSTRATIVE
    code: str = ""  # "1a2b-3c4d-5e6f" of what is approved
    address: str = ""  # where that code is confirmed

    @property
    def issued(self) -> str:
        """ "(Ban hành kèm theo Báo cáo số 2147/BC-SKHĐT ngày 11/6/2024 của Sở Kế hoạch và Đầu tư)"."""
        day = days.said(self.date) if self.date else "…"
        return f"(Ban hành kèm theo Báo cáo số {self.number or '…'} ngày {day} của {self.agency})"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in a PrintedRow's drawing, its printed heading, its width in characters of an A4 page."""

    name: str
    title: str
    width: int


_REPORT = (
    Column("number", "STT", 7),
    Column("label", "Chỉ tiêu thống kê", 44),
    Column("unit", "Đơn vị tính", 14),
    Column("value", "Số liệu", 13),
    Column("note", "Ghi chú", 22),
)
_PROVINCE = (
    *(Column(column.name, column.title, width) for column, width in zip(_REPORT[:4], (7, 40, 13, 15), strict=True)),
    Column("coverage", "Số đơn vị có số liệu", 11),
    Column("note", "Ghi chú", 22),
)


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One printed row.

    `value` is the figure (percent for a rate), `shown` the same as people read it. `node` is the formula behind a
    computed figure: it refers to other rows by key, and holds constants where those would not give the value.
    """

    key: str
    number: str
    label: tuple[tuple[str, bool], ...]  # pieces of text, each with whether it is in italics
    unit: str
    kind: Kind
    state: State
    value: Decimal | None
    shown: str
    note: str
    node: Node | None = None
    bold: bool = False
    coverage: str = ""
    explained: str = ""  # "589 / 664"
    total: Total | None = None

    @property
    def is_band(self) -> bool:
        """A heading over the whole width."""
        return self.kind is Kind.HEADING

    @property
    def is_computed(self) -> bool:
        return self.kind in (Kind.RATE, Kind.TOTAL)

    @property
    def is_tally(self) -> bool:
        return self.total is not None and self.total.tally is not None


@dataclass(frozen=True, slots=True)
class Table:
    """One appendix."""

    appendix: int
    title: str
    short: str
    paper: Paper
    columns: tuple[Column, ...]
    rows: tuple[PrintedRow, ...]
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"Phụ lục {self.appendix}"


def of_report(
    edition: Edition, sheet: Mapping[str, Cell], bases: Mapping[str, Decimal], paper: Paper
) -> tuple[Table, ...]:
    """Every appendix of a report; `sheet` has a cell for every row."""
    outside = {key for key, cell in sheet.items() if cell.state is State.OUT_OF_SCOPE}
    constants = {formula.base(key): value for key, value in bases.items()}

    def row(spec: Spec) -> PrintedRow:
        cell = sheet[spec.key]
        explained = cells.explain(edition, sheet, bases, spec.key) if spec.is_computed else ""
        lacking = explained if spec.is_computed and cell.state is State.MISSING else ""
        node = None
        if spec.is_computed and cell.state is not State.OUT_OF_SCOPE:
            node = _live(edition.formulas[spec.key], outside, constants)
        note = _joined(cell.note, lacking)
        return _row(spec, cell.state, cell.value, note, node, explained=explained)

    return _tables(edition, row, paper, _REPORT, (SIGNS,))


def of_province(
    edition: Edition, totals: Mapping[str, Total], paper: Paper, stage: Stage, names: Mapping[str, str]
) -> tuple[Table, ...]:
    """Every appendix of the province's totals; `names` gives lead agencies by code."""

    def row(spec: Spec) -> PrintedRow:
        if spec.is_heading:
            return _row(spec, State.OUT_OF_SCOPE, None, "", None)
        total, explained = totals[spec.key], rollup.explain(edition, totals, spec.key)
        return _row(
            spec,
            total.state,
            total.value,
            _joined(total.note, *_remarks(edition, spec, totals, names)),
            _of_totals(edition, spec, totals),
            explained=explained,
            total=total,
        )

    said = f"Số liệu {stage.label.lower()} của kỳ {paper.period}."
    return _tables(edition, row, paper, _PROVINCE, (said, RATES, SIGNS))


def _tables(edition: Edition, row, paper: Paper, columns: tuple[Column, ...], notes: tuple[str, ...]):
    return tuple(
        Table(
            appendix.number,
            appendix.title,
            appendix.short,
            paper,
            columns,
            tuple(row(spec) for spec in edition.of_appendix(appendix.number)),
            notes,
        )
        for appendix in edition.appendices
    )


def _row(
    spec: Spec,
    state: State,
    value: Decimal | None,
    note: str,
    node: Node | None,
    explained: str = "",
    total: Total | None = None,
) -> PrintedRow:
    return PrintedRow(
        key=spec.key,
        number=f"{spec.code}." if spec.depth == 1 else spec.code,
        label=spec.runs,
        unit=unit(spec),
        kind=spec.kind,
        state=state,
        value=value,
        shown=shown(spec, state, value, total),
        note=note,
        node=node,
        bold=spec.bold,
        coverage=_coverage(total),
        explained=explained,
        total=total,
    )


def unit(spec: Spec) -> str:
    """The unit as printed; of a choice, what may be chosen: "Không = 0; Có = 1"."""
    return "; ".join(f"{label} = {choice}" for choice, label in spec.choices) or spec.unit


def shown(spec: Spec, state: State, value: Decimal | None, total: Total | None = None) -> str:
    """A figure as people read it; "-", "x" and "" are the signs explained under the table."""
    if spec.is_heading:
        return ""
    if total is not None and total.tally is not None:
        return "; ".join(f"{label}: {total.tally[choice]}" for choice, label in spec.choices)
    if state is State.REPORTED:
        return numbers.show(value, spec.kind)
    return {State.NONE: _NONE, State.OUT_OF_SCOPE: _OUTSIDE}.get(state, "")


def _coverage(total: Total | None) -> str:
    if total is None or (total.basis in (Rollup.LEAD, Rollup.FORMULA) and not total.expected):
        return ""
    return f"{total.given}/{total.expected}"


def _joined(*texts: str) -> str:
    return "\n".join(filter(None, texts))


def _remarks(edition: Edition, spec: Spec, totals: Mapping[str, Total], names: Mapping[str, str]) -> list[str]:
    """What the province's note says beside the lead agency's own: what is lacking, who supplies it, what others say."""
    total = totals[spec.key]
    found = []
    if total.state is State.MISSING and spec.is_computed:
        found.append(rollup.explain(edition, totals, spec.key))
    if total.basis is Rollup.LEAD:
        supplier = names.get(spec.lead, spec.lead)
        found.append(f"{supplier} cung cấp" if total.given else f"{supplier} chưa cung cấp")
    if total.beside is not None and total.beside.value is not None:
        found.append(f"Các đơn vị tự báo cáo: {numbers.show(total.beside.value, spec.kind)} ({total.beside.coverage})")
    return found


def _of_totals(edition: Edition, spec: Spec, totals: Mapping[str, Total]) -> Node | None:
    """The formula over the province's rows; over the two sums themselves where the rows would say something else."""
    total = totals[spec.key]
    if not spec.is_computed or total.state is State.OUT_OF_SCOPE:
        return None
    node = edition.formulas[spec.key]
    if total.basis is Rollup.FORMULA:
        outside = {key for key, other in totals.items() if other.state is State.OUT_OF_SCOPE}
        live = _live(node, outside, {})
        return live if live is not None else _constant(total)
    return node if _same_parts(node, total, totals) else _constant(total)


def _same_parts(node: Node, total: Total, totals: Mapping[str, Total]) -> bool:
    """Whether the rows of the province hold just the two sums that the rate is made of."""
    if formula.baselines(node):
        return False
    values = {key: totals[key].value for key in formula.references(node)}
    if None in values.values():
        return False
    top, bottom = formula.parts(node)
    pair = (formula.evaluate(part, lambda key: values[key] or cells.ZERO) for part in (top, bottom) if part)
    return tuple(pair) == (total.numerator, total.denominator)


def _constant(total: Total) -> Node | None:
    if not total.numerator and not total.denominator:
        return None
    return Quotient(Number(_bare(total.numerator)), Number(_bare(total.denominator)))


def _bare(value: Decimal | None) -> Decimal:
    """Without the zeros behind the comma that a column's scale adds."""
    return (value or cells.ZERO).normalize() + 0


def _live(node: Node, outside: set[str], constants: Mapping[str, Decimal]) -> Node | None:
    """What a spreadsheet can compute; None where a 2015 figure is lacking or no part is anybody's."""
    if any(formula.base(key) not in constants for key in formula.baselines(node)):
        return None
    return _settled(node, outside, constants)


def _settled(node: Node, outside: set[str], constants: Mapping[str, Decimal]) -> Node | None:
    """The formula with 2015 figures put in and without parts that are nobody's; None where nothing is left."""
    match node:
        case Ref(key):
            return None if key in outside else node
        case Base(key):
            return Number(_bare(constants[formula.base(key)]))
        case Quotient(top, bottom):
            above, below = _settled(top, outside, constants), _settled(bottom, outside, constants)
            return Quotient(above, below) if above is not None and below is not None else None
        case Sum(left, sign, right):
            first, second = _settled(left, outside, constants), _settled(right, outside, constants)
            if first is None or second is None:
                return first if second is None else _alone(sign, second)
            return Sum(first, sign, second)
    return node


def _alone(sign: str, node: Node) -> Node:
    return node if sign == "+" else Sum(Number(cells.ZERO), "-", node)
