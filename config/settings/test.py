"""The suite: SQLite unless DATABASE_URL names another, the demonstration's mailbox, a quick password hash."""

from config.settings.base import *
from config.settings.base import LANGUAGES, VAR_DIR, database, env

DEBUG = False
DEMONSTRATION = True
SECRET_KEY = "only for tests, which protect nothing"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
VAR_DIR.mkdir(exist_ok=True)
DATABASES = {"default": database(env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'test.sqlite3'}"))}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # a file, so that two connections can race for it
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test-suite.sqlite3")}
CELERY_BROKER_URL = "memory://"
EMAIL_BACKEND = "notifications.mailbox.MailboxBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SITE_URL = "http://testserver"
MEDIA_ROOT = str(VAR_DIR / "test-media")
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# a right-to-left language, so that every page can be looked at in it
LANGUAGES = [*LANGUAGES, ("ar", "Arabic")]
