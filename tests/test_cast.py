"""Do the people of the tests have the rights that their names promise?"""

import inspect

import pytest

from agencies import roles
from tests import cast

pytestmark = pytest.mark.django_db

RIGHTS = {
    "reporter_a": ("reporter", "SKHDT"),
    "second_reporter_a": ("reporter", "SKHDT"),
    "signer_a": ("signer", "SKHDT"),
    "reporter_b": ("reporter", "STC"),
    "signer_b": ("signer", "STC"),
    "reporter_district": ("reporter", "476"),
    "reporter_commune": ("reporter", "19822"),
    "reviewer": ("reviewer", "SNV"),
    "reporter_snv": ("reporter", "SNV"),
    "viewer": ("viewer", "46"),
}


@pytest.mark.parametrize("who", RIGHTS)
def test_a_member_of_the_cast_holds_one_role_and_is_the_same_person_when_asked_again(who):
    person = getattr(cast, who)()
    (grant,) = roles.rights(person).grants
    assert (grant[3], grant[1]) == RIGHTS[who]
    assert getattr(cast, who)() == person


def test_the_administrator_holds_no_role():
    assert roles.rights(cast.admin()) == roles.NOBODY


def test_everyone_in_the_cast_is_listed_here():
    people = {
        name
        for name, made in inspect.getmembers(cast, inspect.isfunction)
        if made.__module__ == cast.__name__ and not inspect.signature(made).parameters
    }
    assert people - {"province", "snv", "skhdt", "stc", "district", "commune", "admin"} == set(RIGHTS)
