"""
django-oauth-toolkit as people run it: `django_server.py PORT FOLDER CLIENT-ID CLIENT-SECRET`. Its database lies in the
folder and outlives it. `/o/token/` gives access and refresh tokens by password (user `user`, password `password`), and
to the client `machine` of the same secret access tokens by client credentials; `/guarded` revokes as DigiLocker does
for who shows such a token.
"""

import json
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
from django.http import HttpResponse, JsonResponse
from django.urls import include, path
from oauth2_provider.decorators import protected_resource
from oauth2_provider.models import AccessToken, Application


@protected_resource()
def guarded(request):
    token = AccessToken.objects.filter(token=json.loads(request.body)["token"]).first()
    if token is None:
        return JsonResponse({"error": "invalid_token", "error_description": "The token is invalid"}, status=400)
    token.revoke()
    return HttpResponse()


urlpatterns = [
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("guarded", guarded),
]


def main():
    if not os.path.exists(settings.DATABASES["default"]["NAME"]):
        call_command("migrate", verbosity=0)
        get_user_model().objects.create_user("user", password="password")
        for identifier, grant in (
            (IDENTIFIER, Application.GRANT_PASSWORD), ("machine", Application.GRANT_CLIENT_CREDENTIALS),
        ):
            Application.objects.create(
                client_id=identifier, client_secret=SECRET, client_type=Application.CLIENT_CONFIDENTIAL,
                authorization_grant_type=grant)
    waitress.serve(get_wsgi_application(), host="127.0.0.1", port=int(PORT), threads=4, _quiet=True)


main()
