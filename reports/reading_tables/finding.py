"""What does a file say of which cell, and how sure is that? What is not sure enough is listed with the reason."""

import dataclasses
from collections import Counter
from collections.abc import Iterator, Sequence

from reports.catalogue import Edition, Spec
from reports.placing import SURE, FileReading, Found, Unplaced
from reports.reading_tables import alignment, form, sections
from reports.reading_tables.alignment import Likeness, Match
from reports.reading_tables.form import Form
from reports.reading_tables.lines import MOST, TextLine, TooLong
from reports.reading_tables.sections import RowReading, Section

LEAST = 0.5  # sure enough to be shown at a cell
MOST_UNPLACED = 200
_ONLY_STT = 0.6
_BY_STT = "dòng không có tên chỉ tiêu, xếp theo STT"
_ROUNDS = 4  # parts of a table in another order than the form's
_ORDERLY = 0.7  # of the pairs are in the form's order, or the order of a table says nothing


def read(lines: Sequence[TextLine], edition: Edition, source: str) -> FileReading:
    """Everything that the lines of a file say. Raises TooLong."""
    if len(lines) > MOST:
        raise TooLong
    known = form.of(edition)
    placed: list[tuple[RowReading, Match, float]] = []
    lost: list[tuple[RowReading, str]] = []
    for section in sections.split(lines, known):
        _section(section, known, placed, lost)
    found = list(_one_each(placed, known, lost))
    found.sort(key=lambda one: known.places[one.key])
    return FileReading(tuple(found), tuple(_listed(lost)), source)


def _section(
    section: Section, known: Form, placed: list[tuple[RowReading, Match, float]], lost: list[tuple[RowReading, str]]
) -> None:
    rows = section.rows
    if not any(not row.loose for row in rows):
        return
    likeness = Likeness(rows, known)
    matches = _matched(likeness, section.hint(known))
    share = _share(rows, matches)
    by_row = {match.row: match for match in matches}
    sure = {match.row: _confidence(match, rows[match.row], by_row, known) * share for match in matches}
    for place, row in enumerate(rows):
        match = by_row.get(place)
        if match is None or sure[place] < LEAST:
            lost.append((row, _why_not(row, match, likeness, place)))
        elif row.is_undecided:
            lost.append((row, _UNDECIDED))
        else:
            placed.append((row, match, sure[place]))


def _matched(likeness: Likeness, hint: int | None) -> list[Match]:
    """The pairs of one section: within the appendix it is about, then what is left over against the whole form."""
    specs, rows = likeness.known.specs, range(len(likeness.rows))
    everywhere = range(len(specs))
    found = alignment.align(likeness, rows, everywhere, alone=False)
    hint = hint if hint is not None else _mostly(found, specs)
    if hint is not None:
        there = [place for place, spec in enumerate(specs) if spec.appendix == hint]
        likeness.among = frozenset(there)
        within = alignment.align(likeness, rows, there, alone=True)
        likeness.among = everywhere
        if alignment.worth(likeness, within, True) >= 0.6 * alignment.worth(likeness, found, False):
            found = within
    return _with_others(likeness, found)


def _with_others(likeness: Likeness, found: list[Match]) -> list[Match]:
    """What the best chain has left over: rows said twice, rows in another place, parts in another order."""
    rows, specs = set(range(len(likeness.rows))), set(range(len(likeness.known.specs)))
    chain, again = len(found), _again(likeness, found)
    elsewhere = alignment.exactly(
        likeness, rows - {one.row for one in (*found, *again)}, specs - {one.spec for one in found}
    )
    found = [*found, *(dataclasses.replace(one, in_order=False) for one in elsewhere)]
    for _ in range(_ROUNDS):
        left, free = rows - {one.row for one in (*found, *again)}, specs - {one.spec for one in found}
        more = alignment.align(likeness, left, free, alone=False) if left else []
        if not more:
            break
        found += [dataclasses.replace(one, in_order=False) for one in more]
    if chain < _ORDERLY * len(found):
        found = [dataclasses.replace(one, in_order=False) for one in found]
    return found + again


def _again(likeness: Likeness, found: list[Match]) -> list[Match]:
    """Rows that say once more what another row is: nobody knows which of the two counts."""
    again = []
    taken = {one.spec: one for one in found}
    for row in sorted(set(range(len(likeness.rows))) - {one.row for one in found}):
        near, said = likeness.labels[row], likeness.rows[row]
        if said.loose or any(spec not in taken and how >= 0.9 for spec, how in near.items()):
            continue
        for spec, one in taken.items():
            is_same = likeness.flat or said.code == likeness.rows[one.row].code
            if is_same and near.get(spec, 0.0) >= 0.9:
                again.append(dataclasses.replace(one, row=row))
                break
    return again


def _mostly(found: Sequence[Match], specs: Sequence[Spec]) -> int | None:
    """The appendix that nearly all pairs are of."""
    counts = Counter(specs[one.spec].appendix for one in found)
    if not counts:
        return None
    number, count = counts.most_common(1)[0]
    return number if count >= 0.8 * len(found) else None


def _share(rows: Sequence[RowReading], matches: Sequence[Match]) -> float:
    """A few rows that look familiar in a table of something else are no rows of the form."""
    asked = [place for place, row in enumerate(rows) if not row.loose and (row.label or row.code)]
    share = len({one.row for one in matches} & set(asked)) / len(asked) if asked else 0.0
    return 1.0 if share >= 0.5 else 0.7 if share >= 0.25 else 0.5


