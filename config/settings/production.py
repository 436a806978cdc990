"""Production. Refuses to start without what it needs, naming it."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *
from config.settings.base import database, env

NEEDED = {
    "SECRET_KEY": "a long random text, kept secret",
    "ALLOWED_HOSTS": "the host names that are served, separated by commas",
    "DATABASE_URL": "for example postgres://plenary:password@db.example.org/plenary",
    "CELERY_BROKER_URL": "for example redis://redis.example.org:6379/0",
    "EMAIL_URL": "for example smtp+tls://user:password@mail.example.org:587",
    "SITE_URL": "the address that people use, for example https://plan.example.org",
}
_missing = {name: what for name, what in NEEDED.items() if not env.str(name, default="")}
if _missing:
    raise ImproperlyConfigured(
        "Production needs these settings in the environment:\n"
        + "\n".join(f"  {name}: {what}" for name, what in _missing.items())
        + "\nFor a demonstration on this machine: script/server"
    )

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
if len(SECRET_KEY) < 32:
    raise ImproperlyConfigured("SECRET_KEY must have at least 32 characters.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name hosts; '*' would let a forged Host header in.")
DATABASES = {"default": database(env.str("DATABASE_URL"))}
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL")
vars().update(env.email_url("EMAIL_URL"))
# a silent mail server must not hold the worker
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=15)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# The embedded key is for development: without a key of its own an installation adopts, and waits with sealing.
DEVELOPMENT_SEAL = False

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
