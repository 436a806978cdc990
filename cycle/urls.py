from django.urls import path

import cycle.converters  # noqa: F401, registers <action:...>, <deviation:...>, <element:...>
from cycle.views import correcting, figures, files, home, monitoring
from cycle.views import cycle as cycle_page

urlpatterns = [
    path("", home.home, name="home"),
    path("map/", monitoring.strategic_map, name="map"),
    path("objectives/<element:code>/", monitoring.objective, name="objective"),
    path("kpis/<element:code>/", monitoring.kpi, name="kpi"),
    path("origins/<element:code>/", monitoring.origin, name="origin"),
    path("deviations/", correcting.deviations, name="deviations"),
    path("deviations/<deviation:number>/", correcting.deviation, name="deviation"),
    path("deviations/<deviation:number>/acknowledge/", correcting.acknowledge, name="deviation-acknowledge"),
    path("deviations/<deviation:number>/link/", correcting.link, name="deviation-link"),
    path("deviations/<deviation:number>/solution/", correcting.solution, name="solution"),
    path("corrective-actions/<action:number>/", correcting.action, name="action"),
    path("corrective-actions/<action:number>/decision/", correcting.decision, name="action-decision"),
    path("corrective-actions/<action:number>/progress/", correcting.progress, name="action-progress"),
    path("corrective-actions/<action:number>/amendment/", correcting.amending, name="action-amendment"),
    path("corrective-actions/<action:number>/closing/", correcting.closing, name="action-closing"),
    path("figures/", figures.figures, name="figures"),
    path("figures/<str:edition>/<element:code>/", figures.period, name="period"),
    path("figures/<str:edition>/<element:code>/confirm/", figures.confirm, name="period-confirm"),
    path("figures/<str:edition>/<element:code>/lock/", figures.lock, name="period-lock"),
    path("figures/<str:edition>/<element:code>/kpis/<str:kpi>/", figures.figure, name="figure"),
    path("figures/<str:edition>/<element:code>/kpis/<str:kpi>/<int:number>/", figures.validate, name="figure-validate"),
    path("figures/<str:edition>/<element:code>/file/", files.give, name="figures-give"),
    path("figures/<str:edition>/<element:code>/figures.<str:form>", files.exported, name="figures-exported"),
    path("figures-files/<int:pk>/", files.shown, name="figures-file"),
    path("figures-files/<int:pk>/progress/", files.progress, name="figures-file-progress"),
    path("figures-files/<int:pk>/accept/", files.accept, name="figures-file-accept"),
    path("figures-files/<int:pk>/drop/", files.drop, name="figures-file-drop"),
    path("validations/<int:pk>/answer/", figures.answer, name="contest-answer"),
    path("evidence/<int:pk>/", figures.evidence, name="evidence"),
    path("kpis/<str:key>/owner/", figures.owner, name="kpi-owner"),
    path("cycle/", cycle_page.cycle, name="cycle"),
    path("cycle/advance/", cycle_page.advance, name="cycle-advance"),
]
