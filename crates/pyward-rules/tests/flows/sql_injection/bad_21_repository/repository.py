class Users:
    TABLE = "users"

    def __init__(self, connection):
        self.connection = connection

    def find(self, **criteria):
        clauses = []
        for column, value in criteria.items():
            clauses.append(f"{column} = '{value}'")
        query = f"SELECT * FROM {self.TABLE} WHERE " + " AND ".join(clauses)
        cursor = self.connection.cursor()
        cursor.execute(query)
        return cursor.fetchall()
