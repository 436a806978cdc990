"""Middleware of the demonstration."""

from django.http import HttpResponseForbidden
from django.utils.translation import gettext as _

LOOPBACK = ("127.", "::1", "::ffff:127.")


class LoopbackOnly:
    """Refuses every request that did not come from this machine, whatever server listens."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.META.get("REMOTE_ADDR", "").startswith(LOOPBACK):
            return HttpResponseForbidden(_("Demonstration mode answers only on this machine."))
        return self.get_response(request)
