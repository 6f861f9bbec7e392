"""Is an edition of the form sound? Everything that is wrong with it, with the line and how to mend it.

An edition that has no faults can be computed: every formula parses, reads rows that exist and can be added, and no row
depends on itself; every figure has a way into the province's report. Nothing here raises for a mistake in the rows.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from graphlib import CycleError

from reports import catalogue, edition_rows, formula, sources
from reports.catalogue import Kind, Rollup, Severity
from reports.edition_rows import EditionRow, RuleRow, SectionRow

# How the figure of each kind may reach the province: a typed percentage has no parts, so it can't be added up.
ROLLUPS: dict[str, tuple[str, ...]] = {
    Kind.HEADING: (Rollup.NONE,),
    Kind.COUNT: (Rollup.SUM, Rollup.LEAD),
    Kind.AMOUNT: (Rollup.SUM, Rollup.LEAD),
    Kind.RATE: (Rollup.RATIO, Rollup.FORMULA),
    Kind.PERCENT: (Rollup.LEAD, Rollup.NONE),
    Kind.TOTAL: (Rollup.SUM, Rollup.FORMULA),
    Kind.CHOICE: (Rollup.TALLY, Rollup.LEAD),
}
LED = (Rollup.LEAD, Rollup.FORMULA)
ADDABLE = (Kind.COUNT, Kind.AMOUNT, Kind.TOTAL)
COMPUTED = (Kind.RATE, Kind.TOTAL)

_FILE = re.compile(r"phu_luc_([0-9]+)\.csv")
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_SECTION = re.compile(r"[0-9A-Z]+(?:\.[0-9A-Z]+)*")
DEEPEST = 4  # levels of headings in the narrative


@dataclass(frozen=True)
class Fault:
    """One thing wrong: `line` of `file` (the header is line 1; file may be ""), `key` of the row or id of the check."""

    line: int
    key: str
    message: str
    file: str = ""

    def __str__(self) -> str:
        if not self.line:  # a row that stands in no file
            return f"Mục {self.key}: {self.message}"
        place = f"{self.file}, dòng {self.line}" if self.file else f"Dòng {self.line}"
        return f"{place} ({self.key}): {self.message}"


def faults(
    rows: Sequence[EditionRow],
    rules: Sequence[RuleRow] = (),
    sections: Sequence[SectionRow] = (),
    *,
    appendices: Collection[int] | None = None,
    code: str | None = None,
    agencies: Collection[str] | None = None,
) -> list[Fault]:
    """Every fault of an edition, in the order of its lines; [] when it is sound.

    `rows` are those of all appendices, because a formula or a check may reach from one into another. `appendices` are
    the numbers the edition has, `code` is its own, `agencies` are the codes a lead agency may have; None leaves that
    unchecked.
    """
    found: list[Fault] = []
    for row in rows:
        found += [Fault(row.line, row.key, text, row.file) for text in _of_row(row, appendices, code, agencies)]
    known = {row.key: row for row in reversed(rows)}  # of two rows with one key the first counts
    formulas = _parsed(known)
    found += _duplicates(rows)
    for key, node in formulas.items():
        row = known[key]
        found += [Fault(row.line, key, text, row.file) for text in _of_parts(row, node, known)]
    found += _circles(formulas, known)
    for rule in rules:
        found += [Fault(rule.line, rule.id, text, rule.file) for text in _of_rule(rule, known, formulas, code)]
    found += _duplicate_rules(rules)
    for section in sections:
        found += [Fault(section.line, section.code, text, section.file) for text in _of_section(section, code)]
    found += _duplicate_sections(sections)
    place = {(row.file, row.line, row.key): at for at, row in enumerate(rows)}
    return sorted(found, key=lambda fault: place.get((fault.file, fault.line, fault.key), len(rows) + fault.line))


def _of_row(
    row: EditionRow, appendices: Collection[int] | None, code: str | None, agencies: Collection[str] | None
) -> Iterator[str]:
    yield from _identity(row, appendices, code)
    yield from _too_long(row, edition_rows.LONGEST)
    yield from _words(row)
    if row.kind not in ROLLUPS:
        yield _said("cột kind", _listed(ROLLUPS), row.kind, "Chọn một loại trong danh sách")
        return
    yield from _rollup(row, agencies)
    yield from _choices(row)
    yield from _formula(row)
    if row.kind in (Kind.RATE, Kind.PERCENT) and row.unit != "%":
        yield _said("cột unit", "dấu % cho một tỷ lệ", row.unit, "Ghi %")
    if row.kind in ADDABLE and row.unit in ("", "%"):
        yield _said("cột unit", "đơn vị của số đếm hoặc số tiền", row.unit, "Ghi đơn vị, hoặc đổi loại thành percent")


def _identity(row: EditionRow, appendices: Collection[int] | None, code: str | None) -> Iterator[str]:
    if code is not None and row.edition != code:
        yield _said("cột edition", code, row.edition, "Mỗi lần chỉ nạp một bộ biểu")
    in_file = _FILE.fullmatch(row.file)
    numbers = None if appendices is None else [str(number) for number in appendices]
    if numbers is not None and row.appendix not in numbers:
        yield _said("cột appendix", _listed(numbers), row.appendix, "Sửa số phụ lục, hoặc thêm phụ lục vào bộ biểu")
    elif not _NUMBER.fullmatch(row.appendix):
        yield _said("cột appendix", "một số nguyên", row.appendix, "Ghi số của phụ lục, ví dụ 2")
    elif in_file and in_file[1] != row.appendix:
        yield _said(
            "cột appendix", f"{in_file[1]} như tên tệp", row.appendix, "Chuyển dòng này sang tệp của phụ lục đó"
        )
    if not formula.CODE.fullmatch(row.code):
        yield _said("cột code", "các số cách nhau bằng dấu chấm, ví dụ 5.1", row.code, "Bỏ dấu chấm cuối và chữ cái")


def _words(row: EditionRow) -> Iterator[str]:
    if not row.label:
        yield _said("cột label", "tên chỉ tiêu", "", "Ghi tên như trong biểu in")
    if row.italic_from and row.italic_from not in row.label:
        yield _said("cột italic_from", "những chữ có trong tên chỉ tiêu", row.italic_from, "Chép lại từ cột label")
    for name in ("own", "cumulative", "bold", "italic"):
        if (came := getattr(row, name)) not in edition_rows.FLAGS:
            yield _said(f"cột {name}", "1 hoặc 0", came, "Ghi 1 cho có, 0 cho không")
    for tier in edition_rows.tiers(row.tiers):
        if tier not in catalogue.TIERS:
            yield _said(
                "cột tiers", _listed(catalogue.TIERS), tier, "Cách nhau bằng “|”; để trống nếu mọi cấp đều báo cáo"
            )
    yield from _source(row)


def _source(row: EditionRow) -> Iterator[str]:
    if row.source and row.source not in sources.MEASURES:
        yield _said("cột source", _listed(sources.MEASURES), row.source, "Để trống nếu số liệu chỉ được nhập")
    elif row.source and row.kind != Kind.COUNT:
        yield _said("cột source của loại count", "ô trống", row.source, "Chỉ số đếm mới tự điền từ sổ")


def _rollup(row: EditionRow, agencies: Collection[str] | None) -> Iterator[str]:
    allowed = ROLLUPS[row.kind]
    if row.rollup not in list(Rollup):
        yield _said("cột rollup", _listed(name for name in Rollup if name), row.rollup, "Chọn một cách trong danh sách")
    elif row.rollup not in allowed:
        expected = _listed(name for name in allowed if name) if any(allowed) else "ô trống"
        yield _said(f"cột rollup của loại {row.kind}", expected, row.rollup, "Đổi cách tổng hợp, hoặc đổi loại")
    if row.rollup in LED and not row.lead:
        yield _said(
            "cột lead", "mã cơ quan chủ trì", "", f"Cách tổng hợp {row.rollup} cần một cơ quan nhập số toàn tỉnh"
        )
    if row.rollup not in LED and row.lead:
        yield _said("cột lead", "ô trống", row.lead, "Chỉ lead và formula mới có cơ quan chủ trì")
    if row.lead and agencies is not None and row.lead not in agencies:
        yield _said("cột lead", "mã của một cơ quan đang có", row.lead, "Sửa mã, hoặc thêm cơ quan trước")
    if row.own == "0" and row.rollup not in LED:
        yield _said("cột own", "1", "0", "Không cơ quan nào nhập được dòng này: đặt own là 1, hoặc rollup là lead")


def _choices(row: EditionRow) -> Iterator[str]:
    example = "các lựa chọn dạng 0=Không|1=Có"
    if row.kind != Kind.CHOICE:
        if row.choices:
            yield _said("cột choices", "ô trống", row.choices, "Xóa các lựa chọn, hoặc đổi loại thành choice")
        return
    try:
        given = edition_rows.choices(row.choices)
    except ValueError:
        yield _said("cột choices", example, row.choices, "Mỗi lựa chọn là một số, dấu “=” và tên, cách nhau bằng “|”")
        return
    if len(given) < 2:
        yield _said("cột choices", f"ít nhất hai lựa chọn, {example}", row.choices, "Thêm lựa chọn, hoặc đổi loại")
    if len({number for number, _ in given}) < len(given):
        yield _said("cột choices", "mỗi số một lần", row.choices, "Đánh lại số cho các lựa chọn")


def _duplicates(rows: Sequence[EditionRow]) -> Iterator[Fault]:
    first: dict[str, EditionRow] = {}
    for row in rows:
        if row.key in first:
            text = f"mã {row.code} đã có ở {_at(first[row.key])} của cùng phụ lục; mỗi mã chỉ dùng một lần. "
            yield Fault(row.line, row.key, text + "Đặt mã khác, kể cả khi bản in lặp lại số thứ tự.", row.file)
        first.setdefault(row.key, row)


def _formula(row: EditionRow) -> Iterator[str]:
    if row.kind not in COMPUTED:
        if row.formula:
            yield _said("cột formula", "ô trống", row.formula, "Xóa công thức, hoặc đổi loại thành rate, total")
    elif not row.formula:
        yield _said("cột formula", "một công thức", "", "Ghi công thức, hoặc đổi loại thành count")
    else:
        try:
            node = formula.parse(row.formula, row.key)
        except formula.FormulaError as error:
            yield str(error)
            return
        divides = isinstance(node, formula.Quotient)
        if row.kind == Kind.RATE and not divides:
            yield _said(
                "cột formula", "tử số / mẫu số", row.formula, "Viết thành một phép chia, hoặc đổi loại thành total"
            )
        if row.kind == Kind.TOTAL and divides:
            yield _said("cột formula", "một tổng", row.formula, "Bỏ phép chia, hoặc đổi loại thành rate")


def _parsed(known: Mapping[str, EditionRow]) -> dict[str, formula.Node]:
    found = {}
    for key, row in known.items():
        if row.kind in COMPUTED and row.formula:
            with suppress(formula.FormulaError):  # `_formula` has reported it
                found[key] = formula.parse(row.formula, key)
    return found


def _of_parts(row: EditionRow, node: formula.Node, known: Mapping[str, EditionRow]) -> Iterator[str]:
    for part in formula.references(node):
        if part not in known:
            yield f"công thức “{row.formula}” dùng {part} nhưng không có chỉ tiêu đó. Sửa mã, hoặc thêm chỉ tiêu."
        elif known[part].kind not in ADDABLE:
            kinds = _listed(ADDABLE)
            yield _said(
                f"mỗi phần của công thức “{row.formula}”", kinds, f"{part} là {known[part].kind}", "Đổi phần đó"
            )
    for key in formula.baselines(node):
        if key not in known or known[key].kind != Kind.RATE:
            yield f"công thức “{row.formula}” dùng số năm 2015 của {key} nhưng đó không phải một tỷ lệ. Sửa khóa."


def _circles(formulas: Mapping[str, formula.Node], known: Mapping[str, EditionRow]) -> Iterator[Fault]:
    left = dict(formulas)
    while True:
        try:
            catalogue.arrange(left)
        except CycleError as error:
            circle = list(dict.fromkeys(error.args[1]))
            row = min((known[key] for key in circle), key=lambda row: (row.file, row.line))
            path = " → ".join([*circle, circle[0]])
            yield Fault(row.line, row.key, f"công thức đi vòng: {path}. Bỏ một trong các tham chiếu này.", row.file)
            for key in circle:
                del left[key]
        else:
            return


def _of_rule(
    rule: RuleRow, known: Mapping[str, EditionRow], formulas: Mapping[str, formula.Node], code: str | None
) -> Iterator[str]:
    if code is not None and rule.edition != code:
        yield _said("cột edition", code, rule.edition, "Mỗi lần chỉ nạp một bộ biểu")
    yield from _too_long(rule, edition_rows.RULE_LONGEST)
    if rule.severity not in list(Severity):
        yield _said("cột severity", _listed(Severity), rule.severity, "error chặn việc gửi, warning cần giải trình")
    if not rule.why:
        yield _said("cột why", "lý do của quy tắc", "", "Ghi một câu cho người nhập số liệu đọc")
    if rule.id in catalogue.BUILT_IN:
        if rule.rule:
            yield _said("cột rule", f"ô trống vì {rule.id} được lập trình sẵn", rule.rule, "Xóa biểu thức")
        return
    try:
        clauses = formula.parse_rule(rule.rule)
    except formula.FormulaError as error:
        yield str(error)
        return
    for key in dict.fromkeys(key for clause in clauses for key in formula.references(clause)):
        if key not in known:
            yield f"quy tắc “{rule.rule}” dùng {key} nhưng không có chỉ tiêu đó. Sửa khóa, hoặc bỏ quy tắc."
        elif known[key].kind == Kind.HEADING:
            yield f"quy tắc “{rule.rule}” dùng {key} nhưng đó là dòng tiêu đề, không có số liệu. Sửa khóa."
    for key in dict.fromkeys(key for clause in clauses for key in formula.baselines(clause)):
        if key not in formulas or not formula.baselines(formulas[key]):
            yield f"quy tắc “{rule.rule}” dùng số năm 2015 của {key} nhưng công thức của {key} không dùng baseline2015."


def _duplicate_rules(rules: Sequence[RuleRow]) -> Iterator[Fault]:
    first: dict[str, RuleRow] = {}
    for rule in rules:
        if not rule.id:
            yield Fault(rule.line, "", _said("cột id", "mã của quy tắc", "", "Đặt một mã, ví dụ PL2-2"), rule.file)
        elif rule.id in first:
            text = f"mã quy tắc {rule.id} đã có ở {_at(first[rule.id])}; mỗi mã chỉ dùng một lần. Đặt mã khác."
            yield Fault(rule.line, rule.id, text, rule.file)
        first.setdefault(rule.id, rule)


def _of_section(row: SectionRow, code: str | None) -> Iterator[str]:
    if code is not None and row.edition != code:
        yield _said("cột edition", code, row.edition, "Mỗi lần chỉ nạp một bộ biểu")
    yield from _too_long(row, edition_rows.SECTION_LONGEST)
    if not _SECTION.fullmatch(row.code):
        yield _said("cột code", "số La Mã và các số, cách nhau bằng dấu chấm, ví dụ II.2.1", row.code, "Sửa mã mục")
    if not row.title:
        yield _said("cột title", "tên mục", "", "Ghi tên như trong báo cáo in")
    if not _NUMBER.fullmatch(row.order):
        yield _said("cột order", "một số nguyên", row.order, "Ghi thứ tự của mục, ví dụ 1")
    if row.level not in (levels := [str(level) for level in range(1, DEEPEST + 1)]):
        yield _said("cột level", _listed(levels), row.level, "Ghi bậc của mục: 1 cho I, 2 cho I.1")
    if row.takes_text not in edition_rows.FLAGS:
        yield _said("cột takes_text", "1 hoặc 0", row.takes_text, "Ghi 1 nếu mục có nội dung, 0 nếu chỉ là tiêu đề")


def _duplicate_sections(sections: Sequence[SectionRow]) -> Iterator[Fault]:
    for name, mend in (("code", "Đặt mã khác"), ("order", "Đánh lại thứ tự")):
        first: dict[str, SectionRow] = {}
        for row in sections:
            if (value := getattr(row, name)) in first:
                text = f"cột {name}: {value} đã có ở {_at(first[value])} (mục {first[value].code}). {mend}."
                yield Fault(row.line, row.code, text, row.file)
            first.setdefault(value, row)


def _at(row: EditionRow | RuleRow | SectionRow) -> str:
    return f"dòng {row.line}" if row.line else "một dòng khác"


def _too_long(row: EditionRow | RuleRow | SectionRow, longest: Mapping[str, int]) -> Iterator[str]:
    for name, most in longest.items():
        if (length := len(getattr(row, name))) > most:
            yield f"cột {name} dài nhất {most} ký tự, nhưng nội dung này có {length} ký tự. Rút gọn lại."


def _said(what: str, expected: str, came: str, mend: str) -> str:
    return f"{what} cần {expected}, nhưng gặp {f'“{came}”' if came else 'ô trống'}. {mend}."


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
