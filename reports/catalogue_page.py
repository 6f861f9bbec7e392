"""What does the whole form look like on one page for people? A Markdown page drawn from the edition itself."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from reports import catalogue, formula, sources
from reports.catalogue import AppendixSpec, Edition, Kind, Rule, Spec

_HEAD = ("Mã", "Chỉ tiêu", "Đơn vị tính", "Loại", "Công thức", "Toàn tỉnh", "Cơ quan chủ trì", "Cấp báo cáo", "Nguồn")
_RULE_HEAD = ("Mã", "Quy tắc", "Mức", "Lý do")
_SPECIAL = re.compile(r"([\\`*_|<>\[\]])")

_LEGEND = """\
- **Công thức** dùng mã của cùng phụ lục; `baseline2015` là số năm 2015 của từng cơ quan, khai một lần.
- **Toàn tỉnh** cho biết số của tỉnh có từ đâu. Tỷ lệ không bao giờ được cộng hay lấy trung bình.
- **Cơ quan chủ trì** nhập số toàn tỉnh trong báo cáo của tỉnh; “riêng” nghĩa là các cơ quan khác không báo cáo dòng đó.
- **Cấp báo cáo** để trống nghĩa là mọi cơ quan.
- **Lũy kế** là số tính từ đầu năm, không giảm từ kỳ này sang kỳ sau trong năm.
"""

_RULES = (
    "Số liệu được gọi theo khóa: `2:5.1` là Phụ lục 2, mã 5.1; `base2015(5:2.5)` là số năm 2015 của tỷ lệ đó. "
    "Quy tắc để trống được lập trình sẵn, không viết được thành biểu thức."
)


def markdown(edition: Edition, agencies: Mapping[str, str] | None = None) -> str:
    """The catalogue of `edition`: a table an appendix, and one of the checks; ends with a newline.

    `agencies` gives the name of a lead agency by its code; a code without a name is shown itself. The same edition
    gives the same text, so a page that was committed can be compared with it.
    """
    names = agencies or {}
    pieces = [f"# Danh mục chỉ tiêu: bộ biểu {_escaped(edition.code)}", *_summary(edition), _LEGEND.rstrip()]
    for appendix in edition.appendices:
        pieces += _appendix(appendix, edition.of_appendix(appendix.number), names)
    pieces += ["## Quy tắc kiểm tra", _RULES, _table(_RULE_HEAD, map(_rule, edition.rules))]
    return "\n\n".join(pieces) + "\n"


def _summary(edition: Edition) -> list[str]:
    kinds = Counter(spec.kind for spec in edition.specs.values())
    counted = ", ".join(f"{catalogue.KIND_NAMES[kind].lower()} {kinds[kind]}" for kind in Kind if kinds[kind])
    size = f"{len(edition.appendices)} phụ lục, {len(edition.specs)} dòng ({counted}); {len(edition.rules)} quy tắc."
    return [_escaped(edition.name) + ".", size] if edition.name else [size]


def _appendix(appendix: AppendixSpec, specs: tuple[Spec, ...], names: Mapping[str, str]) -> list[str]:
    return [
        f"## Phụ lục {appendix.number}. {_escaped(appendix.short)}",
        f"{_escaped(appendix.title)} ({len(specs)} dòng)",
        _table(_HEAD, (_row(spec, names) for spec in specs)),
    ]


def _row(spec: Spec, names: Mapping[str, str]) -> tuple[str, ...]:
    kind = catalogue.KIND_NAMES[spec.kind]
    lead = _escaped(names.get(spec.lead, spec.lead))
    return (
        spec.code,
        _label(spec),
        _escaped("; ".join(f"{number} = {label}" for number, label in spec.choices) or spec.unit),
        f"{kind}, lũy kế" if spec.cumulative else kind,
        f"`{formula.text(formula.parse(spec.formula, spec.key), spec.key)}`" if spec.is_computed else "",
        catalogue.ROLLUP_NAMES[spec.rollup],
        lead if spec.own or not lead else f"{lead} (riêng)",
        ", ".join(catalogue.TIER_NAMES[tier] for tier in catalogue.TIERS if tier in spec.tiers),
        sources.label(spec.source),
    )


def _label(spec: Spec) -> str:
    """The label as printed: bold and italics outside the spaces, or Markdown would show the asterisks."""
    drawn = []
    for text, italic in spec.runs:
        mark = ("**" if spec.bold else "") + ("*" if italic else "")
        drawn.append(f"{mark}{_escaped(text.strip())}{mark}")
    return " ".join(drawn)


def _rule(rule: Rule) -> tuple[str, ...]:
    expression = f"`{rule.expression}`" if rule.expression else ""
    return rule.id, expression, catalogue.SEVERITY_NAMES[rule.severity], _escaped(rule.reason)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
