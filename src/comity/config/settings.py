"""Django's settings. What a node may choose stands in `environment.py`; everything else is decided here."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import pgettext_lazy

from comity.config import environment

PACKAGE = Path(__file__).resolve().parent.parent
DATA = environment.data_folder()
SECRET_KEY = environment.secret_key(DATA)
DEBUG = environment.flag("COMITY_DEBUG")
ADDRESS = environment.address()
NODE_NAME = environment.node_name()
ALLOWED_HOSTS = environment.hosts()
HTTPS = ADDRESS.startswith("https:")
EXCHANGE_PRIVATE = environment.flag("COMITY_EXCHANGE_PRIVATE")
PROXIES = int(os.environ.get("COMITY_PROXIES", "0"))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.forms",
    "csp",
    "ninja",
    "comity.kernel.ledger",
    "comity.kernel.audit",
    "comity.kernel.parties",
    "comity.kernel.accounts",
    "comity.kernel.handling",
    "comity.kernel.exchange",
    "comity.kernel.jobs",
    "comity.kernel.web",
    "comity.domains.directory",
    "comity.domains.exercises",
    "comity.domains.substances",
    "comity.portal",
    # After our own rooms, whose templates stand before theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "comity.kernel.web.middleware.ErrorsInWordsMiddleware",
    "comity.kernel.web.middleware.BodyLimitMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "comity.kernel.web.middleware.PersonMiddleware",
    "comity.kernel.web.second_factor.SecondFactorMiddleware",
]

ROOT_URLCONF = "comity.config.urls"
WSGI_APPLICATION = "comity.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "comity.kernel.web.context.site",
            ]
        },
    }
]

FORM_RENDERER = "comity.kernel.web.forms.HouseRenderer"
CSRF_FAILURE_VIEW = "comity.kernel.web.errors.forged"

# What rooms contribute to pages that span them: plain functions, in the order shown (`kernel/web/contributions.py`).
COMITY_NAVIGATION: list[str] = [
    "comity.portal.views.navigation",
    "comity.domains.exercises.pages.navigation",
    "comity.domains.exercises.outcome.pages.navigation",
    "comity.domains.substances.pages.navigation",
    "comity.domains.substances.watch.pages.navigation",
    "comity.domains.directory.pages.navigation",
    "comity.kernel.exchange.pages.navigation",
    "comity.kernel.accounts.pages.navigation",
]
COMITY_WAITING: list[str] = [
    "comity.domains.exercises.pages.waiting",
    "comity.domains.exercises.entry.pages.waiting",
    "comity.domains.exercises.outcome.pages.waiting",
    "comity.domains.substances.pages.waiting",
    "comity.domains.substances.watch.pages.waiting",
    "comity.kernel.exchange.pages.waiting",
    "comity.kernel.accounts.pages.waiting",
]
COMITY_SEARCH: list[str] = [
    "comity.domains.exercises.pages.found",
    "comity.domains.substances.pages.found",
    "comity.domains.directory.pages.found",
]

# Record types and questions that rooms exchange with other nodes (`kernel/exchange/records.py`).
COMITY_RECORD_TYPES: list[str] = [
    "comity.kernel.exchange.bulletins.record_types",
    "comity.domains.exercises.records.record_types",
    "comity.domains.substances.records.record_types",
    "comity.domains.substances.library.records.record_types",
    "comity.domains.substances.watch.records.record_types",
]
COMITY_QUESTIONS: list[str] = ["comity.domains.substances.library.records.questions"]

# Which parties a reader is shown: a room that knows more about them may take some away.
COMITY_PARTIES_SEEN: list[str] = ["comity.domains.directory.queries.visibility.listed"]

# Data ----------------------------------------------------------------------------------------------------------
DATABASES = {"default": environment.database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Rate limits count here; all processes of the node must see the same count.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "comity_cache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Work that was cut off, or that comes again and again (`kernel/jobs/recovery.py`).
COMITY_UNFINISHED: list[str] = [
    "comity.domains.exercises.tasks.resume_unfinished",
    "comity.kernel.exchange.tasks.keep_turning",
    "comity.domains.substances.library.tasks.resume_unfinished",
    "comity.domains.substances.watch.tasks.keep_looking",
]
REPORT_LANGUAGES = environment.words("COMITY_REPORT_LANGUAGES") or ["en"]
REPORT_FORMATS = environment.words("COMITY_REPORT_FORMATS") or ["pdf", "html", "xlsx", "csv", "json"]
REPORT_PROCESSES = int(os.environ.get("COMITY_REPORT_PROCESSES", "1"))
globals().update(environment.mail(DATA))
MAIL_BESIDE_REQUESTS = True
TOKEN_USE_BESIDE_REQUESTS = True
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("COMITY_MAIL_FROM", "comity@localhost")

# Language, time, files -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [  # those that have a catalogue: a menu must not promise more
    ("en", pgettext_lazy("language", "English")),
    ("fr", pgettext_lazy("language", "French")),
    ("ar", pgettext_lazy("language", "Arabic")),
]
# Boundaries on maps are Natural Earth's; a node may leave them out (see the note below every map).
MAP_BOUNDARIES = not environment.flag("COMITY_MAP_WITHOUT_BOUNDARIES")
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "comity_language"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS: list[Path] = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"/vendor/vega/vega-[0-9a-f]{8}\.js$"  # named by its digest

# Sign-in ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 60 * 60  # one hour

ACCOUNT_ADAPTER = "comity.kernel.accounts.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True  # our adapter throws that mail away: see sign_in.py
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
    "confirm_email": "1/3m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
SECOND_FACTOR_ROLES = environment.second_factor_roles()
MFA_ADAPTER = "comity.kernel.accounts.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Comity"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers themselves allow it for localhost only

SESSION_COOKIE_NAME = "__Host-comity_session" if HTTPS else "comity_session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "comity_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# What browsers may do with our pages -------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the QR code of the second factor, and Bootstrap's icons
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = int(os.environ.get("COMITY_HSTS", "0"))
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_SSL_REDIRECT = HTTPS and not PROXIES
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# What is written down about requests: never a secret --------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask_secrets": {"()": "comity.config.logs.MaskSecrets"}},
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["mask_secrets"],
            "formatter": "plain",
            "level": environment.log_level(),  # here, because the worker's own settings override those of loggers
        },
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
