import pytest
from django.urls import NoReverseMatch, get_script_prefix, set_script_prefix

from agencies.addresses import address


@pytest.fixture
def below_a_prefix():
    usual = get_script_prefix()
    set_script_prefix("/cchc/")
    yield
    set_script_prefix(usual)


def test_a_page_has_the_address_of_its_name():
    assert address("home") == "/"
    assert address("report_appendix", 1537, 2) == "/reports/1537/appendices/2/"
    assert address("report_appendix", 1537, "3") == "/reports/1537/appendices/3/"


def test_the_prefix_that_the_portal_is_served_under_counts(below_a_prefix):
    assert address("home") == "/cchc/"


def test_the_prefix_of_one_request_is_not_that_of_the_next():
    assert address("home") == "/"


def test_a_page_that_does_not_exist_is_an_error_every_time():
    for _ in range(2):
        with pytest.raises(NoReverseMatch):
            address("nowhere")