def _confidence(match: Match, row: RowReading, by_row: dict[int, Match], known: Form) -> float:
    if not row.label:
        return _ONLY_STT
    sure = match.alike
    if match.agrees:
        sure += (1 - sure) * 0.4
    elif match.is_beaten:
        sure *= 0.6
    elif match.rivals:
        sure *= 0.95 if match.in_order and _is_supported(match, by_row, known) else 0.6
    else:
        sure *= 0.98 if match.agrees is None else 0.8
    if not match.in_order and not match.agrees:
        sure *= 0.85
    return SURE if sure >= 0.97 else round(sure, 2)


def _is_supported(match: Match, by_row: dict[int, Match], known: Form) -> bool:
    """Whether something else says which of two like labels is meant.

    The other one has a row of its own, and their order decides; or the row before or behind is that of the form; or
    the heading above is, or a row under the same heading.
    """
    rows_of = {one.spec: one.row for one in by_row.values()}
    if all(
        (other < match.spec) == (rows_of[other] < match.row) if other in rows_of else False for other in match.rivals
    ):
        return True
    clear = {place: one for place, one in by_row.items() if not one.rivals}
    before, behind = clear.get(match.row - 1), clear.get(match.row + 1)
    if (before and before.spec == match.spec - 1) or (behind and behind.spec == match.spec + 1):
        return True
    spec = known.specs[match.spec]
    parent = known.places.get(f"{spec.appendix}:{spec.code.rpartition('.')[0]}")
    nearest = max((place for place in clear if place < match.row), default=None)
    if nearest is None:
        return False
    above = clear[nearest].spec
    return above == parent or _are_siblings(known.specs[above], spec)


def _are_siblings(one: Spec, other: Spec) -> bool:
    return one.appendix == other.appendix and one.code.rpartition(".")[0] == other.code.rpartition(".")[0] != ""


_UNDECIDED = (
    "Không rõ số nào trong dòng là số liệu của kỳ này: bảng có nhiều cột số, hoặc số không nằm ở cột số liệu. "
    "Hãy đặt tên cột là “Số liệu”, bỏ các cột số khác rồi nạp lại."
)


def _why_not(row: RowReading, match: Match | None, likeness: Likeness, place: int) -> str:
    if row.is_undecided and row.label:
        return _UNDECIDED
    if not row.label:
        return "Dòng không có tên chỉ tiêu, và không rõ bảng này là phụ lục nào. Hãy chép cả cột chỉ tiêu."
    near = likeness.labels[place]
    best = match.spec if match else max(near, key=lambda spec: near[spec], default=None)
    if best is None or near.get(best, 0.0) < 0.4:
        return "Không chỉ tiêu nào của bộ biểu giống dòng này. Nếu là số liệu của biểu thì nhập ở trang của phụ lục."
    spec = likeness.known.specs[best]
    return (
        f"Chưa chắc là dòng nào; giống nhất là Phụ lục {spec.appendix}, dòng {spec.code} “{_short(spec.label)}”. "
        "Nếu đúng thì nhập ở dòng đó."
    )


def _short(label: str) -> str:
    return label if len(label) <= 70 else label[:69].rstrip() + "…"


def _one_each(
    placed: list[tuple[RowReading, Match, float]], known: Form, lost: list[tuple[RowReading, str]]
) -> Iterator[Found]:
    """One Found a cell; rows that say different things of the same cell are all listed instead."""
    by_spec: dict[int, list[tuple[RowReading, Match, float]]] = {}
    for one in placed:
        by_spec.setdefault(one[1].spec, []).append(one)
    for place, rows in by_spec.items():
        spec = known.specs[place]
        saying = [one for one in rows if one[0].text or one[0].note] or rows[:1]
        if len({(row.text, row.note) for row, _, _ in saying}) > 1:
            others = ", ".join(row.where for row, _, _ in saying)
            why = (
                f"Có {len(saying)} dòng cùng ứng với Phụ lục {spec.appendix}, dòng {spec.code} mà nói khác nhau "
                f"({others}). Hãy nhập dòng đúng ở trang của phụ lục."
            )
            lost.extend((row, why) for row, _, _ in saying)
            continue
        row, _, sure = max(saying, key=lambda one: one[2])
        yield _found(spec, row, sure)


def _found(spec: Spec, row: RowReading, sure: float) -> Found:
    return Found(
        key=spec.key,
        text=row.text or None,
        note=row.note or None,
        where=row.where,
        confidence=sure,
        label=" ".join(filter(None, (row.code, row.label))),
        how=row.line.how(row.columns.value) or ("" if row.label else _BY_STT),
    )


def _listed(lost: Sequence[tuple[RowReading, str]]) -> Iterator[Unplaced]:
    """What says anything of it, as far as a page can show."""
    said = [(row, why) for row, why in lost if row.says]
    for row, why in said[:MOST_UNPLACED]:
        yield Unplaced(row.line.text[:300], row.where, why)
    if len(said) > MOST_UNPLACED:
        more = f"… và {len(said) - MOST_UNPLACED} dòng nữa"
        yield Unplaced(more, said[MOST_UNPLACED][0].where, "Tệp có quá nhiều dòng lạ; hãy chỉ giữ các phụ lục.")
