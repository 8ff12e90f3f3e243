"""What the browser tests' servers and commands run with: the installation's own settings, but for how long a password's hash takes.

On purpose it takes a quarter of a second, for each person of a force and each time that somebody signs in; what is tested in a
browser is not how long. tests/acceptance/test_first_start.py signs in with the settings that everybody has.
"""

from onrecord.web.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
