"""What bandit's blacklists make of imports and calls: oddities, a line or two each."""
import random, telnetlib, ftplib
import subprocess32, subprocess
import xml.etree.ElementTree as ET, pickle
import xml.etree.cElementTree
import xml.sax.handler
import xml
import xml.dom.minidom, xml.dom.pulldom as pd
import xmlrpclib
import xmlrpc.client
import Crypto
import Crypto.Cipher.AES
import Crypto.Utilities
import pyghmi_x
import wsgiref.handlers
from wsgiref.handlers import BaseHandler, CGIHandler
from wsgiref.handlers import CGIHandlerX
from twisted.web import twcgi
from twisted.web.twcgi import CGIDirectory as D
from xml.etree import ElementTree, cElementTree
from xml.etree import *
from xml import sax
from xml.sax import parseString, make_parser as mp
from xml.dom import expatbuilder, minidom
from xml.dom.minidom import parse
from . import telnetlib
from .ftplib import x
from .. import subprocess as s2
from .xml.sax import y
from xmlrpc import server
from Crypto.Hash import MD5, SHA as sha
from Crypto import Random, Hash
from Cryptodome.Cipher import ARC4, DES
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import algorithms, modes as m
from cryptography.hazmat.primitives.ciphers.algorithms import TripleDES as T
from django.utils.safestring import mark_safe as ms
from urllib.request import urlopen as uo, URLopener
from six.moves.urllib import request
from random import SystemRandom, choice
from random import *
import random as rnd
import marshal, tempfile, ssl, importlib
import urllib.request
from importlib import import_module as im

__import__()
__import__("telnetlib"), __import__("telnetlib.Telnet"), __import__("ftplib.x")
__import__("subprocess", fromlist=["x"])
__import__(name="subprocess")
__import__(subprocess)
__import__(b"subprocess")
__import__(f"subprocess")
__import__("sub" "process")
__import__("eval")("x")
importlib.__import__("Crypto.Cipher"), im("xmlrpc"), im("xmlrpc.client")
importlib.import_module(name="xml.sax"), importlib.import_module(package="xml.sax")
importlib.import_module(*["pickle"]), importlib.import_module(a.subprocess), importlib.import_module(3)
importlib.import_module("random.random"), importlib.import_module(None, name="pickle")
im(eval), im(True), im("urllib.request.urlopen")

marshal.loads(x), marshal.dumps(x), marshal.load(f).load()
MD5.new(), sha.new(), Hash.MD2.new(), Crypto.Hash.MD4.new(), hashes.MD5(), hashes.SHA1(), hashes.SHA256()
ARC4.new(k), DES.new(k), algorithms.IDEA(k), algorithms.SEED(k), T(k), m.ECB(), m.CBC(i)
tempfile.mktemp(), tempfile.mkstemp(), eval(x), builtins.eval(x), ast.literal_eval(x), self.eval(x), eval("1")
ms(x), ms("a"), mark_safe(x), uo(u), uo("https://x"), URLopener(), request.urlretrieve(u), urllib.request.urlopen(u)
urllib.request.FancyURLopener().open(u), urllib.urlopen(u), urllib2.urlopen(u)
random.random(), rnd.randint(1, 2), choice(x), randrange(3), SystemRandom().choice(x), random.Random().random()
random.SystemRandom(), random.randbytes(3), random.getrandbits(1), random.sample(a, 2), random.shuffle(a)
telnetlib.Telnet(h), ftplib.FTP(h), ftplib.FTP_TLS(h), ssl._create_unverified_context()
ET.parse(f), ET.XML(x), ElementTree.fromstring(x), cElementTree.iterparse(f), xml.etree.ElementTree.XMLParser()
sax.parse(f), parseString(x), mp(), xml.sax.expatreader.create_parser(), expatbuilder.parse(f), parse(f), pd.parse(f)
minidom.parseString(x), pd.parseString(x), xml.dom.pulldom.parse(f)


class random:
    def random(self):
        return random.random()  # nosec B311

    eval = lambda: eval(x)  # nosec B307,B311
    choice = random.choice(a)  # nosec random
    a = random.choice(a)  # nosec: eval random
    b = random.choice(  # nosec B001
        a)
    c = random.choice(
        a)  # nosec B999
    d = random.choice(a)  # nosec B311Because
    e = random.choice(a)  # nosec b311
    f = random.choice(a)  # nosec Xrandom
    g = random.choice(a)  # nosec randomly
    h = random.choice(a)  # nosec B311, B999
    i = eval(random.choice(a))  # nosec B307
    j = eval(random.choice(a))  # nosec eval,random
    k = eval(random.choice(a))  # nosec random,eval
    l = eval(random.choice(a))  # nosec random,eval,
    m = eval(random.choice(a))  # nosec -- random, eval
    n = eval(random.choice(a))  # x # nosec random # nosec eval
    o = eval(random.choice(a))  #nosec:B307B311
    p = eval(random.choice(a))  ##nosec : B307:B311
    q = eval(random.choice(a))  # nosec(B307)
    r = eval(  # nosec B311
        random.choice(a)  # nosec B307
    )
    s = eval(random.choice(a))  # nosec B３07 eval
    t = eval(random.choice(a))  # nosec ſeval, random
