from bottle import request, route
from mako.template import Template


@route("/page")
def page():
    layout = "<h1>${title}</h1>" + request.query.get("footer", "")
    return Template(layout).render(title="Home")
