from flask import Flask, render_template_string, request

app = Flask(__name__)
LAYOUTS = {"plain": "{{ text }}", "bold": "<b>{{ text }}</b>"}


@app.route("/show")
def show():
    layout = LAYOUTS.get(request.args["layout"], "{{ text }}")
    return render_template_string(layout, text=request.args["text"])
