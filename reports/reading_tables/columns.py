"""Which column says what? By the words of the header, and where these are silent by what stands below."""

import dataclasses
from collections.abc import Sequence

from reports.reading_tables import form, likeness
from reports.reading_tables.form import Form
from reports.reading_tables.lines import TextLine

_WORDS = {
    "code": ("stt", "tt", "so tt", "so thu tu", "muc"),
    "label": ("chi tieu thong ke", "chi tieu", "noi dung", "ten chi tieu", "tieu chi", "noi dung thong ke"),
    "unit": ("don vi tinh", "dvt", "don vi"),
    "value": ("so lieu", "ket qua", "gia tri", "so lieu bao cao", "ky nay", "so lieu ky nay", "ket qua thuc hien"),
    "note": ("ghi chu", "dien giai", "giai trinh", "chu thich"),
}
_OVER = ("ket qua thong ke",)  # stands over the unit and the figure
_OTHERS = ("ky truoc", "cung ky", "nam truoc", "nam 2015", "so goc", "tang giam", "so sanh")
_LOOKED_AT = 40  # rows of a table
_LIKE_LABELS = 0.3  # how alike the cells of the label column are to labels of the form, at least


@dataclasses.dataclass(frozen=True, slots=True)
class Columns:
    """Columns from 0; None for one that is not there.

    ``rivals``: columns that may all be that of the figures; ``aside``: columns whose header says that they are of
    something else (another period).
    """

    code: int | None = None
    label: int | None = None
    unit: int | None = None
    value: int | None = None
    note: int | None = None
    rivals: tuple[int, ...] = ()
    aside: tuple[int, ...] = ()


NAMED = Columns(code=0, label=1, unit=2, value=3, note=4)


def role(text: str) -> tuple[str, float]:
    """What a cell of a header announces, and how clearly (0: it announces nothing)."""
    said = likeness.main(text)
    if not said or len(said) > 60:
        return "", 0.0
    if any(word in said for word in _OTHERS):
        return "other", 1.0
    if likeness.best(said, _OVER) >= 0.7:
        return "value", 0.5
    found = [(likeness.best(said, words), name) for name, words in _WORDS.items()]
    how, name = max(found)
    return (name, how) if how >= (0.85 if name == "code" else 0.6) else ("", 0.0)


def is_header(line: TextLine, after_header: bool) -> bool:
    """Whether a row heads a table: two words of a header, or one right below such a row."""
    if any(likeness.code(cell) for cell in line.cells[:2]):
        return after_header and is_numbering(line)
    known = {role(cell)[0] for cell in line.filled} - {""}
    return len(known) >= 2 or (after_header and bool(known)) or (after_header and is_numbering(line))


def is_numbering(line: TextLine) -> bool:
    """The row (1) (2) (3) or A B 1 2 below a header."""
    said = [likeness.bare(cell) for cell in line.filled]
    digits = [int(one) for one in said if one.isdigit()]
    letters = [one for one in said if one.isalpha()]
    counts = digits == list(range(digits[0], digits[0] + len(digits))) if len(digits) > 1 else False
    return counts and letters == ["a", "b", "c"][: len(letters)] and len(digits) + len(letters) == len(said) > 2


def of(header: Sequence[TextLine], rows: Sequence[TextLine], known: Form) -> Columns:
    """The columns of a table: of the rows of its header (none for a table without), and the rows below."""
    if rows and rows[0].named:
        return NAMED
    roles = _by_header(header)
    looked_at = rows[:_LOOKED_AT]
    width = max((len(row.cells) for row in looked_at), default=0)
    held = [[cell for row in looked_at if (cell := row.cell(column))] for column in range(width)]
    one = {name: _only(roles, name) for name in ("code", "label", "unit", "note")}
    one["label"] = _label(held, one["label"], set(roles), known)
    if one["code"] is None or one["code"] == one["label"]:
        one["code"] = _code(held, one["label"], len(looked_at))
    if one["unit"] is None or one["unit"] == one["label"]:
        one["unit"] = _unit(held, {*roles, *one.values()}, known)
    others: set[int | None] = {*one.values()}
    others |= {column for column, (name, _) in roles.items() if name != "value"}
    figures = _figures(held, others, one["label"])
    values = [column for column in _values(roles) if column not in others and (column in figures or not figures)]
    values = [column for column in values if _are_figures(held, column)] or figures
    value = values[0] if len(values) == 1 else None
    if one["note"] is None and value is not None:
        one["note"] = _note(held, {*roles, *one.values(), value}, value)
    aside = tuple(column for column, (name, _) in roles.items() if name == "other")
    return Columns(**one, value=value, rivals=tuple(values) if len(values) > 1 else (), aside=aside)


def _by_header(header: Sequence[TextLine]) -> dict[int, tuple[str, float]]:
    found: dict[int, tuple[str, float]] = {}
    for line in header:
        for column, cell in enumerate(line.cells):
            name, how = role(cell)
            if name:  # the lower row says it more exactly
                found[column] = (name, how)
    return found


def _only(roles: dict[int, tuple[str, float]], name: str) -> int | None:
    columns = [column for column, (said, _) in roles.items() if said == name]
    return max(columns, key=lambda column: roles[column][1]) if columns else None


def _values(roles: dict[int, tuple[str, float]]) -> list[int]:
    """The columns of figures that the header names most clearly."""
    named = {column: how for column, (name, how) in roles.items() if name == "value"}
    sure = [column for column, how in named.items() if how > 0.5]
    return sorted(sure or named)


def _label(held: list[list[str]], named: int | None, said: set[int], known: Form) -> int | None:
    """The column that the header names, if it holds anything like labels of the form; else the one most like them."""
    scores = {}
    for column, cells in enumerate(held):
        asked = [likeness.led(cell)[1] for cell in cells[:12] if len(cell) > 5 and not known.is_unit(cell)]
        if asked and (column == named or column not in said):
            scores[column] = sum(max(known.alike(one).values(), default=0.0) for one in asked) / len(asked)
    if named is not None and scores.get(named, 0.0) >= _LIKE_LABELS:
        return named
    best = max(scores, key=lambda column: scores[column], default=None)
    return best if best is not None and scores[best] >= _LIKE_LABELS + 0.15 else None


def _code(held: list[list[str]], label: int | None, rows: int) -> int | None:
    for column, cells in enumerate(held[: len(held) if label is None else label]):
        if len(cells) * 2 >= rows and sum(bool(likeness.code(cell)) for cell in cells) * 2 > len(cells):
            return column
    return None


def _unit(held: list[list[str]], taken: set[int | None], known: Form) -> int | None:
    for column, cells in enumerate(held):
        if column not in taken and cells and sum(known.is_unit(cell) for cell in cells) > 0.6 * len(cells):
            return column
    return None


def _are_figures(held: list[list[str]], column: int) -> bool:
    """Whether a column holds figures, if it holds anything."""
    cells = held[column] if column < len(held) else []
    return sum(map(form.is_figure, cells)) >= 0.6 * len(cells)


def _figures(held: list[list[str]], taken: set[int | None], label: int | None) -> list[int]:
    """Columns right of the label that hold figures and little else."""
    right = range(0 if label is None else label + 1, len(held))
    return [column for column in right if column not in taken and held[column] and _are_figures(held, column)]


def _note(held: list[list[str]], taken: set[int | None], value: int) -> int | None:
    """The one column right of the figures that holds words."""
    found = [column for column in range(value + 1, len(held)) if column not in taken and held[column]]
    return found[0] if len(found) == 1 else None
