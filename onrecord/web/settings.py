"""Django settings. Safe by default; what differs between installations comes from the environment.

ONRECORD_HOME    folder of the installation (see home.py)
DATABASE_URL     a PostgreSQL server; without it SQLite in ONRECORD_HOME
ONRECORD_HOSTS   names under which the server is reached, with commas; this machine only by default
ONRECORD_EMAIL_HOST, _PORT, _USER, _PASSWORD, _TLS ("1", "0"), _FROM   the mail server for digests; without it they are
                 written to files in ONRECORD_HOME/mail. ONRECORD_EMAIL_DOMAIN completes the addresses of those whose
                 account names none
ONRECORD_HOOK_CA file with the certificates by which other programs that are told of alerts are known; the machine's own unless given
ONRECORD_SCAN_COMMAND   the force's scanner for files that come with reports on line, for instance
                 "/usr/bin/clamdscan --fdpass --no-summary"; without it they are not scanned, and pages say so
ONRECORD_HTTPS   "1" behind a TLS proxy: secure cookies and HSTS; "0" allows plain HTTP on another machine's network
"""

import os

import dj_database_url

from onrecord.home import home, private_file

HOME = home()
SECRET_KEY = private_file(HOME / "secret.key").decode()
DEBUG = False
HTTPS = os.environ.get("ONRECORD_HTTPS", "")
OTHERS_MAY_CALL = bool(os.environ.get("ONRECORD_HOSTS"))
# The port on which `onrecord serve` serves this machine alone, for addresses in e-mails; 0: another program's.
SERVED_PORT = 0
ALLOWED_HOSTS = [
    name.strip()
    for name in (os.environ.get("ONRECORD_HOSTS") or "127.0.0.1,localhost,[::1]").split(",")
    if name.strip()
]
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in ALLOWED_HOSTS] if HTTPS == "1" else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "onrecord.people",
    "onrecord.ledger",
    "onrecord.contact",
    "onrecord.recording",
    "onrecord.calls",
    "onrecord.exchange",
    "onrecord.screening",
    "onrecord.audit",
    "onrecord.training",
    "onrecord.deciding",
    "onrecord.supervision",
    "onrecord.finding",
    "onrecord.measures",
    "onrecord.improvement",
    "onrecord.response",
    "onrecord.boards",
    "onrecord.reporting",
    "onrecord.partners",
    "onrecord.public",
    "onrecord.field",
    "onrecord.api",
    "onrecord.check",
    "onrecord.web",
]

MIDDLEWARE = [
    "onrecord.web.security.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "onrecord.api.middleware.ProblemMiddleware",
    "onrecord.web.slow_line.SlowLineMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "onrecord.reporting.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "onrecord.web.middleware.UploadLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "onrecord.people.middleware.SignInFirstMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "onrecord.people.middleware.PasswordChangeFirstMiddleware",
    "onrecord.web.middleware.CheckpointMiddleware",
    "onrecord.web.middleware.BusyMiddleware",
]

ROOT_URLCONF = "onrecord.web.urls"
WSGI_APPLICATION = "onrecord.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "onrecord.web.context.installation",
            ],
            "builtins": [
                "django.contrib.humanize.templatetags.humanize",
                "django.templatetags.static",
                "onrecord.web.templatetags.onrecord",
            ],
        },
    }
]

# Error summaries, hints and fields in the page's own look, for every form.
FORM_RENDERER = "onrecord.web.renderer.Renderer"

# Writers queue for the write lock at BEGIN (IMMEDIATE) instead of failing half-way; FULL makes every acknowledged
# commit survive a power cut.
_SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    # Opening the file anew takes 4 ms of a processor, a fifth of what a report takes: each thread keeps it for a while.
    "CONN_MAX_AGE": 60,
    "OPTIONS": {
        "timeout": 30,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; "
        # What is erased is overwritten, whoever made this SQLite: a report that nobody sent must not lie on in the file.
        "PRAGMA secure_delete=ON;",
    },
}
DATABASE_URL = os.environ.get("DATABASE_URL", "")
if DATABASE_URL:
    _server = dj_database_url.parse(DATABASE_URL, conn_max_age=60)
    DATABASES = {"default": _server, "reads": dict(_server)}
else:
    DATABASES = {
        "default": {**_SQLITE, "NAME": HOME / "onrecord.sqlite3"},
        "reads": {**_SQLITE, "NAME": HOME / "reads.sqlite3"},
    }
# Both names lead to one PostgreSQL server, or to two files.
ONE_DATABASE = bool(DATABASE_URL)
DATABASE_ROUTERS = ["onrecord.people.router.ReadsRouter"]

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["onrecord.people.backends.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "sign-in"
ACCOUNT_SESSION_REMEMBER = False
# Behind a TLS proxy the address of whoever signs in is the one that the proxy saw.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS == "1" else 0
CSRF_FAILURE_VIEW = "onrecord.web.errors.csrf_failure"
ACCOUNT_ADAPTER = "onrecord.people.adapter.NoSignupAdapter"
# Wrong passwords are counted here, so every worker must see the same count.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "cache",
    }
}

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# Until ONRECORD_HOSTS names it for others, the server answers this machine only and nothing crosses a network.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS == "1" or (HTTPS != "0" and OTHERS_MAY_CALL)
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HTTPS == "1":
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Digests of audit work: counts and links only (onrecord.audit.findings.digest).
EMAIL_HOST = os.environ.get("ONRECORD_EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("ONRECORD_EMAIL_PORT") or 25)
EMAIL_HOST_USER = os.environ.get("ONRECORD_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("ONRECORD_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("ONRECORD_EMAIL_TLS", "1") == "1"
EMAIL_TIMEOUT = 30
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = HOME / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("ONRECORD_EMAIL_FROM", "") or "onrecord@localhost"
ONRECORD_EMAIL_DOMAIN = os.environ.get("ONRECORD_EMAIL_DOMAIN", "")
ONRECORD_HOOK_CA = os.environ.get("ONRECORD_HOOK_CA", "")

ONRECORD_SCAN_COMMAND = os.environ.get("ONRECORD_SCAN_COMMAND", "")

# How often one token may ask the API in a minute: twenty a second.
API_PER_MINUTE = 1200
# Larger files are imported on the command line, which streams them.
UPLOAD_LIMIT = 300 * 1024 * 1024
# A recording of three hours in the best quality that telephone systems export (16 bit, 44.1 kHz, two channels).
CALL_UPLOAD_LIMIT = 2 * 1024 * 1024 * 1024
# Police data must not lie in a folder that the machine's other users share.
FILE_UPLOAD_TEMP_DIR = HOME / "imports"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, exist_ok=True)
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Pages for the public are in both (onrecord.reporting.languages); everything else is in the first.
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "onrecord.web.logs.Discreet",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"err": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["err"], "level": "WARNING"},
    # Refusals are kept with the reads, missing pages are no news: only what went wrong here is.
    "loggers": {"django.request": {"level": "ERROR"}},
}
