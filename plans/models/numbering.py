from django.db import models


class Numbering(models.Model):
    """The last number given in a series. Taking one locks the row until the transaction ends, so none is lost
    or given twice; see plans.operations.numbering."""

    series = models.CharField(max_length=40, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.series}: {self.last}"
