"""Who acts for somebody else, and from when to when. Dated, never erased."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from approvals.models.body import TermQuerySet, ends_after_it_starts


class Substitution(models.Model):
    """While a person is absent, another acts with the absent one's rights in a body; both are named."""

    body = models.ForeignKey("approvals.Body", models.PROTECT, related_name="substitutions")
    absent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="substitutions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            ends_after_it_starts("substitution"),
            models.CheckConstraint(condition=~Q(absent=F("substitute")), name="substitute_is_somebody_else"),
        ]
        indexes = [models.Index(fields=["substitute", "ends_at"], name="substitution_of_person")]

    def __str__(self):
        return f"{self.substitute_id} for {self.absent_id}"


class Proxy(models.Model):
    """A Member lets another one vote for it in a body, for a time in which it does not vote itself."""

    body = models.ForeignKey("approvals.Body", models.PROTECT, related_name="proxies")
    giver = models.ForeignKey("approvals.Member", models.PROTECT, related_name="proxies_given")
    holder = models.ForeignKey("approvals.Member", models.PROTECT, related_name="proxies_held")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "proxies"
        ordering = ["-starts_at", "-pk"]
        constraints = [
            ends_after_it_starts("proxy"),
            models.CheckConstraint(condition=~Q(giver=F("holder")), name="proxy_holder_is_another_member"),
        ]
        indexes = [models.Index(fields=["body", "holder", "ends_at"], name="proxy_of_holder")]

    def __str__(self):
        return f"{self.holder.code} for {self.giver.code}"
