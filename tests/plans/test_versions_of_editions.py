"""Which version of an edition holds on a day, for one and for many at once."""

from datetime import date, timedelta
from random import Random

import pytest

from plans.exceptions import NoPlanInForce
from plans.models import Edition, Lapse, Version
from plans.queries.versions import versions_of_editions

pytestmark = pytest.mark.django_db
FIRST = date(2019, 1, 1)


def one_by_one(edition, day):
    """By the rule as it is said, one step after the other."""
    held = [
        version
        for version in Version.objects.filter(edition=edition)
        if version.in_force_from <= day and not (hasattr(version, "lapse") and version.lapse.holds_until <= day)
    ]
    return max(held, key=lambda one: (one.in_force_from, one.number, one.corrigendum), default=None)


@pytest.mark.parametrize("seed", range(12))
def test_the_last_of_an_edition_that_holds_then(seed, at, django_assert_num_queries):
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
    for edition in editions:
        days = [FIRST + timedelta(days=place) for place in range(-30, 1300, 45)]
        expected = {(edition.pk, day): one_by_one(edition, day) for day in days}
        first = edition.versions.order_by("in_force_from", "number", "corrigendum").first()
        if first is None:
            with pytest.raises(NoPlanInForce):
                versions_of_editions([(*one, None) for one in expected])
            continue
        with django_assert_num_queries(1):
            assert versions_of_editions([(*one, None) for one in expected]) == {
                (*pair, None): one or first for pair, one in expected.items()
            }
