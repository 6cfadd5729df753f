import sqlite3


def add(kind, note):
    with sqlite3.connect("rules.db") as db:
        db.execute("INSERT INTO rules (kind, note) VALUES (?, ?)", (int(kind), note))


def kinds():
    with sqlite3.connect("rules.db") as db:
        return db.execute("SELECT kind FROM rules").fetchall()
