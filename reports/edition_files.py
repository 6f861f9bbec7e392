"""What is in a folder that describes an edition of the form?

    edition.toml     code, name, day of issue, the appendices with their titles
    phu_luc_2.csv …  one line a row of the form, one file an appendix (columns: `edition_rows.COLUMNS`)
    checks.csv       one line a check (columns: `edition_rows.RULE_COLUMNS`)
    sections.csv     the headings of the narrative

All UTF-8. The same columns go in and out of the admin.
"""

import csv
import datetime
import io
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from reports import catalogue, edition_faults, edition_rows
from reports.catalogue import AppendixSpec, Edition, SectionSpec
from reports.edition_rows import EditionRow, RuleRow, SectionRow


@dataclass(frozen=True)
class EditionRows:
    """A folder as it was read: the lines are still text and may be unsound."""

    code: str
    name: str
    issued_on: datetime.date
    appendices: tuple[AppendixSpec, ...]
    rows: tuple[EditionRow, ...]  # of all appendices, in printed order
    rules: tuple[RuleRow, ...]
    section_rows: tuple[SectionRow, ...]

    @property
    def sections(self) -> tuple[SectionSpec, ...]:
        """The headings of the narrative; of unsound lines, ValueError or KeyError."""
        return tuple(edition_rows.section_of(row) for row in self.section_rows)


class FileError(ValueError):
    """A file that cannot be read line by line; the text says in Vietnamese where and how to mend it."""


class EditionError(ValueError):
    """The rows contradict the rules of the catalogue; `faults` says where and how to mend it, str() says all of it."""

    def __init__(self, faults: list[edition_faults.Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


def read_folder(path: Path) -> EditionRows:
    """The lines of the folder `path`, unchecked.

    Raises OSError for a file that is missing, FileError for one that is not UTF-8 or lacks a column, ValueError for an
    edition.toml that is not TOML.
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
        section_rows=tuple(
            edition_rows.section_row(cells, line, "sections.csv")
            for line, cells in _lines(path / "sections.csv", edition_rows.SECTION_COLUMNS)
        ),
    )


def to_edition(read: EditionRows, agencies: Collection[str] | None = None) -> Edition:
    """The edition that the folder describes; `agencies` are the codes a lead agency may have, None for any.

    Raises EditionError with every fault found.
    """
    numbers = [appendix.number for appendix in read.appendices]
    found = edition_faults.faults(
        read.rows, read.rules, read.section_rows, appendices=numbers, code=read.code, agencies=agencies
    )
    if found:
        raise EditionError(found)
    specs = [edition_rows.spec_of(row) for row in read.rows]
    rules = [edition_rows.rule_of(row) for row in read.rules]
    return catalogue.edition(read.code, read.appendices, specs, rules, name=read.name)


def file_name(appendix: int) -> str:
    """The file of an appendix: "phu_luc_2.csv"."""
    return f"phu_luc_{appendix}.csv"


def must_have(columns: tuple[str, ...], came: Collection[str], name: str = "") -> None:
    """Raises FileError where one of `columns` did not come."""
    if missing := [column for column in columns if column not in came]:
        text = f"thiếu cột {', '.join(missing)}; cần các cột {', '.join(columns)}."
        raise FileError(f"{name}: {text}" if name else f"Tệp {text}")


def _lines(path: Path, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError(f"{path.name}: cần tệp CSV mã UTF-8. Lưu lại tệp dạng “CSV UTF-8”.") from None
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    must_have(columns, reader.fieldnames or (), path.name)
    found = []
    try:
        for cells in reader:
            if None in cells or None in cells.values():  # how DictReader marks a line too long or too short
                width = len(reader.fieldnames or ())
                raise FileError(f"{path.name}, dòng {reader.line_num}: cần đúng {width} cột; xem lại dấu ngoặc kép.")
            found.append((reader.line_num, cells))
    except csv.Error:
        first = reader.line_num + 1  # of what could not be read; it may run to the end of the file
        raise FileError(f"{path.name}, dòng {first}: dấu ngoặc kép mở mà không đóng, hoặc đóng giữa ô.") from None
    return found
