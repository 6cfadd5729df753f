from flask import render_template_string


def show(body):
    return render_template_string("{% extends 'base.html' %}" + body)
