"""Oddities of bandit's plugins about calls, names and strings: what bandit.py compares besides real projects."""
import flask_login
import jinja2
import jinja2 as j2
import logging.config as lc
import os
import paramiko_ng
import pysnmp.hlapi as snmp
import requests as req
import httpx
import ssl
import stat
import subprocess
import tarfile
import torch
import transformers
import zipfile
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from Crypto.PublicKey import RSA, DSA as D
from Cryptodome.PublicKey import RSA as R
from datasets import load_dataset
from django.db.models import expressions
from django.db.models.expressions import RawSQL as Raw
from flask import Flask as F, Markup
from huggingface_hub import hf_hub_download, snapshot_download as snap
from jinja2 import Environment as Env
from logging.config import listen
from mako import template
from mako.template import Template as T
from markupsafe import Markup as M
from os import chmod as c, system as sh, execl
from pyOpenSSL import SSL
from pysnmp.hlapi import CommunityData as Comm, UsmUserData
from ssl import wrap_socket
from torch import load

exec("a"); exec(b); x.exec(b); builtins.exec(c)

os.chmod("a", 0o777); os.chmod(a, 0o711); os.chmod(a, 0o700); c("a", 0o720); c(a, mode=0o777)
os.fchmod(a, 0o002, b); x.y().lchmod(a, 0o022); chmodding(a, 18); os.chmod(a, stat.S_IRWXO); os.chmod(a, True)
os.chmod(a, 0o777 | b); os.chmod(*a, 0o777); os.chmod({{ a }}, 0o777); os.chmod([{a: b}], 0o777)

bind("0.0.0.0"); "0.0.0.0"; f"0.0.0.0"; f"{a}0.0.0.0"; a == "0.0.0.0"; b"0.0.0.0"; "0.0.0.0:80"
"/tmp"; a = "/tmpfoo"; b = "/var/tmp/x" "y"; f("/dev/shm", "x/tmp"); f"/tmp/{a}"; f"{a}/tmp"; d["/tmp"]

requests.get(a); req.get(a); req.get(a, timeout=5); req.get(a, timeout=None); req.get(a, timeout=b.c)
req.get(a, timeout=b()); req.get(a, timeout=b[0]); req.get(a, timeout=(1, 2)); req.get(a, **k); req.get(
    a,
    timeout=
    None)
req.request("GET", a); req.Session().get(a); requests.x.y.post(a); httpx.get(a); httpx.Client(timeout=None)
httpx.x.stream(a, timeout="None"); httpx.other(timeout=None); req.get(a, timeout=f(), x={[b]}); req.put(timeout=-1)
req.get(a, verify=False); req.get(a, timeout=1, verify="False"); httpx.AsyncClient(
    verify=False); req.get(a, timeout=1, verify=0); req.post(a, timeout=1, verify=x.False_); req.request(verify=False)
httpx.get(a, verify=None); req.get(a, timeout=1, verify=False, x={{a}})

app.run(debug=True); app.run(debug="True"); app.run(debug=x.True_); app.run(
    debug=
    True); run(debug=True); app.run(debug=1); app.runs(debug=True); f().run(debug=True); F().run(host="0.0.0.0", debug=True)

t.extractall(); t.extractall(filter="data"); t.extractall(filter="tar"); zipfile.ZipFile(a).extractall(b)
t.extractall(members=m); t.extractall(members=f(t)); t.extractall(members=a.b(t)); t.extractall(members=[a])
t.extractall(filter=data, members=m()); my_extractall_too(); t.extractall(a, members={{m}}); t.extractall(*a, **b)
tarfile.open(a).extractall(
    path=b,
    members=m)

ssl.wrap_socket(a, ssl_version=ssl.PROTOCOL_SSLv2); wrap_socket(ssl_version=PROTOCOL_TLSv1); wrap_socket(a)
ssl.wrap_socket(a, ssl_version=f()); ssl.wrap_socket(
    a,
    ssl_version=
    x[0]); ssl.wrap_socket(ssl_version=None); ssl.wrap_socket(a, method=SSLv2_METHOD)
