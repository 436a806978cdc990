"""The e-mail backend of the demonstration: letters become rows, and a page shows them."""

from django.core.mail.backends.base import BaseEmailBackend

from notifications.models import Letter


class MailboxBackend(BaseEmailBackend):
    def send_messages(self, messages):
        """Keeps a row for each recipient. The same message twice (a worker was killed) is kept once."""
        for message in messages:
            message_id = message.extra_headers.get("Message-ID") or message.message()["Message-ID"]
            for recipient in message.recipients():
                Letter.objects.get_or_create(
                    message_id=f"{message_id} {recipient}",
                    defaults={
                        "sender": message.from_email,
                        "recipient": recipient,
                        "subject": message.subject,
                        "body": message.body,
                    },
                )
        return len(messages)
