import sqlite3


def add(owner, rule):
    with sqlite3.connect("rules.db") as db:
        db.execute("INSERT INTO rules (owner, rule) VALUES (?, ?)", (owner, rule))


def rules(owner):
    with sqlite3.connect("rules.db") as db:
        return db.execute("SELECT rule FROM rules WHERE owner = ?", (owner,)).fetchall()