SSL.Context(method=SSL.SSLv23_METHOD); SSL.Context(SSL.SSLv2_METHOD); SSL.Context(ssl_version=SSLv3_METHOD)
other(method="TLSv1_METHOD"); other(ssl_version=x.y.PROTOCOL_TLSv1_1); other(method=GET,
    ssl_version=PROTOCOL_SSLv3); other(method=[PROTOCOL_SSLv3]); other(a={{b}}, method=SSLv3_METHOD)
def f1(a, b=ssl.PROTOCOL_SSLv2): pass
def f2(a=x.y.SSLv3_METHOD, /, b=1): pass
def f3(*, a=ssl.PROTOCOL_SSLv3): pass
async def f4(a=ssl.PROTOCOL_SSLv3): pass
def f5(a=PROTOCOL_SSLv3, b="PROTOCOL_SSLv3"): pass
@d
def f6(
    a,
    b=f().PROTOCOL_TLSv1,
):
    pass
l = lambda a=ssl.PROTOCOL_SSLv3: a

rsa.generate_private_key(65537, 1024); rsa.generate_private_key(key_size=512); rsa.generate_private_key(65537)
rsa.generate_private_key(65537, key_size=x); rsa.generate_private_key(65537, 2047.5); rsa.generate_private_key(1, 1023.9)
rsa.generate_private_key(1, 0); rsa.generate_private_key(1, -1); rsa.generate_private_key(1, "a"); rsa.generate_private_key(1, [1])
rsa.generate_private_key(1, key_size=0, b=2); rsa.generate_private_key(1, 100, key_size=f()); rsa.generate_private_key(1, True)
dsa.generate_private_key(1024); dsa.generate_private_key(512, a); dsa.generate_private_key(key_size=2048)
RSA.generate(1024); D.generate(bits=1); R.generate(a, 5); R.generate(bits=1j); RSA.generate(1024, {{b}}); RSA.generate(1024, x={{b}})
ec.generate_private_key(ec.SECP192R1); ec.generate_private_key(ec.SECP192R1()); ec.generate_private_key("SECT163K1", a)
ec.generate_private_key(curve=SECT163R2); ec.generate_private_key(curve=[]); ec.generate_private_key([1]); ec.generate_private_key(())
ec.generate_private_key(ec.SECP192R1, {{b}}); ec.generate_private_key(5); ec.generate_private_key()

client.set_missing_host_key_policy(AutoAddPolicy); client.set_missing_host_key_policy(a.WarningPolicy())
client.set_missing_host_key_policy(a.RejectPolicy); client.set_missing_host_key_policy(policy=AutoAddPolicy)
set_missing_host_key_policy(AutoAddPolicy()); client.set_missing_host_key_policy("AutoAddPolicy")
client.exec_command("ls"); client.exec_command(); exec_command(a); f().exec_command(a)

Comm("a", mpModel=0); Comm("a", mpModel=1); Comm("a", mpModel=2); Comm("a"); Comm(mpModel=0.0); snmp.CommunityData(mpModel=0j)
Comm(mpModel=False); Comm(mpModel=x); hlapi.CommunityData(mpModel=1)
UsmUserData("a"); UsmUserData("a", b, c); UsmUserData("a", authKey=b, privKey=c); snmp.UsmUserData(*a); UsmUserData(a, b, *c)

f(shell=True); f(shell=a); f(shell="x"); f(shell=""); f(shell=None); f(shell=[]); f(shell={}); f(shell=()); f(
    a,
    shell=
    True); f(shell=True, x={{a}}); f()(shell=True); subprocess.run(a, shell=True, env={{a}}); subprocess.run({{a}}, shell=True)
