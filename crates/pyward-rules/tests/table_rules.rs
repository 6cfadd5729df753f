//! Where pyward's own mode deliberately differs from bandit's blacklists: each line of `docs/bandit-differences.md`
//! about them is a case here.

use pyward_model::{Confidence, Severity};
use pyward_python::{Module, SourceKind};
use pyward_rules::{CATALOGUE, CodeSettings, Mode, code};

fn found(text: &str, mode: Mode) -> Vec<(String, Severity, Confidence)> {
    let module = Module::read("app.py", text.as_bytes(), SourceKind::Module).expect("it is UTF-8");
    assert_eq!(module.faults().count(), 0, "{text}");
    // Rules of pyward's own say more of some of these, and would stand in their place.
    let rules = CATALOGUE.iter().copied().flatten();
    let own = rules
        .filter(|check| check.rule.aliases.is_empty() || check.rule.name == "django-mark-safe");
    let settings = CodeSettings {
        mode,
        skips: own.map(|check| check.rule.name.to_owned()).collect(),
        ..CodeSettings::default()
    };
    let found = code(vec![module], &settings);
    let id = |aliases: &[&str]| aliases.first().copied().unwrap_or("").to_owned();
    found
        .findings()
        .map(|finding| {
            let id = id(finding.rule.aliases);
            (id, finding.severity, finding.confidence)
        })
        // Those of the blacklists.
        .filter(|(id, ..)| id.starts_with("B3") || id.starts_with("B4"))
        .collect()
}

/// The ids found in both modes: bandit's, and pyward's own.
fn ids(text: &str) -> (String, String) {
    let of = |mode| {
        let found = found(text, mode);
        let ids: Vec<String> = found.into_iter().map(|(id, _, _)| id).collect();
        ids.join(" ")
    };
    (of(Mode::Compat), of(Mode::Own))
}

#[test]
fn names_are_those_python_means() {
    for (text, bandit, own) in [
        ("def eval(x):\n    return x\neval(a)", "B307", ""),
        ("import builtins\nbuiltins.eval(a)", "", "B307"),
        ("class random:\n    pass\nrandom.choice(a)", "B311", ""),
        ("import random\nf = random.choice\nf(a)", "", "B311"),
        ("from random import *\nchoice(a)", "", "B311"),
        ("import random\nrandom.SystemRandom().choice(a)", "", ""),
        (
            "def f():\n    from marshal import loads\ndef g(loads):\n    loads(a)",
            "B302",
            "",
        ),
    ] {
        assert_eq!(ids(text), (bandit.into(), own.into()), "{text}");
    }
}

#[test]
fn imports_are_whole_names_of_foreign_modules() {
    for (text, bandit, own) in [
        ("import telnetlib", "B401", "B401"),
        ("import telnetlib3", "B401", ""),
        ("from . import telnetlib", "B401", ""),
        ("from .telnetlib import Telnet", "B401", ""),
        ("import pyghmi.ipmi", "B415", "B415"),
        ("import xmlrpc.client", "B411", "B411"),
        ("from wsgiref.handlers import CGIHandler", "B412", "B412"),
        ("from wsgiref.handlers import BaseHandler", "", ""),
        ("__import__('telnetlib')", "B401", "B401"),
        (
            "import importlib\nimportlib.import_module(telnetlib)",
            "B401",
            "",
        ),
    ] {
        assert_eq!(ids(text), (bandit.into(), own.into()), "{text}");
    }
}

#[test]
fn imports_that_are_rarely_worth_a_look_are_left_out_unless_named() {
    for (module, id) in [
        ("ftplib", "B402"),
        ("pickle", "B403"),
        ("subprocess", "B404"),
        ("xml.etree.ElementTree", "B405"),
        ("xml.sax", "B406"),
        ("xml.dom.expatbuilder", "B407"),
        ("xml.dom.minidom", "B408"),
        ("xml.dom.pulldom", "B409"),
    ] {
        let text = format!("import {module}");
        assert_eq!(ids(&text), (id.into(), String::new()));
        let module =
            Module::read("app.py", text.as_bytes(), SourceKind::Module).expect("it is UTF-8");
        let settings = CodeSettings {
            tests: [id.to_owned()].into(),
            ..CodeSettings::default()
        };
        assert_eq!(code(vec![module], &settings).findings().count(), 1, "{id}");
    }
}

#[test]
fn what_is_fixed_in_the_source_is_left_alone() {
    for (text, bandit, own) in [
        ("eval('1 + 1')", "B307", ""),
        ("rule = '1 + 1'\neval(rule)", "B307", ""),
        ("eval('1 + ' + a)", "B307", "B307"),
        (
            "from django.utils.safestring import mark_safe\nmark_safe('<b>')",
            "B308",
            "",
        ),
        (
            "from django.utils.safestring import mark_safe\nmark_safe(f'<b>{a}')",
            "B308",
            "B308",
        ),
        (
            "from xml.dom import minidom as m\nm.parseString('<a/>')",
            "B408 B318",
            "",
        ),
        (
            "from xml.dom import minidom as m\nm.parse('ours.xml')",
            "B408 B318",
            "",
        ),
    ] {
        assert_eq!(ids(text), (bandit.into(), own.into()), "{text}");
    }
}

