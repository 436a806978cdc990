"""Settings that every mode shares. What differs from one machine to another comes from the environment."""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"
env = environ.Env()

DEMONSTRATION = False

INSTALLED_APPS = [
    "cycle",
    "approvals",
    "plans",
    "notifications",
    "viewflow.workflow",
    "guardian",
    "django_htmx",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
        },
    },
]

# Forms and tables of ours are drawn by templates of ours.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")


def database(url):
    """Settings of one database; SQLite gets the pragmas that concurrent writers need."""
    settings = env.db_url_config(url)
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # without recursive_triggers, INSERT OR REPLACE walks round a delete trigger
            "init_command": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON"),
        }
    else:
        settings["CONN_MAX_AGE"] = 60
        settings["CONN_HEALTH_CHECKS"] = True
        # a statement that comes a third time is planned once for all; None where a pooler cannot keep it (ADR 16)
        threshold = 2 if env.bool("DATABASE_PREPARE", default=True) else None
        settings["OPTIONS"] = {"server_side_binding": True, "prepare_threshold": threshold}
    return settings


AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = True
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
# Who signed in longer ago than this gives the password again to vote.
FRESH_FOR = timedelta(minutes=env.int("FRESH_MINUTES", default=120))
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Brussels")

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(VAR_DIR / "media"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The engine's and the admin's static files are served only where they are used: see config/static.py.
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "config.static.AppsWithoutEngine",
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_BACKEND = None
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE = {
    "send-letters": {"task": "notifications.tasks.send_letters", "schedule": 5.0},
    "freeze-versions": {"task": "approvals.tasks.freeze_versions", "schedule": 5.0},
    "end-endorsed": {"task": "approvals.tasks.end_endorsed", "schedule": 5.0},
    "certify-decisions": {"task": "approvals.tasks.certify_decisions", "schedule": 5.0},
    "warn-of-expiry": {"task": "plans.tasks.warn_of_expiry", "schedule": 3600.0},
    "renew-documents": {"task": "plans.tasks.renew_documents", "schedule": 3600.0},
    "carry-amendments-over": {"task": "approvals.tasks.carry_amendments_over", "schedule": 5.0},
    "start-cycles": {"task": "cycle.tasks.start_cycles", "schedule": 10.0},
    "open-deviations": {"task": "cycle.tasks.open_deviations", "schedule": 10.0},
    "remind-owners": {"task": "cycle.tasks.remind_owners", "schedule": 3600.0},
    "seal-reports": {"task": "cycle.tasks.seal_reports", "schedule": 5.0},
    "store-figures": {"task": "cycle.tasks.store_figures", "schedule": 2.0},
    "pass-owners-on": {"task": "cycle.tasks.pass_owners_on", "schedule": 60.0},
    "follow-amendments": {"task": "cycle.tasks.follow_amendments", "schedule": 5.0},
    "close-what-is-due": {"task": "approvals.tasks.close_what_is_due", "schedule": 5.0},
    "escalate-overdue-readings": {"task": "approvals.tasks.escalate_overdue_readings", "schedule": 60.0},
    "lapse-what-was-not-ratified": {"task": "approvals.tasks.lapse_what_was_not_ratified", "schedule": 60.0},
    "send-register-root": {"task": "approvals.tasks.send_register_root", "schedule": 600.0},
    "seal-register": {"task": "approvals.tasks.seal_register", "schedule": 3600.0},
}

# The chains of a new review: the ordinary one, and those of what is urgent or only corrects a slip. An organization
# with other bodies names classes of its own here; reviews that are open keep the one that they started with.
REVIEW_FLOWS = {
    "ordinary": env.str("REVIEW_FLOW", default="approvals.flows.ReviewFlow"),
    "urgent": env.str("URGENT_REVIEW_FLOW", default="approvals.exceptional_flows.UrgentFlow"),
    "corrigendum": env.str("CORRIGENDUM_FLOW", default="approvals.exceptional_flows.CorrigendumFlow"),
}

EMAIL_SUBJECT_PREFIX = ""
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="plenary@localhost")

# Where the embedded default keeps the keys that it makes for itself; it says DEVELOPMENT on everything it seals.
KEYS_ROOT = env.str("KEYS_ROOT", default=str(VAR_DIR / "keys"))
DEVELOPMENT_SEAL = True
# Another key is named here; see plans/documents/keys.py and docs/operations.md.
SEAL_KEY = env.str("SEAL_KEY", default="")
SEAL_SECRET = env.str("SEAL_SECRET", default="")
SEAL_ROOTS = env.str("SEAL_ROOTS", default="")
SEAL_REVOCATION = env.str("SEAL_REVOCATION", default="")
TIMESTAMP_URL = env.str("TIMESTAMP_URL", default="")
# Whose certificates chairs sign by; see docs/operations.md.
SIGNER_ROOTS = env.str("SIGNER_ROOTS", default="")
SIGNER_REVOCATION = env.str("SIGNER_REVOCATION", default="")
# A proxy stands before this and adds to X-Forwarded-For where a request came from.
BEHIND_PROXY = False
# How many files one address may have examined on the page where anybody may, in how many seconds; in each process.
EXAMINED_AT_MOST = (60, 600)

# The organization's name as pages and letters show it, and where its source is offered (AGPL, section 13).
ORGANIZATION = env.str("ORGANIZATION", default="World Customs Organization")
SOURCE_URL = env.str("SOURCE_URL", default="")
# Whether anybody may read the report, or whoever is signed in.
REPORT_IS_PUBLIC = env.bool("REPORT_IS_PUBLIC", default=True)
# Where letters' links lead: scheme and host, no slash at the end.
SITE_URL = env.str("SITE_URL", default="")

# a grid of figures has five fields for each indicator
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
