from django.urls import path

import plans.converters  # noqa: F401, registers <amendment:...>
from plans.views import drafting, editing, plan, rewording, settling

urlpatterns = [
    path("plan/", plan.plan, name="plan"),
    path("plan/versions/", plan.versions, name="versions"),
    path("plan/versions/<version:version>/", plan.version, name="version"),
    path("plan/elements/<key:key>/", plan.element, name="element"),
    path("plan/compare/", plan.compare_chosen, name="compare"),
    path("plan/compare/<version:old>..<version:new>/", plan.comparison, name="comparison"),
    path("amendments/new/", drafting.new, name="new-amendment"),
    path("amendments/<amendment:number>/draft/", drafting.draft, name="draft"),
    path("amendments/<amendment:number>/draft/settle/", settling.settle, name="draft-settle"),
    path("amendments/<amendment:number>/draft/pick/", editing.pick, name="draft-pick"),
    path("amendments/<amendment:number>/draft/element/<key:key>/", editing.element, name="draft-element"),
    path("amendments/<amendment:number>/draft/element/<key:key>/remove/", editing.remove, name="draft-element-remove"),
    path("amendments/<amendment:number>/draft/add/<slug:collection>/", editing.add, name="draft-add"),
    path("amendments/<amendment:number>/draft/text/", rewording.change_text, name="draft-text"),
    path("amendments/<amendment:number>/draft/estimate/", rewording.change_estimate, name="draft-estimate"),
    path("amendments/<amendment:number>/draft/file/", editing.bring_in, name="draft-file"),
    path("amendments/<amendment:number>/draft/copy/", drafting.copy, name="draft-copy"),
    path("amendments/<amendment:number>/draft/preview/", rewording.preview, name="draft-preview"),
    path("amendments/<amendment:number>/draft/remove/<int:place>/", drafting.remove_change, name="draft-remove"),
    path("amendments/<amendment:number>/draft/restore/<int:saved>/", drafting.restore, name="draft-restore"),
]