#[test]
fn addresses_with_a_fixed_web_scheme_are_left_alone() {
    let opened = |address: &str| {
        let text = format!("from urllib.request import urlopen, Request\n{address}");
        let (bandit, own) = ids(&text);
        assert_eq!(bandit, "B310", "{address}");
        !own.is_empty()
    };
    for harmless in [
        "urlopen('https://example.org/')",
        "urlopen(url='HTTP://example.org/')",
        "urlopen('https://example.org/' + path)",
        "urlopen(f'https://{host}/')",
        "urlopen('https://%s/' % host)",
        "urlopen('https://{}/'.format(host))",
        "base = 'https://example.org'\nurlopen(f'{base}/{path}')",
        "urlopen(Request('https://example.org/', data=body))",
        "wanted = Request(url='https://example.org/')\nurlopen(wanted)",
    ] {
        assert!(!opened(harmless), "{harmless}");
    }
    for doubtful in [
        "urlopen(address)",
        "urlopen('file:///etc/passwd')",
        "urlopen(scheme + '://example.org')",
        "urlopen('http' + rest)",
        "urlopen(Request(address))",
        "urlopen(*arguments)",
    ] {
        assert!(opened(doubtful), "{doubtful}");
    }
}

#[test]
fn severity_and_confidence_are_what_is_known_today() {
    let of = |text: &str, wanted: &str| {
        let pick = |mode| {
            let found = found(text, mode);
            let picked = found.into_iter().find(|(id, _, _)| id == wanted);
            picked.map(|(_, severity, confidence)| (severity, confidence))
        };
        (pick(Mode::Compat).unwrap(), pick(Mode::Own).unwrap())
    };
    let (high, medium, low) = (Severity::High, Severity::Medium, Severity::Low);
    let (sure, unsure) = (Confidence::High, Confidence::Low);
    assert_eq!(
        of("import random\nrandom.random()", "B311"),
        ((low, sure), (low, unsure))
    );
    for (call, id) in [
        ("xml.etree.cElementTree.parse(f)", "B313"),
        ("xml.etree.ElementTree.fromstring(f)", "B314"),
        ("xml.sax.expatreader.create_parser()", "B315"),
        ("xml.dom.expatbuilder.parse(f)", "B316"),
        ("xml.sax.make_parser()", "B317"),
        ("xml.dom.minidom.parse(f)", "B318"),
        ("xml.dom.pulldom.parse(f)", "B319"),
    ] {
        let module = call.rsplit_once('.').unwrap().0;
        let text = format!("import {module}\n{call}");
        assert_eq!(of(&text, id), ((medium, sure), (low, sure)), "{call}");
    }
    assert_eq!(
        of("import xmlrpc.server", "B411"),
        ((high, sure), (medium, sure))
    );
    assert_eq!(
        of("from Crypto.Cipher import AES", "B413"),
        ((high, sure), (medium, unsure))
    );
}

#[test]
fn pycryptodome_is_told_from_pycrypto_by_what_only_it_has() {
    for (text, own) in [
        ("from Crypto.Cipher import AES", "B413"),
        ("from Crypto.Cipher import ChaCha20", ""),
        ("from Crypto.Util.Padding import pad, unpad", ""),
        (
            "from Crypto.Util.Padding import pad\nfrom Crypto.Cipher import AES",
            "",
        ),
        ("import Crypto.PublicKey.ECC\nimport Crypto.Hash.SHA256", ""),
        ("from Cryptodome.Cipher import AES", ""),
    ] {
        assert_eq!(ids(text).1, own, "{text}");
    }
}

#[test]
fn names_bandit_does_not_know_are_seen() {
    for (text, own) in [
        ("from Cryptodome.Cipher import DES3\nDES3.new(k)", "B304"),
        (
            "from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4\nARC4(k)",
            "B304",
        ),
        (
            "from django.utils.html import mark_safe\nmark_safe(a)",
            "B308",
        ),
        ("from xml.etree.ElementTree import XML as x\nx(a)", "B314"),
        (
            "import ssl\nssl._create_default_https_context = ssl._create_unverified_context",
            "B323",
        ),
    ] {
        let (bandit, found) = ids(text);
        assert_eq!(found, own, "{text}");
        assert!(!bandit.contains(own), "{text}");
    }
}

#[test]
fn what_is_safe_by_design_is_left_alone() {
    for (text, bandit, own) in [
        (
            "from cryptography.hazmat.primitives import hashes, hmac\nhmac.HMAC(k, hashes.SHA1())",
            "B303",
            "",
        ),
        (
            "from cryptography.hazmat.primitives import hashes, hmac\nhmac.HMAC(k, hashes.MD5())",
            "B303",
            "B303",
        ),
        (
            "from cryptography.hazmat.primitives import hashes\nhashes.Hash(hashes.SHA1())",
            "B303",
            "B303",
        ),
        ("import ftplib\nftplib.FTP(h)", "B402 B321", "B321"),
        ("import ftplib\nftplib.FTP_TLS(h)", "B402", ""),
    ] {
        assert_eq!(ids(text), (bandit.into(), own.into()), "{text}");
    }
}
