import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, models
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency, Membership
from agencies.prepared import Prepared
from tests import cast

pytestmark = pytest.mark.django_db

held = Prepared(
    lambda user, day: Membership.objects.on(day).filter(user=user).order_by("pk").values_list("agency__code", "role"),
    user=models.BigIntegerField(),
    day=models.DateField(),
)
agency = Prepared(lambda code: Agency.objects.filter(code=code), code=models.CharField())


def test_the_rows_are_those_of_the_queryset_for_whoever_is_given():
    reporter, signer = cast.reporter_a(), cast.signer_a()
    today = datetime.date(2024, 6, 20)
    assert held.rows(user=reporter.pk, day=today) == [(cast.skhdt().code, "reporter")]
    assert held.rows(user=signer.pk, day=today) == [(cast.skhdt().code, "signer")]
    assert held.rows(user=0, day=today) == []


def test_each_question_is_answered_as_of_its_own_day():
    reporter = cast.reporter_a()
    Membership.objects.filter(user=reporter).update(valid_to=datetime.date(2024, 6, 30))
    assert len(held.rows(user=reporter.pk, day=datetime.date(2024, 6, 30))) == 1
    assert held.rows(user=reporter.pk, day=datetime.date(2024, 7, 1)) == []


def test_a_model_comes_with_what_it_is_read_with(django_assert_num_queries):
    membership = Prepared(
        lambda user: Membership.objects.filter(user=user).select_related("agency", "user"),
        user=models.BigIntegerField(),
    )
    reporter = cast.reporter_a()
    with django_assert_num_queries(1):
        found = membership.first(user=reporter.pk)
        assert (found.user, found.agency.name) == (reporter, "Sở Kế hoạch và Đầu tư")
    assert membership.first(user=0) is None


def test_what_is_annotated_stands_in_the_model():
    marked = Prepared(
        lambda code: Agency.objects.filter(code=code).annotate(
            has_members=models.Exists(Membership.objects.filter(agency=models.OuterRef("pk"))), twice=models.F("name")
        ),
        code=models.CharField(),
    )
    cast.reporter_a()
    found, other = marked.first(code=cast.skhdt().code), marked.first(code=cast.stc().code)
    assert (found.has_members, found.twice) == (True, "Sở Kế hoạch và Đầu tư")
    assert other.has_members is False


def test_a_model_that_was_read_can_be_saved():
    found = agency.first(code=cast.skhdt().code)
    found.name = "Sở Tài chính"
    found.save()
    assert agency.first(code=found.code).name == "Sở Tài chính"


def test_what_is_given_is_never_read_as_a_statement():
    cast.skhdt()
    assert agency.first(code="'; DELETE FROM agencies_agency; --") is None
    assert agency.first(code="%s") is None
    assert Agency.objects.exists()


def test_what_stands_in_the_question_itself_may_hold_a_percent_sign():
    skhdt = cast.skhdt()
    Agency.objects.filter(pk=skhdt.pk).update(short_name="100%")
    asked = Prepared(
        lambda code: Agency.objects.filter(Q(code=code), short_name__endswith="0%").values_list("short_name"),
        code=models.CharField(),
    )
    assert asked.rows(code=skhdt.code) == asked.rows(code=skhdt.code) == [("100%",)]


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_plans_anew():
    code = cast.skhdt().code
    assert agency.first(code=code).code == code
    connection.close()
    assert agency.first(code=code).code == code


@pytest.mark.django_db(transaction=True)
def test_every_thread_asks_on_its_own_connection():
    code = cast.skhdt().code

    def ask(_: int) -> str:
        try:
            return agency.first(code=code).code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(ask, range(8))) == {code}


@pytest.mark.postgresql
def test_postgresql_plans_once_a_connection_but_not_behind_a_pool_of_connections():
    def sent() -> list[str]:
        with CaptureQueriesContext(connection) as context:
            agency.first(code="01")
        return [query["sql"].split()[0] for query in context.captured_queries]

    sent()
    assert sent() == ["EXECUTE"]
    connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] = True
    try:
        assert sent() == ["SELECT"]
    finally:
        connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] = False
