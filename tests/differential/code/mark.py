# mark
assert "é", "x"; password = "€" ; assert 2
#   ‏
