from flask import Flask, render_template_string, request

app = Flask(__name__)



@app.route("/page")
def page():
    return render_template_string("<p>{{ name|safe }}</p>", name=request.args["name"])
