class Savepoint:
    def __init__(self, name, connection):
        self.name = name
        self.connection = connection

    def release(self):
        self.connection.execute(f"RELEASE SAVEPOINT {self.name}")
