"""
django-oauth-toolkit as people run it: `django_server.py PORT FOLDER CLIENT-ID CLIENT-SECRET`. Its database lies in the
folder and outlives it. `/o/token/` gives access and refresh tokens by password: user `user`, password `password`.
"""

import os
import sys

import django
from django.conf import settings

PORT, FOLDER, IDENTIFIER, SECRET = sys.argv[1:]

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(FOLDER, "database")}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "oauth2_provider"],
    MIDDLEWARE=["oauth2_provider.middleware.OAuth2TokenMiddleware"],
    OAUTH2_PROVIDER={"SCOPES": {"read": "all there is"}},
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="for tests",
    USE_TZ=True,
)
django.setup()

import waitress
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path
from oauth2_provider.models import Application

urlpatterns = [path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]


def main():
    if not os.path.exists(settings.DATABASES["default"]["NAME"]):
        call_command("migrate", verbosity=0)
        get_user_model().objects.create_user("user", password="password")
        Application.objects.create(
            client_id=IDENTIFIER, client_secret=SECRET, client_type=Application.CLIENT_CONFIDENTIAL,
            authorization_grant_type=Application.GRANT_PASSWORD)
    waitress.serve(get_wsgi_application(), host="127.0.0.1", port=int(PORT), threads=4, _quiet=True)


main()
