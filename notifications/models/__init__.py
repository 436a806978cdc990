from notifications.models.mailbox import Letter
from notifications.models.notice import Delivery, Notice, Preference

__all__ = ["Delivery", "Letter", "Notice", "Preference"]
