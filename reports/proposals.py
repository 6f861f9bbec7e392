"""What would an upload change, cell by cell? The preview page and the list of errors are drawn from this."""

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.utils import timezone

from agencies import days, names, numbers
from agencies.models import User
from reports import cells, entry, entry_answers, entry_rows
from reports.catalogue import Kind, Severity, Spec
from reports.cells import Cell
from reports.checks import Problem
from reports.models import Upload, Version
from reports.placing import Found, Unplaced
from reports.services import figures

SURE_ENOUGH = 0.8  # below, a person has to tick the cell himself
VERDICTS = {"ok": "Đọc được", "warning": "Cảnh báo", "error": "Chưa đọc được", "skip": "Không ghi"}


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with what the file says, in three sentences."""

    severity: str  # "error", "warning", "skip"
    expected: str
    came: str
    mend: str


@dataclasses.dataclass(frozen=True, slots=True)
class ProposedRow:
    """One cell that the file changes. ``old`` and ``new`` are as people write them; ``reads`` is the figure read."""

    spec: Spec
    found: Found
    old: str
    old_note: str
    old_base: str
    reads: str
    verdict: str
    faults: tuple[Fault, ...]
    confirms: str  # what agrees: "Khớp số hệ thống tính: 57,14 % (12 / 21)."
    revision: int  # of the cell as the page shows it
    theirs: str  # who has saved in it since the file was made, and when; "" when nobody has
    why: str  # why it cannot be written; "" when it can
    offer: tuple[str, str] | None = None  # what an unread text probably means: the figure, and words for the note

    @property
    def label(self) -> str:
        return "Có lỗi" if self.verdict == "error" and self.reads else VERDICTS[self.verdict]

    @property
    def is_sure(self) -> bool:
        """Whether it is ticked before the person has looked."""
        is_read = self.verdict in ("ok", "warning")
        return is_read and not self.why and not self.theirs and not self.is_doubtful

    @property
    def offered_note(self) -> str:
        """The note that goes with the offer: its words before what the file or the cell has there."""
        kept = self.old_note if self.found.note is None else self.found.note
        words = self.offer[1] if self.offer else ""
        return kept if words in kept else "; ".join(filter(None, (words, kept)))

    @property
    def is_doubtful(self) -> bool:
        """Whether the text may be of another row."""
        return self.found.confidence < SURE_ENOUGH

    @property
    def doubt(self) -> str:
        """How sure the reader was, where it was not: "80 %"."""
        return "" if self.found.confidence >= 1 else f"{round(self.found.confidence * 100)} %"


@dataclasses.dataclass(frozen=True, slots=True)
class Proposal:
    """All rows in printed order, what could not be placed, and how many cells say nothing new."""

    rows: tuple[ProposedRow, ...]
    unplaced: tuple[Unplaced, ...]
    unchanged: int

    @property
    def conflicts(self) -> int:
        return sum(bool(row.theirs) for row in self.rows)

    def count(self, verdict: str) -> int:
        return sum(row.verdict == verdict for row in self.rows)

    @property
    def takes(self) -> bool:
        """Whether anything can be chosen."""
        return any(not row.why for row in self.rows)


def of(upload: Upload, version: Version, by: User) -> Proposal:
    """What an upload would change of a version that was read with plain.WITH_REPORT, as it stands now."""
    desk = entry.desk(version, by)
    sheet = desk.filing.figures.sheet
    reading = upload.read
    changing, unplaced = [], list(reading.unplaced)
    for found in reading.found:
        if found.key not in sheet:
            continue
        if wrong := _unkept(desk, found):
            unplaced.append(wrong)
            continue
        if new := _new(desk, found):
            changing.append(new)
    stale = [one.key for one in changing if upload.revisions.get(one.key, 0) != sheet[one.key].revision]
    return Proposal(
        rows=tuple(_rows(desk, changing, figures.theirs(version, sheet, stale) if stale else {})),
        unplaced=tuple(unplaced),
        unchanged=upload.unchanged + len(reading.found) - len(changing) - (len(unplaced) - len(reading.unplaced)),
    )


def changes(
    proposal: Proposal, chosen: Mapping[str, int], accepted: Collection[str] = frozenset()
) -> list[figures.Change]:
    """What to store of it: the chosen cells, each with the revision that the person saw on the page.

    ``accepted``: the keys of those whose offer stands for what the file says.
    """
    return [
        _change(row, chosen[row.spec.key], accepts=row.spec.key in accepted)
        for row in proposal.rows
        if row.spec.key in chosen and not row.why
    ]


def _change(row: ProposedRow, revision: int, *, accepts: bool) -> figures.Change:
    text, note = row.found.text, row.found.note
    if row.offer and accepts:
        text, note = row.offer[0], row.offered_note
    return figures.Change(row.spec.key, revision, text, note, row.found.base)


def _unkept(desk: entry.Desk, found: Found) -> Unplaced | None:
    """A note that is too long, or a 2015 figure that is none: no cell would keep it."""
    if found.note is not None and len(names.nfc(found.note)) > figures.NOTE_LENGTH:
        said = (
            f"Ghi chú dài nhất {figures.NOTE_LENGTH} ký tự; ghi chú này có {len(names.nfc(found.note))}. Hãy rút gọn."
        )
        return Unplaced(numbers.visible(found.note), found.where, said)
    if found.base is not None:
        spec = dataclasses.replace(desk.filing.edition.specs[found.key], kind=Kind.COUNT)
        reading = numbers.read(spec, found.base)
        if reading.refused:
            said = f"Số gốc năm 2015: cần {reading.expected}. {reading.mend}"
            return Unplaced(reading.came, found.where, said)
    return None


def _new(desk: entry.Desk, found: Found) -> Found | None:
    """What of it is not so already; None when all is."""
    filing = desk.filing
    spec, cell = filing.edition.specs[found.key], filing.figures.sheet[found.key]
    taken = found.text is not None and _is_taken(desk, spec, cell, found.text)
    same = found.text is None or taken or _is_same(desk, spec, cell, found.text)
    text = None if same else numbers.clean(found.text or "")
    note = None if found.note is None else names.nfc(found.note)
    if note is not None and (note == cell.note or (taken and note in cell.note)):
        note = None  # of an offer that was taken, the words stand before what the file has there
    base = found.base
    if base is not None:
        read = numbers.read(dataclasses.replace(spec, kind=Kind.COUNT), base).value
        base = None if read == filing.figures.bases.get(spec.key) else base
    if text is None and note is None and base is None:
        return None
    return dataclasses.replace(found, text=text, note=note, base=base)


def _is_same(desk: entry.Desk, spec: Spec, cell: Cell, text: str) -> bool:
    """Whether a text says what the cell holds."""
    if spec.is_computed:
        return numbers.clean(text) == cell.typed
    reading = cells.read(spec, desk.filing.filer, text)
    if reading.refused:
        return numbers.clean(text) == cell.typed
    if reading.state is cells.State.MISSING:
        return cell.is_blank
    return reading.state is cell.state and (reading.value or 0) == (cell.value or 0) and not _was_refused(cell)


def _is_taken(desk: entry.Desk, spec: Spec, cell: Cell, text: str) -> bool:
    """Whether a cell holds what an unread text probably means, with its words in the note."""
    offer = None if spec.is_computed else cells.read(spec, desk.filing.filer, text).offer
    return offer is not None and offer.value == cell.value and offer.note in cell.note


def _was_refused(cell: Cell) -> bool:
    return cell.state is cells.State.MISSING and bool(cell.typed)


def _rows(desk: entry.Desk, found: list[Found], theirs: Mapping[str, figures.Theirs]) -> Iterable[ProposedRow]:
    specs, sheet = desk.filing.edition.specs, desk.filing.figures.sheet
    order = {key: place for place, key in enumerate(specs)}
    found = sorted(found, key=lambda one: order[one.key])
    asked = [figures.Change(one.key, sheet[one.key].revision, one.text, one.note, one.base) for one in found]
    filled, after = entry.tried(desk, asked)
    pasted = [entry_answers.Pasted(one.key, one.text, one.note, desk.why_not(specs[one.key])) for one in found]
    said = entry_answers.preview(filled, after, pasted)
    at: dict[str, list[Problem]] = {}
    for problem in after:
        if problem.rule != "MISSING":
            at.setdefault(problem.cells[0], []).append(problem)
    for one, judged in zip(found, said, strict=True):
        yield _row(desk, one, judged, at.get(one.key, []), theirs.get(one.key))


def _row(
    desk: entry.Desk,
    found: Found,
    judged: entry_answers.Json,
    problems: Sequence[Problem],
    theirs: figures.Theirs | None,
) -> ProposedRow:
    spec, cell = desk.filing.edition.specs[found.key], desk.filing.figures.sheet[found.key]
    shown, why = entry_rows.shown(desk.filled, found.key), desk.why_not(spec)
    verdict, faults = judged["verdict"], tuple(map(_fault, problems))
    if found.text is None and not why:
        verdict, faults = "ok", ()
    elif verdict == "skip":
        why = judged["message"]
        faults = (Fault("skip", "để trống", found.text or found.note or "", why),)
    elif verdict == "error" and not faults:
        faults = (Fault("error", "", found.text or "", judged["message"]),)
    return ProposedRow(
        spec=spec,
        found=found,
        old=shown.shown or shown.text or shown.claim,
        old_note=cell.note,
        old_base=shown.base,
        reads=judged["reads"],
        verdict=verdict,
        faults=faults,
        confirms="" if faults else judged["message"],
        revision=cell.revision,
        theirs=_who(theirs),
        why=why,
        offer=(judged["offer"]["typed"], judged["offer"]["note"]) if judged["offer"] else None,
    )


def _fault(problem: Problem) -> Fault:
    severity = "error" if problem.severity is Severity.ERROR else "warning"
    return Fault(severity, problem.expected, problem.came, problem.mend)


def _who(theirs: figures.Theirs | None) -> str:
    """ "Trần Thị Lan, 10:32 22/6/2024"."""
    if theirs is None:
        return ""
    at = days.instant(timezone.localtime(theirs.at)) if theirs.at else ""
    return ", ".join(filter(None, (theirs.by or "người khác", at)))
