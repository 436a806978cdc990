from django.urls import path

from notifications.views import mailbox

urlpatterns = [
    path("notices/", mailbox.notices, name="notices"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
]
