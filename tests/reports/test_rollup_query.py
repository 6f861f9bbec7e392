"""Does the one statement say what a loop over the agencies says?"""

import random
from collections import defaultdict
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Agency, Chain
from agencies.numbers import State
from reports import plain, rollup, rollup_query
from reports.catalogue import Kind, Rollup
from reports.models import Figure, Indicator, Period, Report, Version
from reports.rollup import Stage
from tests import cast, filing
from tests.province import period_of, send, write

pytestmark = pytest.mark.django_db


def random_figure(spec, version: Version, dice: random.Random) -> Figure:
    state = dice.choice([State.REPORTED] * 5 + [State.NONE, State.OUT_OF_SCOPE, State.MISSING])
    value = numerator = denominator = None
    if state is State.NONE:
        value = None if spec.kind is Kind.RATE else Decimal(0)
        numerator = denominator = Decimal(0) if spec.kind is Kind.RATE else None
    elif state is State.REPORTED and spec.kind is Kind.RATE:
        numerator, denominator = Decimal(dice.randrange(-50, 900)), Decimal(dice.randrange(1, 900))
    elif state is State.REPORTED and spec.kind is Kind.AMOUNT:
        value = Decimal(dice.randrange(10**12)) / 10**4
    elif state is State.REPORTED and spec.choices:
        value = Decimal(dice.choice(spec.choices)[0])
    elif state is State.REPORTED:
        value = Decimal(dice.randrange(5000))
    if state is State.MISSING and spec.kind is Kind.RATE and dice.random() < 0.5:
        numerator, denominator = Decimal(3), Decimal(0)  # both parts given, no value: it divides by 0
    parts = {"numerator": numerator, "denominator": denominator}
    return Figure(version=version, indicator_id=spec.pk, state=state, value=value, **parts)


def fill(period: Period, dice: random.Random, share: float = 0.8) -> None:
    """Random figures in the first version of every report; `share` of them sent, half of these approved."""
    edition, figures = plain.edition(period.edition), []
    by = cast.user("ai")
    for report in Report.objects.filter(period=period).select_related("current"):
        specs = [spec for spec in edition.specs.values() if not spec.is_heading and dice.random() < 0.9]
        figures += [random_figure(spec, report.current, dice) for spec in specs]
        if dice.random() < share:
            Version.objects.filter(pk=report.current_id).update(sent_at=timezone.now(), signed_by=by)
            report.sent = report.current
            report.official = report.current if dice.random() < 0.5 else None
            report.save(update_fields=["sent", "official"])
    Figure.objects.bulk_create(figures, batch_size=500)


def by_loop(period: Period, stage: Stage) -> dict[str, rollup.Sums]:
    """The same sums one figure at a time, in Python."""
    edition, keys = plain.edition(period.edition), plain.keys(period.edition)
    found: dict[str, dict] = defaultdict(lambda: defaultdict(Decimal))
    scopes, choices = defaultdict(lambda: defaultdict(int)), defaultdict(lambda: defaultdict(int))
    for report in Report.objects.filter(period=period).exclude(agency__tier="province").select_related("agency"):
        version = report.official_id if stage is Stage.OFFICIAL else report.sent_id
        for figure in Figure.objects.filter(version=version) if version else ():
            key = keys[figure.indicator_id]
            row = found[key]
            row["given"] += figure.value is not None
            row["none"] += figure.state == "none"
            row["both"] += figure.denominator is not None
            for name in ("value", "numerator", "denominator"):
                row[name] += getattr(figure, name) or 0
            scopes[key][report.agency.tier] += figure.state == "out_of_scope"
            if edition.specs[key].rollup is Rollup.TALLY and figure.value is not None:
                choices[key][int(figure.value)] += 1
    return {
        key: rollup.Sums(**row, out_of_scope=_without_0(scopes[key]), choices=_without_0(choices[key]))
        for key, row in found.items()
    }


def _without_0(counts) -> dict:
    return {name: count for name, count in counts.items() if count}


def comparable(sums: rollup.Sums) -> tuple:
    counts = (sums.given, sums.none, sums.both, sums.value, sums.numerator, sums.denominator)
    return (*counts, _without_0(sums.out_of_scope), _without_0(sums.choices))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("stage", Stage)
def test_the_statement_adds_up_what_a_loop_adds_up(seed, stage):
    dice = random.Random(seed)
    period = period_of(dice.randrange(1, 14))
    fill(period, dice)
    found, expected = rollup_query.sums(period, stage), by_loop(period, stage)
    assert {key: comparable(sums) for key, sums in found.items()} == {
        key: comparable(sums) for key, sums in expected.items()
    }


@pytest.mark.parametrize("seed", range(4))
def test_the_provinces_totals_are_those_of_the_loop(seed):
    dice = random.Random(100 + seed)
    period = period_of(12)
    fill(period, dice)
    found = rollup_query.province(period, Stage.PROVISIONAL)
    root = Report.objects.get(period=period, agency__tier="province")
    own = plain.figures(root.sent_id, period.edition) if root.sent_id else plain.Figures({}, {})
    asked = {"department": 3, "district": 3, "commune": 6}
    edition = plain.edition(period.edition)
    assert found.totals == rollup.roll_up(edition, asked, by_loop(period, Stage.PROVISIONAL), own.sheet, own.bases)


