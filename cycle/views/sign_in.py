"""Signing in; in the demonstration, with one press as any of its people."""

from django.conf import settings
from django.contrib.auth import views
from django.utils import timezone

from cycle.demonstration import NAMED, PASSWORD


class SignIn(views.LoginView):
    template_name = "sign_in.html"
    redirect_authenticated_user = True

    def form_valid(self, form):
        """Notes the moment: who votes long after it gives the password again."""
        answer = super().form_valid(form)
        self.request.session["signed_in_at"] = timezone.now().isoformat()
        return answer

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if settings.DEMONSTRATION:
            context |= {"accounts": NAMED, "password": PASSWORD}
        return context
