from django.urls import path

import cycle.converters  # noqa: F401, registers <action:...>, <deviation:...>, <element:...>
from cycle.views import correcting, figures, home, monitoring
from cycle.views import cycle as cycle_page

urlpatterns = [
    path("", home.home, name="home"),
    path("map/", monitoring.strategic_map, name="map"),
    path("objectives/<element:code>/", monitoring.objective, name="objective"),
    path("kpis/<element:code>/", monitoring.kpi, name="kpi"),
    path("origins/<element:code>/", monitoring.origin, name="origin"),
    path("deviations/", correcting.deviations, name="deviations"),
    path("deviations/<deviation:number>/", correcting.deviation, name="deviation"),
    path("deviations/<deviation:number>/solution/", correcting.solution, name="solution"),
    path("corrective-actions/<action:number>/", correcting.action, name="action"),
    path("corrective-actions/<action:number>/decision/", correcting.decision, name="action-decision"),
    path("corrective-actions/<action:number>/amendment/", correcting.amending, name="action-amendment"),
    path("corrective-actions/<action:number>/closing/", correcting.closing, name="action-closing"),
    path("figures/", figures.figures, name="figures"),
    path("figures/<str:edition>/<element:code>/", figures.period, name="period"),
    path("figures/<str:edition>/<element:code>/confirm/", figures.confirm, name="period-confirm"),
    path("figures/<str:edition>/<element:code>/lock/", figures.lock, name="period-lock"),
    path("figures/<str:edition>/<element:code>/kpis/<str:kpi>/", figures.figure, name="figure"),
    path("figures/<str:edition>/<element:code>/kpis/<str:kpi>/<int:number>/", figures.validate, name="figure-validate"),
    path("validations/<int:pk>/answer/", figures.answer, name="contest-answer"),
    path("evidence/<int:pk>/", figures.evidence, name="evidence"),
    path("kpis/<str:key>/owner/", figures.owner, name="kpi-owner"),
    path("cycle/", cycle_page.cycle, name="cycle"),
    path("cycle/advance/", cycle_page.advance, name="cycle-advance"),
]