def test_what_two_agencies_typed_adds_up_to_one_rate():
    """12 / 21 and 9 / 9 are 21 / 30; a third agency gave one part only and stays out of the rate."""
    typed = {
        cast.skhdt: (cast.reporter_a, {"2:2.1": "21", "2:2.2": "12"}),
        cast.stc: (cast.reporter_b, {"2:2.1": "9", "2:2.2": "9"}),
        cast.commune: (cast.reporter_commune, {"2:2.1": "40"}),
    }
    cast.province()
    for agency in typed:
        agency()
    for agency, (reporter, texts) in typed.items():
        report = filing.report(agency())
        filing.fill(report, texts, reporter())
        Report.objects.filter(pk=report.pk).update(sent=report.current_id)
    totals = rollup_query.province(filing.period(), Stage.PROVISIONAL).totals
    assert (totals["2:2"].value, totals["2:2"].coverage) == (70, "2/4 đơn vị")
    assert (totals["2:2.1"].value, totals["2:2.1"].coverage) == (70, "3/4 đơn vị")


def test_official_reads_approved_versions_and_provisional_whatever_was_sent():
    period = period_of(2)
    first, second = Report.objects.filter(period=period).exclude(agency__tier="province").order_by("pk")
    send(first, {"2:1": 5}, approved=True)
    send(second, {"2:1": 7})
    assert rollup_query.province(period, Stage.OFFICIAL).totals["2:1"].value == 5
    assert rollup_query.province(period, Stage.PROVISIONAL).totals["2:1"].value == 12
    assert rollup_query.province(period, Stage.OFFICIAL).coverage.text == "1/2 đơn vị"


def test_a_correction_in_work_changes_nothing_until_it_is_sent():
    period = period_of(1)
    report = Report.objects.exclude(agency__tier="province").get(period=period)
    send(report, {"2:1": 5}, approved=True)
    second = Version.objects.create(report=report, number=3)
    Report.objects.filter(pk=report.pk).update(current=second)
    write(second, {"2:1": 500})
    assert rollup_query.province(period, Stage.PROVISIONAL).totals["2:1"].value == 5


def test_the_provinces_own_report_gives_its_lead_cells_and_is_not_added_up():
    period = period_of(2)
    root = Report.objects.get(period=period, agency__tier="province")
    send(root, {"2:3.1": 12, "2:1": 1000})
    totals = rollup_query.province(period, Stage.PROVISIONAL).totals
    assert (totals["2:3.1"].value, totals["2:3.1"].given) == (12, 1)
    assert totals["2:1"].state is State.MISSING
    assert rollup_query.province(period, Stage.OFFICIAL).totals["2:3.1"].state is State.MISSING


def test_one_tier_can_be_added_up_alone():
    period = period_of(4)
    for report in Report.objects.filter(period=period).exclude(agency__tier="province"):
        send(report, {"2:1": 10})
    total = rollup_query.province(period, Stage.PROVISIONAL, "commune").totals["2:1"]
    assert (total.value, total.coverage) == (20, "2/2 đơn vị")


def test_another_period_does_not_count():
    period = period_of(1)
    quarter = filing.period("q1")
    send(Report.objects.exclude(agency__tier="province").get(period=quarter), {"2:1": 9})
    assert rollup_query.province(period, Stage.PROVISIONAL).totals["2:1"].state is State.MISSING


def test_illustrative_figures_are_known_to_be_so():
    period = period_of(2)
    report = Report.objects.filter(period=period).exclude(agency__tier="province").first()
    Report.objects.filter(pk=report.pk).update(illustrative=True)
    assert rollup_query.province(period, Stage.PROVISIONAL).coverage.illustrative is False
    send(report, {"2:1": 1})
    assert rollup_query.province(period, Stage.PROVISIONAL).coverage.illustrative is True


def test_the_number_of_queries_does_not_grow_with_the_agencies():
    period = period_of(3)
    fill(period, random.Random(1), share=1)
    assert queries(period) == 3
    agencies_more(period, 197)
    assert Report.objects.filter(period=period).count() == 201
    assert queries(period) == 3


def queries(period: Period) -> int:
    plain.edition(period.edition)  # parsed once in a worker's life
    with CaptureQueriesContext(connection) as context:
        rollup_query.province(period, Stage.PROVISIONAL)
    return len(context)


def agencies_more(period: Period, count: int) -> None:
    more = [Agency(code=f"M{n}", name=f"Xã {n}", tier="commune") for n in range(count)]
    chains = Chain.objects.bulk_create(Chain(name=f"thêm:{n}") for n in range(count))
    reports = Report.objects.bulk_create(
        Report(period=period, agency=agency, chain=chain)
        for agency, chain in zip(Agency.objects.bulk_create(more), chains, strict=True)
    )
    for report in reports:
        send(report, {"2:1": 1})


def test_more_than_three_choices_are_counted_apart():
    edition = filing.edition()
    Indicator.objects.filter(appendix__edition=edition, appendix__number=2, code="7.2").update(
        choices="0=Trực tuyến|1=Phát phiếu|2=Kết hợp|3=Điện thoại|7=Khác"
    )
    edition.stamp += 1
    edition.save()
    plain.forget()
    period = period_of(4)
    for report, choice in zip(Report.objects.exclude(agency__tier="province"), (3, 7, 7, 1), strict=True):
        send(report, {"2:7.2": choice})
    found = rollup_query.province(period, Stage.PROVISIONAL).totals["2:7.2"].tally
    assert found == {0: 0, 1: 1, 2: 0, 3: 1, 7: 2}
    plain.forget()
