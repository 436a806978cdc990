"""A demonstration on one machine: SQLite, no broker to install, invented accounts. Loopback only."""

import secrets

from config.settings.base import *
from config.settings.base import MIDDLEWARE, VAR_DIR, database, env

DEMONSTRATION = True
DEBUG = False
VAR_DIR.mkdir(exist_ok=True)


def _secret_key():
    """One key per checkout, made on the first run; it protects nothing but the demonstration."""
    path = VAR_DIR / "secret-key"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(48))
        path.chmod(0o600)
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="") or _secret_key()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
MIDDLEWARE.insert(0, "config.middleware.LoopbackOnly")
DATABASES = {"default": database(env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'demonstration.sqlite3'}"))}

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://")
if CELERY_BROKER_URL.startswith("filesystem"):
    _queue = VAR_DIR / "queue"
    (_queue / "control").mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue),
        "data_folder_out": str(_queue),
        "control_folder": str(_queue / "control"),
    }

EMAIL_BACKEND = "notifications.mailbox.MailboxBackend"
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}")
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
SESSION_COOKIE_NAME = "plenary-demonstration"
