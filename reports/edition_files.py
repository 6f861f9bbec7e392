"""What is in a folder that describes an edition of the form?

    edition.toml     code, name, day of issue, the appendices with their titles
    phu_luc_2.csv …  one line a row of the form, one file an appendix (columns: `edition_rows.COLUMNS`)
    checks.csv       one line a check (columns: `edition_rows.RULE_COLUMNS`)
    sections.csv     the headings of the narrative

All UTF-8. The same columns go in and out of the admin.
"""

import csv
import datetime
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from reports import catalogue, edition_faults, edition_rows
from reports.catalogue import AppendixSpec, Edition, SectionSpec
from reports.edition_rows import Row, RuleRow

SECTION_COLUMNS = ("edition", "order", "code", "title", "level", "takes_text", "hint")


@dataclass(frozen=True)
class EditionRows:
    """A folder as it was read: the lines are still text and may be unsound."""

    code: str
    name: str
    issued_on: datetime.date
    appendices: tuple[AppendixSpec, ...]
    rows: tuple[Row, ...]  # of all appendices, in printed order
    rules: tuple[RuleRow, ...]
    sections: tuple[SectionSpec, ...]


class EditionError(ValueError):
    """The rows contradict the rules of the catalogue; `faults` says where and how to mend it, str() says all of it."""

    def __init__(self, faults: list[edition_faults.Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


def read_folder(path: Path) -> EditionRows:
    """The lines of the folder `path`, unchecked.

    Raises OSError for a file that is missing, ValueError for one that is not UTF-8, not TOML or lacks a column.
    """
    with (path / "edition.toml").open("rb") as file:
        head = tomllib.load(file)
    appendices = tuple(AppendixSpec(item["number"], item["title"], item["short"]) for item in head["appendix"])
    return EditionRows(
        code=head["code"],
        name=head["name"],
        issued_on=head["issued_on"],
        appendices=appendices,
        rows=tuple(
            edition_rows.row(cells, line, file_name(appendix.number))
            for appendix in appendices
            for line, cells in _lines(path / file_name(appendix.number), edition_rows.COLUMNS)
        ),
        rules=tuple(
            edition_rows.rule_row(cells, line, "checks.csv")
            for line, cells in _lines(path / "checks.csv", edition_rows.RULE_COLUMNS)
        ),
        sections=tuple(_section(cells) for _, cells in _lines(path / "sections.csv", SECTION_COLUMNS)),
    )


def to_edition(read: EditionRows, agencies: Collection[str] | None = None) -> Edition:
    """The edition that the folder describes; `agencies` are the codes a lead agency may have, None for any.

    Raises EditionError with every fault found.
    """
    numbers = [appendix.number for appendix in read.appendices]
    found = edition_faults.faults(read.rows, read.rules, appendices=numbers, code=read.code, agencies=agencies)
    if found:
        raise EditionError(found)
    specs = [edition_rows.spec_of(row) for row in read.rows]
    rules = [edition_rows.rule_of(row) for row in read.rules]
    return catalogue.edition(read.code, read.appendices, specs, rules, name=read.name)


def file_name(appendix: int) -> str:
    """The file of an appendix: "phu_luc_2.csv"."""
    return f"phu_luc_{appendix}.csv"


def _lines(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        came = tuple(reader.fieldnames or ())
        if missing := [name for name in columns if name not in came]:
            raise ValueError(f"{path.name}: thiếu cột {', '.join(missing)}; cần các cột {', '.join(columns)}.")
        for cells in reader:
            if None in cells or None in cells.values():  # how DictReader marks a line too long or too short
                raise ValueError(
                    f"{path.name}, dòng {reader.line_num}: cần đúng {len(came)} cột; xem lại dấu ngoặc kép."
                )
            yield reader.line_num, cells


def _section(cells: dict[str, str]) -> SectionSpec:
    return SectionSpec(
        code=cells["code"],
        title=cells["title"],
        level=int(cells["level"]),
        takes_text=edition_rows.FLAGS[cells["takes_text"]],
        order=int(cells["order"]),
        hint=cells["hint"],
    )
