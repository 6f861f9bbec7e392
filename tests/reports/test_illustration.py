from decimal import Decimal

import pytest

from reports import catalogue, cells, checks, illustration
from tests.reports.real import EDITION

AGENCIES = [("SNV", "department"), ("STC", "department"), ("476", "district"), ("19822", "commune"), ("46", "province")]


def filled(code: str, tier: str):
    filer = cells.Filer(code, tier)
    typed = illustration.texts(EDITION, filer, "2024", growth=2.1)
    bases = {key: Decimal(text) for key, text in illustration.bases(EDITION, typed).items()}
    return filer, typed, cells.apply(EDITION, filer, {}, typed, bases), bases


@pytest.mark.parametrize("code, tier", AGENCIES)
def test_an_illustrative_report_can_be_sent_as_it_is(code, tier):
    filer, _, sheet, bases = filled(code, tier)
    found = checks.problems(EDITION, filer, sheet, bases)
    assert [problem for problem in found if problem.severity is catalogue.Severity.ERROR] == []


def test_the_same_agency_always_gets_the_same_figures_and_another_gets_others():
    assert filled("STC", "department")[1] == filled("STC", "department")[1]
    assert filled("STC", "department")[1] != filled("SNV", "department")[1]


def test_most_of_what_was_resolved_was_on_time():
    sheet = filled("STC", "department")[2]
    assert sheet["4:3.1"].value is not None
    assert 80 <= sheet["4:3.1"].value <= 100


def test_no_more_was_cut_since_2015_than_there_was():
    sheet = filled("476", "district")[2]
    assert all(0 <= (sheet[key].value or 0) <= 100 for key in EDITION.baseline_keys)
