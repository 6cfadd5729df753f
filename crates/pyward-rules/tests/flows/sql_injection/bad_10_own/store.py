import sqlite3


class Store:
    def __init__(self):
        self.connection = sqlite3.connect("a.db")

    def find(self, name):
        return self._query("select * from t where n = '{}'".format(name))

    def _query(self, sql):
        cursor = self.connection.cursor()
        cursor.execute(sql)
        return cursor.fetchall()
