from django.conf import settings
from django.db import models
from django.db.models import Q


class Collision(models.Model):
    """An open amendment says otherwise than a version that was adopted meanwhile; its drafters settle it.

    What clashes is not stored: it follows from the amendment's base, its changes and the version.
    """

    amendment = models.ForeignKey("plans.Amendment", models.PROTECT, related_name="collisions")
    version = models.ForeignKey("plans.Version", models.PROTECT, related_name="+")
    found_at = models.DateTimeField()
    # settled by a person, or overtaken by a later version: then by nobody
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["found_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["amendment", "version"], name="collision_once"),
            models.UniqueConstraint(
                fields=["amendment"], condition=Q(settled_at__isnull=True), name="one_open_collision_an_amendment"
            ),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True) | Q(settled_at__isnull=False), name="collision_settled_at_a_moment"
            ),
        ]

    def __str__(self):
        return f"{self.amendment.code} and version {self.version.label}"
