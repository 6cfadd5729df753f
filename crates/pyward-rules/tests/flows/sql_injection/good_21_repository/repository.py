class Users:
    TABLE = "users"

    def __init__(self, connection):
        self.connection = connection

    def find(self, name):
        cursor = self.connection.cursor()
        cursor.execute(f"SELECT * FROM {self.TABLE} WHERE name = %s", (name,))
        return cursor.fetchall()
