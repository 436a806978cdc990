from django.urls import path

import plans.converters  # noqa: F401, registers <amendment:...>
from approvals.views import advancing, amendments, readings, register, verify

urlpatterns = [
    path("amendments/", amendments.amendments, name="amendments"),
    path("amendments/<amendment:number>/", amendments.amendment, name="amendment"),
    path("amendments/<amendment:number>/receipt/", amendments.receipt, name="receipt"),
    path("amendments/<amendment:number>/returns/", amendments.returns, name="amendment-returns"),
    path("amendments/<amendment:number>/submit/", amendments.submit, name="amendment-submit"),
    path("amendments/<amendment:number>/withdraw/", amendments.withdraw, name="amendment-withdraw"),
    path("readings/advance/", advancing.advance, name="advance"),
    path("readings/<int:pk>/", readings.reading, name="reading"),
    path("readings/<int:pk>/open/", readings.opening, name="reading-open"),
    path("readings/<int:pk>/outcome/", readings.outcome, name="reading-outcome"),
    path("readings/<int:pk>/text/", readings.text, name="reading-text"),
    path("readings/<int:pk>/reaffirm/", readings.reaffirming, name="reading-reaffirm"),
    path("readings/<int:pk>/poll/", readings.poll_opening, name="poll-open"),
    path("readings/<int:pk>/poll/<int:poll>/cancel/", readings.poll_cancelling, name="poll-cancel"),
    path("readings/<int:pk>/poll/<int:poll>/close/", readings.poll_closing, name="poll-close"),
    path("plan/versions/<int:number>/document/", verify.document, name="document"),
    path("verify/", verify.verify, name="verify"),
    path("verify/root/", verify.root, name="root-certificate"),
    path("register/", register.register, name="register"),
]
