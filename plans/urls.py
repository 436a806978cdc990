from django.urls import path

import plans.converters  # noqa: F401, registers <amendment:...>
from plans.views import drafting, plan, settling

urlpatterns = [
    path("plan/", plan.plan, name="plan"),
    path("plan/versions/", plan.versions, name="versions"),
    path("plan/versions/<int:number>/", plan.version, name="version"),
    path("plan/elements/<key:key>/", plan.element, name="element"),
    path("plan/compare/", plan.compare_chosen, name="compare"),
    path("plan/compare/<int:old>..<int:new>/", plan.comparison, name="comparison"),
    path("amendments/new/", drafting.new, name="new-amendment"),
    path("amendments/<amendment:number>/draft/", drafting.draft, name="draft"),
    path("amendments/<amendment:number>/draft/settle/", settling.settle, name="draft-settle"),
    path("amendments/<amendment:number>/draft/pick/", drafting.pick, name="draft-pick"),
    path("amendments/<amendment:number>/draft/text/", drafting.change_text, name="draft-text"),
    path("amendments/<amendment:number>/draft/estimate/", drafting.change_estimate, name="draft-estimate"),
    path("amendments/<amendment:number>/draft/priority/", drafting.add_priority, name="draft-priority"),
    path("amendments/<amendment:number>/draft/preview/", drafting.preview, name="draft-preview"),
    path("amendments/<amendment:number>/draft/remove/<int:place>/", drafting.remove_change, name="draft-remove"),
    path("amendments/<amendment:number>/draft/restore/<int:saved>/", drafting.restore, name="draft-restore"),
]
