x = 1
assert x
assert y # nosecassert
assert z