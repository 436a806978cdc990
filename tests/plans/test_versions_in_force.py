"""What holds on many days at once is what holds on each of them."""

from datetime import date, timedelta
from random import Random

import pytest

from plans.exceptions import NoPlanInForce
from plans.models import Edition, Lapse, Version
from plans.queries.versions import version_in_force, versions_in_force

pytestmark = pytest.mark.django_db
FIRST = date(2019, 1, 1)


def one_by_one(day):
    try:
        return version_in_force(day)
    except NoPlanInForce:
        return None


@pytest.mark.parametrize("seed", range(12))
def test_many_days_are_as_each_of_them(seed, at, django_assert_num_queries):
    random, base = Random(seed), Version.objects.get()
    editions = [base.edition] + [
        Edition.objects.create(key=f"other-{number}", name={"en": "SYNTHETIC"}, start=FIRST, end=date(2030, 1, 1))
        for number in range(2)
    ]
    number = base.number
    for _time in range(10):
        corrigendum = random.choice([0, 0, 0, 1, 2])
        number += corrigendum == 0
        version, made = Version.objects.get_or_create(
            number=number,
            corrigendum=corrigendum,
            defaults={
                "edition": random.choice(editions),
                "canonical_text": base.canonical_text,
                "digest": base.digest,
                "adopted_at": at,
                "in_force_from": FIRST + timedelta(days=random.randrange(0, 900, 30)),
            },
        )
        if made and random.random() < 0.3:
            until = version.in_force_from + timedelta(days=random.randrange(0, 400, 30))
            Lapse.objects.create(version=version, lapsed_at=at, holds_until=until)
    days = [FIRST + timedelta(days=place) for place in range(-30, 1300, 15)]
    with django_assert_num_queries(1):
        found = versions_in_force(days)
    assert found == {day: one_by_one(day) for day in days}
