use super::*;
use crate::{Module, SourceKind};

/// The whole names of what is called, in visiting order; `?` where nothing is known.
fn called(text: &str) -> String {
    let module = Module::read("a.py", text.as_bytes(), SourceKind::Module).unwrap();
    let tree = Tree::of(&module);
    let scopes = Scopes::of(&tree);
    let names: Vec<String> = tree
        .nodes()
        .filter_map(Call::of)
        .map(|call| scopes.qualified(call.func()).unwrap_or_else(|| "?".into()))
        .collect();
    names.join(" ")
}

#[test]
fn names_are_followed_to_what_was_imported() {
    for (text, names) in [
        ("import os\nos.system(x)", "os.system"),
        ("import os.path as p\np.join()", "os.path.join"),
        ("from subprocess import run as r\nr()", "subprocess.run"),
        (
            "import subprocess\nf = subprocess.run\nf()",
            "subprocess.run",
        ),
        ("from os import *\nsystem(x)\nfoo()", "os.system foo"),
        ("from . import pickle\npickle.load()", ".pickle.load"),
        ("eval(x)", "eval"),
        ("import builtins\nbuiltins.eval(x)", "eval"),
        ("import os\ngetattr(os, 'system')(x)", "os.system getattr"),
        ("__import__('os').system(x)", "os.system __import__"),
        (
            "try:\n import yaml\nexcept E:\n yaml = None\ndef f(): yaml.load(x)",
            "yaml.load",
        ),
    ] {
        assert_eq!(called(text), names, "{text}");
    }
}

#[test]
fn what_is_shadowed_is_not_what_was_imported() {
    for (text, names) in [
        ("import requests\ndef f(requests): requests.get(x)", "?"),
        ("def eval(x): pass\neval(x)", "?"),
        ("from subprocess import run\ndef run(): pass\nrun()", "?"),
        ("class random: pass\nrandom.random()", "?"),
        ("import os\nos = os.path.join()\nos()", "os.path.join ?"),
        (
            "import os\ndef f():\n  os = g()\n  os.system()\nos.system()",
            "g ? os.system",
        ),
        (
            "import os\nclass A:\n  os = 1\n  def f(self): os.system()",
            "os.system",
        ),
        ("import os\n[os.system() for os in x]", "?"),
        ("import os\ndef f(os=os.getenv()): pass", "os.getenv"),
        ("def f():\n  x: os.getenv() = 1\n  import os", "os.getenv"),
        ("a = b\nb = a\na()", "?"),
    ] {
        assert_eq!(called(text), names, "{text}");
    }
}

#[test]
fn all_values_that_may_reach_a_use_are_told() {
    let values = |text: &str| {
        let module = Module::read("a.py", text.as_bytes(), SourceKind::Module).unwrap();
        let tree = Tree::of(&module);
        let scopes = Scopes::of(&tree);
        let call = tree.nodes().filter_map(Call::of).last().unwrap();
        let used = call.positional(0).unwrap();
        let found: Vec<&str> = scopes.values_of(used).into_iter().map(Node::text).collect();
        found.join(" ")
    };
    for (text, expected) in [
        ("x = 1\nf(x)", "1"),
        ("x = 1\nx = 2\nf(x)", "2"),
        ("x = 1\nif c:\n x = 2\nf(x)", "2 1"),
        ("if c:\n x = 1\nelse:\n x = 2\nf(x)", "2 1"),
        ("x = 1\nif c:\n x = 2\n f(x)", "2"),
        ("x = g\nfor x in y:\n f(x)", ""),
        ("def h(x):\n f(x)", ""),
    ] {
        assert_eq!(values(text), expected, "{text}");
    }
}

#[test]
fn what_with_gives_is_told_and_is_no_value() {
    let text = "with open(p) as f:\n    g(f)";
    let module = Module::read("a.py", text.as_bytes(), SourceKind::Module).unwrap();
    let tree = Tree::of(&module);
    let scopes = Scopes::of(&tree);
    let used = tree
        .nodes()
        .filter(|node| node.name_id() == Some("f"))
        .last()
        .unwrap();
    assert_eq!(scopes.entered(used).map(Node::text), Some("open(p)"));
    assert_eq!(scopes.value_of(used), None);
}
