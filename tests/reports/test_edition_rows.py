"""A row written as text and read back."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import catalogue, edition_rows
from reports.catalogue import Kind, Rollup, Rule, SectionSpec, Severity, Spec

WORDS = st.text("aăâbcdđeêghikl mnoôơpqrstuưvxyệộ,()0123456789", max_size=20).map(str.strip)
SPECS = st.builds(
    Spec,
    key=st.just("4:3.1"),
    appendix=st.just(4),
    code=st.just("3.1"),
    label=WORDS,
    unit=WORDS,
    kind=st.sampled_from(Kind),
    choices=st.lists(st.tuples(st.integers(0, 9), WORDS.filter(bool)), max_size=3).map(tuple),
    formula=WORDS,
    rollup=st.sampled_from(Rollup),
    lead=st.sampled_from(["", "SNV"]),
    own=st.booleans(),
    tiers=st.sets(st.sampled_from(catalogue.TIERS)).map(frozenset),
    source=st.sampled_from(["", "dossiers.resolved"]),
    cumulative=st.booleans(),
    help=WORDS,
    legal=WORDS,
    bold=st.booleans(),
    italic=st.booleans(),
    line=st.integers(0, 99),
    italic_from=WORDS,
    remark=WORDS,
)


@given(SPECS)
def test_a_row_written_as_text_reads_back_the_same(spec: Spec) -> None:
    assert edition_rows.spec_of(edition_rows.row_of(spec, "thử")) == spec


@given(SPECS)
def test_a_row_survives_its_columns(spec: Spec) -> None:
    row = edition_rows.row_of(spec, "thử", "phu_luc_4.csv")
    cells = {name: getattr(row, name) for name in edition_rows.COLUMNS}
    assert edition_rows.row(cells, row.line, row.file) == row


def test_the_columns_are_those_of_the_files_and_the_admin() -> None:
    assert edition_rows.COLUMNS == (
        "edition", "appendix", "code", "label", "unit", "kind", "choices", "formula", "rollup", "lead", "own", "tiers",
        "source", "cumulative", "bold", "italic", "italic_from", "help", "legal_source", "remark",
    )  # fmt: skip
    assert edition_rows.RULE_COLUMNS == ("edition", "id", "rule", "severity", "why")


def test_a_pk_is_not_part_of_the_text() -> None:
    spec = Spec("4:1", 4, "1", "Thống kê", pk=17)
    assert edition_rows.spec_of(edition_rows.row_of(spec, "thử")) == dataclasses.replace(spec, pk=None)


def test_a_check_is_read_from_its_line() -> None:
    row = edition_rows.rule_row(
        {"edition": "thử", "id": "PL2-2", "rule": "2:2.2 <= 2:2.1", "severity": "warning", "why": "Vì thế."}
    )
    assert edition_rows.rule_of(row) == Rule("PL2-2", "2:2.2 <= 2:2.1", Severity.WARNING, "Vì thế.")


def test_text_is_stripped_and_composed_and_an_absent_column_is_empty() -> None:
    row = edition_rows.row({"label": " Ty\u0309 le\u0302\u0323 ", "appendix": 2, "unit": None})
    assert (row.label, row.appendix, row.unit, row.help) == ("Tỷ lệ", "2", "", "")


def test_choices_are_numbers_with_names() -> None:
    assert edition_rows.choices("0=Chưa có|1=2 cấp|2=3 cấp") == ((0, "Chưa có"), (1, "2 cấp"), (2, "3 cấp"))
    assert edition_rows.choices("") == ()


@pytest.mark.parametrize("text", ["Có", "1", "1=", "=Có", "-1=Có", "0=Không|", "một=Có", "²=Có", "٣=Có"])
def test_malformed_choices_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a choice"):
        edition_rows.choices(text)


@pytest.mark.parametrize(
    "old, new, order",
    [
        ("1 2 3", "1 2 3", "1 2 3"),
        ("1 2 3", "3 1", "3 2 1"),
        ("1 2 3", "2", "1 2 3"),
        ("1 2 3", "1 9", "1 9 2 3"),
        ("1 2 3", "8 9 2", "1 8 9 2 3"),
        ("1 2 3", "2 9 1", "2 9 1 3"),
        ("1 2 3", "9", "1 2 3 9"),
        ("1 2 3", "2 9 9 2", "1 2 9 3"),
        ("", "1 2", "1 2"),
    ],
)
def test_rows_of_a_file_are_put_in_order_among_those_it_leaves_out(old: str, new: str, order: str) -> None:
    assert edition_rows.arranged(old.split(), new.split()) == order.split()


def test_a_section_is_read_from_its_line() -> None:
    row = edition_rows.section_row(
        {"edition": "thử", "order": 2, "code": "I.1", "title": " Kế hoạch ", "level": 2, "takes_text": 1, "hint": None},
        line=3,
    )
    section = edition_rows.section_of(row)
    assert section == SectionSpec(code="I.1", title="Kế hoạch", level=2, takes_text=True, order=2, hint="")
