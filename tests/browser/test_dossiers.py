"""The pages of dossiers in a browser: charts beside their tables, on a desk, on a phone and on paper."""

import datetime

import pytest
from playwright.sync_api import expect

from procedures.services import typed
from procedures.statistics import DossierCounts
from tests import cast
from tests.procedures import dossiers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SPAN = "from=2024-01-01&to=2024-03-31"


@pytest.fixture
def ledger(transactional_db) -> None:
    of = dossiers.procedure("1.001", "Đầu tư")
    rows = [dossiers.dossier(f"A{n}", cast.skhdt(), of, n, due_on=n + 5, finished_on=n + n % 9) for n in range(40)]
    dossiers.write([*rows, dossiers.dossier("B1", cast.commune(), of, 3, due_on=9)])
    line = DossierCounts(5, 3, 2, 0, 4, 1, 2, 0, 1, 1, 0)
    days = (datetime.date(2024, 1, 1), datetime.date(2024, 3, 31))
    typed.save_table(cast.district(), *days, {None: line}, 0, by=cast.reporter_district())


def test_the_pages_are_sound_on_a_desk_a_phone_and_paper(tab, live_server, sign_in, axe, ledger):
    sign_in(tab.context, cast.viewer())
    tab.goto(f"{live_server.url}/dossiers/?{SPAN}")
    for name in ("Theo tháng", "Theo cấp"):
        expect(tab.get_by_role("img", name=f"Biểu đồ {name}")).to_be_visible()
        expect(tab.get_by_role("region", name=f"{name}, số liệu")).to_be_visible()
    tab.emulate_media(media="print")
    expect(tab.locator("canvas").first).to_be_hidden()
    tab.emulate_media(media="screen")
    for path, who in (
        (f"/dossiers/?{SPAN}", cast.viewer()),
        (f"/dossiers/?{SPAN}&by=agency", cast.viewer()),
        (f"/dossiers/list/?{SPAN}&agency={cast.skhdt().pk}", cast.viewer()),
        (f"/dossiers/overdue/?{SPAN}", cast.viewer()),
        (f"/dossiers/slowest/?{SPAN}", cast.viewer()),
        (f"/dossiers/typed/{cast.district().pk}/2024-01-01/2024-03-31/", cast.reporter_district()),
    ):
        sign_in(tab.context, who)
        tab.set_viewport_size({"width": 1280, "height": 800})
        tab.goto(live_server.url + path)
        assert axe(tab) == [], path
        tab.set_viewport_size({"width": 360, "height": 800})
        assert tab.evaluate("document.documentElement.scrollWidth") <= 360, path
