from django.db import models


class Letter(models.Model):
    """An e-mail that the demonstration kept instead of sending it."""

    message_id = models.CharField(max_length=200, unique=True)
    sender = models.CharField(max_length=200)
    recipient = models.CharField(max_length=200, db_index=True)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-received_at", "-pk"]

    def __str__(self):
        return self.subject
