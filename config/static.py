"""Which static files are served."""

from django.contrib.staticfiles.finders import AppDirectoriesFinder

ENGINE = "viewflow"


class AppsWithoutEngine(AppDirectoriesFinder):
    """The apps' static files, without the engine's 49 MB, which no page of ours uses."""

    def __init__(self, app_names=None, *args, **kwargs):
        super().__init__(app_names, *args, **kwargs)
        for name in [name for name in self.storages if name.startswith(ENGINE)]:
            del self.storages[name]
        self.apps = [name for name in self.apps if not name.startswith(ENGINE)]
