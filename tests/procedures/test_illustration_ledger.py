import pytest

from procedures import illustration_ledger as illustration
from procedures.models import Channel, Outcome


def test_the_numbers_of_the_generator_are_those_of_the_models():
    assert tuple(Channel.values) == (illustration.ONLINE, illustration.DIRECT, illustration.POSTAL)
    states = ("PENDING", "WAITING", "RESOLVED", "RETURNED", "WITHDRAWN", "INVALID")
    assert [getattr(illustration, name) for name in states] == [Outcome[name] for name in states]


@pytest.mark.parametrize("tier", illustration.TOTALS)
def test_what_is_chosen_makes_a_tier_close(tier):
    one = illustration.TOTALS[tier]
    resolved = one.early + one.on_time + one.late
    apart = one.returned + one.withdrawn + one.invalid
    assert one.received + one.carried == resolved + one.in_progress + one.waiting + apart