os.system("ls"); sh(a); sh(); sh(command="ls"); os.popen(f"ls"); sh("a" "b"); sh("a" + "b"); commands.getoutput(a)
subprocess.getoutput("tar *"); popen2.Popen3(a); sh(*a); sh({{a}}, "b"); subprocess.run("ls", {{a}})
execl("a", "b"); os.spawnvp(a); os.startfile(); os.execv("/bin/x", ["y"])
sh("chown x *"); sh("start *"); sh(["tar", "*"]); sh(["tar", ["x", ("*", b"y")]]); sh([tar, "*"]); sh([x.tar, "*"]); sh(("tar", "*"))
sh([b"rsync *"]); sh(f"tar *"); sh("tar " + "*"); sh("tar *", shell=a); subprocess.run("chmod *", shell=True)
subprocess.run("rsync *",
    shell=
    "True"); subprocess.run("rsync *", shell=1); subprocess.run(["rsync", "*"], shell=True); subprocess.run("rsync *")
sh([]); sh(["tar", {"*": "*"}, {"*", "tar"}]); sh(["tar", [["*"]]]); sh([["tar"], f"*"]); sh(["tar *", {{a}}])

q.extra(); q.extra({"a": "b"}); q.extra({"a": b}); q.extra({a: "b"}); q.extra({**a}); q.extra(select=a); q.extra(where=["a"])
q.extra(where=["a", b]); q.extra(where=("a",)); q.extra(tables=[f"a"]); extra(where=a); log.info(extra={"a": b}); q.extra(**k)
q.extra({}, a); q.extra({}, [], a); q.extra({}, [], a, b); q.extra(*a); q.extra(order_by=a); q.extra({"a": "b"}, where=a, params=b)
Raw("a"); Raw(a); Raw(sql=a); Raw(sql="a"); Raw(params=a); expressions.RawSQL("a" + b); RawSQL(f"a"); x.RawSQL("a" "b")
lc.listen(); listen(1); listen(verify=None); listen(1, a); listen(1, {{a}}); listen(x={{a}}); logging.config.listen(**k)

torch.load(a); torch.load(a, weights_only=True); torch.load(a, weights_only="True"); torch.load(a, weights_only=False); load(a)
torch.serialization.load(a); torch.load(a, weights_only=1); torch.load(
    a,
    load=
    b); torch.load(a, x={{b}}); torch.jit.load(a)

A.from_pretrained("a"); transformers.A.from_pretrained("a"); transformers.A.from_pretrained("a", revision="main")
transformers.A.from_pretrained("a", revision="abcdef1"); transformers.A.from_pretrained("a", revision="abcdef")
transformers.A.from_pretrained("a", revision=b); transformers.A.from_pretrained("./a"); transformers.A.from_pretrained(a.b, revision="'0123456'")
load_dataset("a"); load_dataset("/a"); load_dataset("a", commit_id="0123456789", revision=""); load_dataset("a", revision=None, commit_id="0123456789")
load_dataset("../a"); load_dataset(".../a"); load_dataset(f"/{a}"); hf_hub_download(a, b); snap(repo_id="a"); snap("a", revision=1234567)
snap("a", x={{b}}); snap({{b}}); snap("a", revision="abcdefg1"); huggingface_hub.x.repository_id(
    "a",
    repository_id=
    b); snap("a", **k); snap("a", revision=True, commit_id="0123456789")

Env(); Env(autoescape=True); Env(autoescape=False); Env(autoescape=a); Env(autoescape=select_autoescape()); Env(autoescape=x.select_autoescape(a))
Env(autoescape=lambda a: b); Env(loader=f(autoescape=True)); Env(loader=f(g(autoescape=False), h(i(autoescape=True)))); Env(**k)
Env(f(g(autoescape=True)), autoescape=False); j2.sandbox.Environment(); j2.Environment(
    autoescape=a); x.jinja2.Environment(); j2.environment.Environment(autoescape=1); Env(f(a=g(autoescape=False)), b=g(autoescape=True))
Env(autoescape=a.True_); Env(autoescape=f()); Env(loader=[f(autoescape=True), g(autoescape=a)]); SandboxedEnvironment()
T(a); template.Template("a"); mako.x.Template(); T; Template(a); template.Template(a, default_filters=["h"])
M(a); M("a"); M(); M(1); M(f"a"); Markup("a" + b); Markup(a.b(c)); M(object=a); flask.Markup(*a); markupsafe.x.Markup(a)
