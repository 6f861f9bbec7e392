"""What the province published of its dossiers, held against a database that holds the demonstration's ledger."""

import datetime

from agencies.models import Agency
from procedures import statistics as rules
from procedures import summary
from procedures.models import Dossier
from procedures.services import ledger_measures, statistics
from procedures.services.statistics import DossierScope

FROM, TO = datetime.date(2023, 12, 15), datetime.date(2024, 6, 14)


def percent(rate: tuple[int, int] | None) -> str:
    return f"{rules.percent(rate):.2f}"


def assert_published() -> None:
    assert Dossier.objects.count() == 205_787 + 1_480 + 2_221 + 1_347
    found = statistics.table(DossierScope(), FROM, TO)
    lines = {row.key: row.line for row in found.rows}
    published = {
        key: (one.online + one.direct, one.online, one.resolved, one.early, one.on_time, one.late, one.invalid)
        for key, one in lines.items()
    }
    assert published["province"][:6] == (46_112, 39_997, 43_097, 17_099, 25_234, 764)
    assert published["district"] == (65_894, 25_946, 54_404, 36_296, 15_150, 2_958, 2_065)
    assert published["commune"][:6] == (93_781, 55_323, 86_730, 56_762, 28_820, 1_148)
    still = [(one.pending - one.waiting, one.waiting) for one in lines.values()]
    assert still == [(2_292, 697), (9_278, 786), (3_952, 356)]
    assert [percent(rules.on_time_rate(one)) for one in lines.values()] == ["98.23", "94.56", "98.68"]
    assert rules.online_rate(found.whole) == (121_266, 205_787)
    assert percent(rules.online_rate(found.whole)) == "58.93"
    assert [rules.problems(one) for one in (*lines.values(), found.whole)] == [[], [], [], []]
    assert found.agencies == (170, 171)
    planning = statistics.table(DossierScope(agency=Agency.objects.get(code="SKHDT")), FROM, TO).whole
    assert (planning.online, planning.direct, planning.resolved) == (1_061, 0, 664)
    assert rules.on_time_rate(planning) == (589, 664)
    assert summary.differences() == []
    known = ledger_measures.measured(Agency.objects.get(code="SKHDT"), FROM, TO)
    assert {name: one.value for name, one in known.items()} == {
        "dossiers.resolved": 664,
        "dossiers.on_time": 589,
        "dossiers.received_of_online": 1_061,
        "dossiers.received_online": 1_061,
    }
    assert ledger_measures.measured(Agency.objects.get(code="VPUBND"), FROM, TO) == {}
