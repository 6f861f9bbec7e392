"""Which cells other registers fill in, and where a figure differs from what they count."""

import importlib
from decimal import Decimal

import pytest

from agencies.numbers import State
from reports import cells, checks, prefill, sources
from reports.cells import Cell
from tests.reports.real import EDITION, SKHDT
from tests.reports.test_cells import COMMUNE, DISTRICT, PROVINCE

KEY = "4:3.1.1"
TYPED = Cell(State.REPORTED, Decimal(664), typed="664", measured=Decimal(664))
FILLED = Cell(State.REPORTED, Decimal(664), typed="664", filled_from="dossiers.resolved", measured=Decimal(664))


@pytest.mark.parametrize(
    "cell, counted, written, measured",
    [
        (Cell(), 664, "664", 664),
        (Cell(), 0, "0", 0),
        (Cell(), 205787, "205.787", 205787),
        (Cell(), None, None, None),
        (Cell(note="chờ sổ"), 664, "664", 664),
        (Cell(typed="sáu trăm"), 664, None, 664),  # could not be read, and is somebody's
        (Cell(State.REPORTED, Decimal(600), typed="600"), 664, None, 664),
        (Cell(State.NONE, Decimal(0), typed="-"), 664, None, 664),
        (Cell(State.OUT_OF_SCOPE, typed="x"), 664, None, 664),
        (TYPED, 664, None, None),
        (TYPED, 670, None, 670),
        (FILLED, 664, None, None),
        (FILLED, 670, "670", 670),
        (FILLED, None, None, None),
    ],
)
def test_a_blank_or_filled_cell_follows_its_register_and_a_typed_one_stays(cell, counted, written, measured):
    values = {} if counted is None else {"dossiers.resolved": counted}
    plan = prefill.plan(EDITION, SKHDT, {KEY: cell}, values, lambda spec: True)
    assert plan.typed == ({KEY: written} if written else {})
    assert plan.measured == ({} if measured is None else {KEY: Decimal(measured)})


def test_a_cell_that_is_not_open_is_neither_filled_nor_compared():
    assert not prefill.plan(EDITION, SKHDT, {}, {"dossiers.resolved": 664}, lambda spec: False)


def test_a_plan_carried_out_leaves_nothing_to_plan():
    values = {"dossiers.resolved": 664, "dossiers.on_time": 589}
    plan = prefill.plan(EDITION, SKHDT, {KEY: Cell(revision=3)}, values, lambda spec: True)
    sheet = prefill.carried_out(EDITION, SKHDT, {KEY: Cell(revision=3)}, plan, {})
    assert (sheet[KEY].value, sheet[KEY].filled_from, sheet[KEY].revision) == (Decimal(664), "dossiers.resolved", 4)
    assert (sheet["4:3.1"].numerator, sheet["4:3.1"].denominator) == (589, 664)
    assert not prefill.plan(EDITION, SKHDT, sheet, values, lambda spec: True)


@pytest.mark.parametrize(
    "filer, asked, not_asked",
    [
        (SKHDT, "4:3.1.1", "4:3.2.1"),
        (DISTRICT, "4:3.2.1", "4:3.1.1"),
        (COMMUNE, "4:3.3.1", "4:3.2.1"),
        (SKHDT, "4:1.2", "8:1"),
        (COMMUNE, "4:1.4.3", "4:1.2"),  # all communes share their procedures, and 1.2 is added up
        (PROVINCE, "8:6.1.1", "8:6.4.1"),  # the province adds up its agencies' dossiers
    ],
)
def test_only_rows_of_the_agency_are_filled(filer, asked, not_asked):
    keys = {spec.key for spec in prefill.sourced(EDITION, filer)}
    assert asked in keys
    assert not_asked not in keys


def test_what_a_person_types_is_no_longer_the_registers_and_an_emptied_cell_is_again():
    after = cells.apply(EDITION, SKHDT, {KEY: FILLED}, {KEY: "600"}, {})
    assert (after[KEY].filled_from, after[KEY].measured) == ("", Decimal(664))
    assert prefill.again({KEY: after[KEY]}, {KEY: "  "}) == {KEY: "664"}
    assert prefill.again({KEY: after[KEY]}, {KEY: "601"}) == {}
    assert prefill.again({}, {KEY: ""}) == {}


@pytest.mark.parametrize(
    "typed, came",
    [
        ("600", "600, chênh -64"),
        ("1.664", "1.664, chênh +1.000"),
        ("-", "0, chênh -664"),
        ("x", "0, chênh -664"),
        ("664", None),
        ("", None),
        ("sáu trăm", None),  # INPUT says it
    ],
)
def test_a_figure_that_differs_from_its_register_has_to_be_explained(typed, came):
    sheet = cells.apply(EDITION, SKHDT, {KEY: FILLED}, {KEY: typed}, {})
    found = [one for one in checks.problems(EDITION, SKHDT, sheet, {}) if one.rule == "SOURCE"]
    assert [(one.severity, one.cells, one.expected, one.came) for one in found] == (
        [("warning", (KEY,), "664 như Sổ hồ sơ TTHC", came)] if came else []
    )


def test_nothing_is_said_where_no_register_counts():
    sheet = cells.apply(EDITION, SKHDT, {}, {KEY: "600"}, {})
    assert not [one for one in checks.problems(EDITION, SKHDT, sheet, {}) if one.rule == "SOURCE"]


def test_every_row_names_a_measure_that_is_counted_and_the_migration_names_the_same():
    named = {spec.key: spec.source for spec in EDITION.specs.values() if spec.source}
    assert set(named.values()) == set(sources.MEASURES)
    migration = importlib.import_module("reports.migrations.0004_figures_of_other_registers")
    rows = {f"{number}:{code}": name for number, rows in migration.MEASURES.items() for code, name in rows.items()}
    assert rows == named
