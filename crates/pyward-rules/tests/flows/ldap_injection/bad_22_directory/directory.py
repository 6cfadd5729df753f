import ldap


class Directory:
    def __init__(self, address):
        self.server = ldap.initialize(address)

    def by_mail(self, mail):
        return self._search("(mail=" + mail + ")")

    def _search(self, query):
        return self.server.search_ext_s("dc=example", ldap.SCOPE_SUBTREE, query)
