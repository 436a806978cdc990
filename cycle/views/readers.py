"""Who reads where the strategy stands."""

from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login


def for_readers(view):
    """A page that says where the strategy stands: for anybody, or for whoever is signed in, as the settings say."""

    @wraps(view)
    def shown(request, *args, **kwargs):
        if settings.REPORT_IS_PUBLIC or request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return redirect_to_login(request.get_full_path())

    return shown
