"""Settings: names only. What differs between machines comes from the environment.

Without any variable set everything runs on the embedded defaults: SQLite in
``var/``, a broker of files, mail printed to ``var/mail``.
"""

import logging
import secrets
from datetime import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from safety.accounts.logs import hide_secrets
from safety.environment import Environment, named
from safety.sweeps import beat

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()
if (BASE_DIR / ".env").exists():
    with named(".env"), (BASE_DIR / ".env").open(encoding="utf-8") as file:
        env.read_env(file)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def kept_secret(path: Path) -> str:
    """The secret of an installation that was given none: made once, kept in a file."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


# --- the machine -----------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", default=False)
PORT = env.int("PORT", default=8000)
# Proxies of ours in front of the site, each of which adds to X-Forwarded-For.
PROXIES = env.int("PROXIES", default=1 if HTTPS else 0)
SITE_ADDRESS = env.str("SITE_ADDRESS", default=f"http://127.0.0.1:{PORT}")
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
        "PRAGMA cache_size=-65536; PRAGMA recursive_triggers=ON;"
    ),
}
with named("DATABASE_URL"):
    DATABASES: dict[str, dict[str, Any]] = {
        "default": env.db_url("DATABASE_URL")
        if env.str("DATABASE_URL", default="")
        else {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(VAR_DIR / "anzhu.sqlite3"),
        }
    }
engine = DATABASES["default"].get("ENGINE", "")
if engine not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
    raise ImproperlyConfigured(
        "DATABASE_URL must be sqlite:///path or postgres://user:password@host:port/name"
    )
if engine.endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    # A page asks little: to wait for helpers takes ten times as long as to do it, and
    # to compile what is asked takes a third of a second.
    alone = {"options": "-c max_parallel_workers_per_gather=0 -c jit=off"}
    DATABASES["default"]["OPTIONS"] = alone | DATABASES["default"].get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
# In the database, so that nobody is kept from logging in while Redis is down.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- the site --------------------------------------------------------------
INSTALLED_APPS = [
    "safety.core",
    "safety.journal",
    "safety.org",
    "safety.accounts",
    "safety.files",
    "safety.notices",
    "safety.indicators",
    "safety.closing",
    "safety.records",
    "safety.reports",
    "safety.deliveries",
    "safety.people",
    "safety.incidents",
    "inspections",
    "training",
    "safety.incentives",
    "safety",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
]
MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "safety.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "safety.core.middleware.SqueezeMiddleware",  # phones have poor networks
    "safety.core.middleware.KeepNothingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "safety.core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "safety.core.middleware.ReaderMiddleware",
    "safety.accounts.middleware.RequestLogMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "safety.accounts.middleware.LogInRequiredMiddleware",
    "safety.accounts.middleware.SecondFactorMiddleware",
    "safety.closing.middleware.RestatedMiddleware",
]
ROOT_URLCONF = "safety.urls"
WSGI_APPLICATION = "safety.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
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
                "safety.views.page",
            ],
            "builtins": ["safety.core.templatetags.anzhu"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FILTERS_EMPTY_CHOICE_LABEL = _("Any")
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "frontend" / "dist"]
STORAGES = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.str("S3_BUCKET"),
            "endpoint_url": env.str("S3_ENDPOINT", default=None),
            "signature_version": "s3v4",
        },
    }
    if env.str("S3_BUCKET", default="")
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = VAR_DIR / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# Files of one record; whether the place of a photo is kept; how long unused ones stay.
MOST_FILES = env.int("MOST_FILES", default=20)
KEEP_PHOTO_PLACE = env.bool("KEEP_PHOTO_PLACE", default=False)
KEEP_UNUSED_HOURS = env.int("KEEP_UNUSED_HOURS", default=48)

# How long codes of sessions and the school last; who is missing in a drill, when late.
SIGN_IN_SECONDS = env.int("SIGN_IN_SECONDS", default=20)
SIGN_IN_MINUTES = env.int("SIGN_IN_MINUTES", default=10)
DRILL_LATE_MINUTES = env.int("DRILL_LATE_MINUTES", default=10)
DRILL_NEWS_SECONDS = env.int("DRILL_NEWS_SECONDS", default=5)
SCHOOL_CODE_DAYS = env.int("SCHOOL_CODE_DAYS", default=90)
# Pauses of a phone before it tries again to send what it has kept.
OUTBOX_RETRY_SECONDS = [5, 30, 120, 600]

# --- language and time -----------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Shanghai")
with named("TIME_ZONE"):
    ZoneInfo(TIME_ZONE)
# Day D of the month before, on which a reporting month begins (INDICATORS, "period").
REPORTING_MONTH_STARTS_ON = env.int("REPORTING_MONTH_STARTS_ON", default=1)
if not 1 <= REPORTING_MONTH_STARTS_ON <= 28:
    raise ImproperlyConfigured("REPORTING_MONTH_STARTS_ON must be from 1 to 28")
# The period of an address that names none; empty is the running month.
OPENING_PERIOD = env.str("OPENING_PERIOD", default="")

# --- who gets in -----------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "safety.accounts.backends.LoginBackend",
    "safety.people.backends.EmployeeNumberBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "safety.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_FORMS = {
    "login": "safety.accounts.forms.LoginForm",
    "reset_password": "safety.accounts.forms.ForgotPasswordForm",
    "user_token": "safety.accounts.forms.PasswordLinkForm",
}
TOKENS = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = TOKENS
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "reset_password": "20/m/ip,2/5m/key,10/d/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "report_hazard": "20/h/ip,120/h/key",  # without an account; ``key`` is the place
    "submit_by_link": "30/h/key",  # fixes without an account; ``key`` is the link
    "sign_in": "60/h/ip,300/h/key",  # numbers of nobody; ``key`` is the session
    "open_badge": "600/h/ip,120/h/key",  # without an account; ``key`` is the badge
    "school": "120/m/ip,5/5m/key,30/d/key",  # right or wrong; ``key`` is the number
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Anzhu"
# Roles that must hold a second factor before they see anything (role codes).
SECOND_FACTOR_ROLES = env.list("SECOND_FACTOR_ROLES", default=[])

SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        # blob: is a photo of the page's own, on its way to being shrunk.
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- mail ------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
if env.str("EMAIL_URL", default=""):
    with named("EMAIL_URL"):
        vars().update(env.email_url("EMAIL_URL"))
    EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="anzhu@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Pauses before a letter is tried again when the mail server cannot take it now.
MAIL_RETRY_SECONDS = env.list("MAIL_RETRY_SECONDS", float, [60, 300, 1800, 7200, 43200])
# After so long a worker with a report is taken for dead, and a report is late.
DELIVERY_LEASE_SECONDS = env.float("DELIVERY_LEASE_SECONDS", default=600.0)
DELIVERY_LATE_MINUTES = env.int("DELIVERY_LATE_MINUTES", default=60)
# Urgent notices of one person and day that stand alone; more join the digest.
MOST_URGENT = env.int("MOST_URGENT", default=5)
# When the summary of a day leaves by letter and to chat groups.
with named("DIGEST_AT"):
    DIGEST_AT = time.fromisoformat(env.str("DIGEST_AT", default="08:00"))
# Where robots of chat groups may be beside their services' own hosts, such as a proxy
# of the company: https://proxy.example:8443. Inside a network only these are spoken to.
ROBOT_HOSTS = [host.lower() for host in env.list("ROBOT_HOSTS", default=[])]

# --- work in the background ------------------------------------------------
BROKER_DIR = VAR_DIR / "broker"
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any]
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 4 * 3600,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 5,
    }
else:
    for folder in ("messages", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(BROKER_DIR / "control"),
        "store_processed": False,
        "polling_interval": 0.25,
    }
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
# Seconds between two looks at the rows that wait, bell or no bell.
SWEEP_SECONDS = env.float("SWEEP_SECONDS", default=60.0)
# Sweeps need no memory, so no file of theirs outlives a change of the schedule.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_SCHEDULE = beat(SWEEP_SECONDS)

# --- logs ------------------------------------------------------------------
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
if LOG_LEVEL not in logging.getLevelNamesMapping():
    raise ImproperlyConfigured("LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR")
# What every line says beside its event.
NOTED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.format_exc_info,
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                hide_secrets,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            "foreign_pre_chain": NOTED,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        # Every ring of the bell would be a line.
        "django_structlog.celery": {"level": "WARNING"},
        # That a page is not found or refused is said once, with the request's number.
        "django.request": {"level": "ERROR"},
    },
}
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *NOTED,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
DJANGO_STRUCTLOG_CELERY_ENABLED = True
