"""Oddities of bandit, one a line or two: what bandit.py compares besides real projects."""
import hashlib
import os
import pickle as p  # nosec B403
import pickletools
import subprocess
import subprocess as sp
import yaml
from . import pickle
from .pickle import x
from crypt import crypt, mksalt
from hashlib import md5 as fast, new
from pickle import loads  # nosec: import_pickle
from subprocess import run, Popen as P
import importlib
import xml.dom, shelve as s

__import__("pickle")
__import__("dill")  # nosec B403,B301
importlib.import_module("shelve")
importlib.import_module(name="cPickle")
importlib.import_module(shelve)
p.loads(a); loads(b)  # nosec B301
pickle.load(f)
s.open("x")

subprocess.run("ls", shell=True)  # nosec
subprocess.run("ls", shell=True)  # nosec B602
subprocess.run("ls", shell=True)  # nosec B602, B607
subprocess.run("ls", shell=True)  # nosec B602,B607
subprocess.run("ls",
               shell=True)  # nosec: B607
subprocess.run(
    "ls " + a,  # nosec B607
    shell=True,  # nosec B602
)
subprocess.run(f"ls {a}", shell=1)
subprocess.run(["ls"], shell="")
subprocess.run(["/bin/ls"], shell=[])
subprocess.run(["ls"], shell={1: 2})
subprocess.run(["ls"], shell=None)
subprocess.run(["ls"], shell=False)
subprocess.run(("ls", a), shell=x)
subprocess.run(args="x", shell=True)
subprocess.run("C:\\x", **k)
sp.call(a); run(b, shell=True); P(["x"])
subprocess.run("ls", shell=True)  # noqa: S602
subprocess.run("ls", shell=True)  # nosecurity: fine
subprocess.run("ls", shell=True)  # nosec because it is ok
subprocess.run("ls", shell=True)  # NOSEC
os.system("ls"); os.execv(a); os.spawnlp("b")

hashlib.md5(); hashlib.sha1(a, usedforsecurity=False); hashlib.sha(usedforsecurity=x)
fast(); new("MD5"); new(name="sha1"); new(a.md4); new(md5)
hashlib.new("md5", usedforsecurity="True")
a.hashlib.md5()
crypt("a", crypt.METHOD_MD5); mksalt(METHOD_CRYPT); mksalt(method=x.METHOD_BLOWFISH)

yaml.load(a); yaml.load(a, Loader=yaml.SafeLoader); yaml.load(a, CSafeLoader); yaml.x.load(a, yaml.Loader)

password = "a"; x.token = ""; secret = "x"; my_pwd = other = "b"
d["password"] = "c"; d["x"] = "password"; y = d["token"]; "token"[x] = "q"
{"password": "d", "token": 1, "pwd": None, "passphrase": x, **z, "user_pass": b"x"}
password == "e"; x.password != "f" != "g"; "h" == password; pwd in ("x",); token < y == "z"
"password\n"
def f(password="i", *, token="j"): pass
def g(password="k", /, user="l", token="m"): pass
async def h(password="n"): pass
def i(a, b, password=None, secret="o"): pass
l = lambda password="p": 1
f(password="q", pwd=x); f(
    token=
    "r")
class A(password="s"): password = "t"
password: str = "u"
password += "v"
(password := "w")
for password in "x": pass
with "token" as password: pass
[password for password in "pwd" if "token"]
match password:
    case "token" if "x" == password: pass
    case {"password": "y"}: pass

try: a
except: pass
try: a
except Exception: pass
try: a
except (Exception, B): pass
except BaseException: pass
except x.Exception: pass
except Exception as e: ...
while a:
    try: a
    except Exception:  # nosec
        continue
    try: a
    except* ValueError: pass

cursor.execute("select a from b where c = %s" % d)
cursor.execute("select a from b where c = " + d + " and " "e")
cursor.execute("select a " + ("from b " * 2) + "x")
cursor.execute("select a from {}".format(d)); cursor.executemany(f"delete from {x} where")
cursor.execute("delete from x".replace("x", "y")); q = "insert into a values (%s)" % x
q = f"sel{a}ect * from {b} where {c}" "update x set " f"{d}"
q = ("select * "
     f"from {a} "
     "where x")
q = f"{a:select x from y }" + f"{'select a from b '}"
q = """
select *
from x """ % y  # nosec B608
q = (
    "update a "
    "set b" + c +  # nosec
    " d"
)
q += "select a from b " + c
assert a, "select a from %s " % b  # nosec B101
assert (
    x  # nosec
)
@d
# c
@e

def j():
    "select a from b "
    assert 1
if a: pass
elif "select a from b " + c: assert b
else: assert c
