"""Every address. What each role may do there is declared, and tested, in tests/config/test_urls.py."""

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from cycle.views.sign_in import SignIn

urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("", include("cycle.urls")),
    path("", include("approvals.urls")),
    path("", include("plans.urls")),
    path("", include("notifications.urls")),
]
