from django.urls import path

from cycle.views import home

urlpatterns = [
    path("", home.home, name="home"),
]
