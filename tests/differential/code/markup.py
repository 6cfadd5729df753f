"""How bandit follows assignments to what Django is told to take for safe markup."""
from django.utils.safestring import mark_safe, SafeText as S
import django.utils.safestring as ss

mark_safe("a"); mark_safe(a); mark_safe(f"a"); mark_safe("a" + "b"); mark_safe(); mark_safe(*a); mark_safe(s="a"); ss.SafeBytes(b"a")
mark_safe("a".format()); mark_safe("a".format("b")); mark_safe("a".format(b)); mark_safe("a".format(b="c")); mark_safe(a.format())
mark_safe("%s" % "a"); mark_safe("%s" % ("a", "b")); mark_safe("%s" % ("a", b)); mark_safe("%s" % ()); mark_safe("%s" + ()); mark_safe(a % "b")
mark_safe("a".format("b".format("c"))); mark_safe("a".format(*["b"], "c")); mark_safe("a".format(*["b", c])); mark_safe("a".format(*b))
mark_safe(1 .format("a")); mark_safe(b"a".format("x")); mark_safe(lambda: "a"); S(a); x.mark_safe("a" "b"); mark_safe(await_)

fixed = "a"
mark_safe(fixed); mark_safe("{}".format(fixed)); mark_safe("%s" % fixed)
other = fixed
mark_safe(other)
other = f()
mark_safe(other); mark_safe(fixed)
other = "a"
mark_safe(other)
later = later = "b"; mark_safe(later)
mark_safe(later)
one, two = "a", b
mark_safe(one); mark_safe(two); mark_safe(three)
three.x, four = "a", "b"
mark_safe(one)
mark_safe(four)

def plain(p, q="a"):
    mark_safe(p)
    mark_safe(q)
    p = "a"
    mark_safe(p)
    mark_safe("{}".format(p))
    r = "b"
    mark_safe(r)
    if p:
        s = "c"
    else:
        s = "d"
    mark_safe(s)
    if p:
        t = "c"
    elif q:
        t = p
    mark_safe(t)
    for u in p:
        v = "e"
    else:
        v = r
    mark_safe(u); mark_safe(v)
    while p:
        w = "a".format("b")
    mark_safe(w)
    x = "a".format("b")
    mark_safe(x)
    try:
        y = "a"
    except E:
        y = "b"
    else:
        y = r
    finally:
        y = "d"
    mark_safe(y)
    with a as b:
        z = "a"
    mark_safe(z); mark_safe(b)
    with a as b, c as z:
        pass
    mark_safe(z)
    z = "a"
    mark_safe(z)
    z += "b"
    mark_safe(z)
    z += z
    mark_safe(z)

def keyword_only(*, k, **kk):
    mark_safe(k)
    k = "a"
    mark_safe(k)
    def inner():
        n = "a"
        mark_safe(k)
        mark_safe(n)
    mark_safe(n)
    class C:
        m = "a"
        mark_safe(m)
    mark_safe(m)
    mark_safe(lambda: mark_safe(k))

async def coroutine(p):
    fixed = p
    mark_safe(fixed)
    mark_safe(p)
    async with a as fixed:
        pass
    async for b in c:
        fixed = p

def circular():
    a = (
        a
    )
    mark_safe(a)
    a = "b"
    mark_safe(a)

def chained():
    a = "x"
    b = a
    c = b
    d = "{}{}".format(c, "y")
    mark_safe(d)
    e = "%s" % d
    mark_safe(e)
    (f, g), h = ("a", "b"), "c"
    mark_safe(h)

def missing():
    a, b = "a",
    mark_safe(a)
    mark_safe(b)

def tuples():
    a, b = "a", "b"
    [c, d] = "a", "b"
    mark_safe(a); mark_safe(b); mark_safe(c)
    e: str = "a"
    mark_safe(e)
    (f := "a")
    mark_safe(f)
    g = h = "a"
    mark_safe(g)
    mark_safe(h)
    try:
        i = "a"
    except* E:
        i = f()
    mark_safe(i)
    match a:
        case 1:
            a = f()
    mark_safe(a)
    @decorated
    def fun(
    ): a = "c"
    mark_safe(a)

def two_branches():
    if a:
        x = "a"
    else:
        with b as x:
            pass
    mark_safe(x)
    if a:
        y = "{}".format("a")
        mark_safe(y)
    del y
    y = "b"; y = y
    mark_safe(y)
