import ldap3


def connect():
    return ldap3.Connection(ldap3.Server("x"), auto_bind=True)


def lookup(user):
    con = connect()
    con.search("dc=x", "(&(objectclass=person)(uid=" + user + "))", ldap3.SUBTREE)
