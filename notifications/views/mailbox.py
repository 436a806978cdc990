"""What a person was told, and the demonstration's mailbox."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render

from notifications.models import Letter, Notice

AT_ONCE = 100


@login_required
def notices(request):
    """The notices of whoever is signed in, the newest first."""
    mine = Notice.objects.filter(recipient=request.user).select_related("delivery")
    return render(request, "notifications/notices.html", {"notices": mine[:AT_ONCE]})


@login_required
def mailbox(request):
    """The letters that the demonstration kept: one's own, or everybody's for an administrator."""
    if not settings.DEMONSTRATION:
        raise Http404
    letters = Letter.objects.all()
    if not request.user.is_staff:
        letters = letters.filter(recipient=request.user.email)
    return render(request, "notifications/mailbox.html", {"letters": letters[:AT_ONCE], "count": letters.count()})
