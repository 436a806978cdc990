from django.conf import settings
from django.db import models
from django.db.models import F, Q

from approvals.enums import Role, SeatKind


class TermQuerySet(models.QuerySet):
    def in_force(self, at):
        """The terms that hold at a moment: begun, and not ended."""
        return self.filter(starts_at__lte=at).filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at))


def ends_after_it_starts(what):
    return models.CheckConstraint(
        condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name=f"{what}_ends_after_it_starts"
    )


class Body(models.Model):
    """A committee or the Council. Groups get guardian permissions on it; terms say who holds them when."""

    key = models.CharField(max_length=40, unique=True)
    name = models.JSONField(help_text="The name in each language.")

    class Meta:
        verbose_name_plural = "bodies"
        permissions = [
            ("run_readings", "Can run the body's readings"),
            ("preside", "Can preside over the body"),
            ("vote", "Can vote in the body"),
            ("keep_bodies", "Can record who sits in bodies, and set their rules"),
            ("witness_register", "Is sent the register's root every day"),
        ]

    def __str__(self):
        return self.key

    @property
    def chain(self):
        """The name of this body's chain of acts in the register."""
        return f"body:{self.pk}"


class Member(models.Model):
    """A state or organization that is a Member. Its code is the ISO country code, in capitals."""

    code = models.CharField(max_length=3, unique=True)
    name = models.JSONField()
    region = models.CharField(max_length=8)

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return self.code

    @property
    def chain(self):
        """The name of this Member's chain of acts in the register: who acts for it."""
        return f"member:{self.pk}"


class Seat(models.Model):
    """A Member's place in a body. Without a term in force it is vacant, and counts for nothing."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="seats")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in SeatKind])
    region = models.CharField(max_length=8, blank=True)

    class Meta:
        ordering = ["body", "number"]
        constraints = [models.UniqueConstraint(fields=["body", "number"], name="seat_number_once")]

    def __str__(self):
        return f"{self.body.key} {self.number}"


class SeatTerm(models.Model):
    """A Member holds a seat for a term."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="terms")
    member = models.ForeignKey(Member, models.PROTECT, related_name="seat_terms")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_starts("seat_term"),
            models.UniqueConstraint(
                fields=["seat"], condition=Q(ends_at__isnull=True), name="seat_held_by_one_without_end"
            ),
        ]
        indexes = [models.Index(fields=["member", "seat"], name="seat_term_of_member")]

    def __str__(self):
        return f"{self.seat}: {self.member.code}"


class Office(models.Model):
    """A person's office in a body, for a term."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="offices")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="offices")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        constraints = [ends_after_it_starts("office")]
        indexes = [models.Index(fields=["person", "body", "role"], name="office_of_person")]

    def __str__(self):
        return f"{self.role} of {self.body.key}"


class Delegate(models.Model):
    """A person who acts for a Member, for a term: in one body, or in every one where it has a seat. A Member names
    as many as it likes; an alternate is one of them, and whoever acts last is the one who counts."""

    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="delegates")
    member = models.ForeignKey(Member, models.PROTECT, related_name="delegates")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="delegations")
    alternate = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        constraints = [ends_after_it_starts("delegate")]

    def __str__(self):
        return f"{self.person_id} for {self.member.code}"
