"""The application object for servers that want one: `twist web --wsgi storefront.wsgi.app`."""

from .app import create_app

app = create_app()
