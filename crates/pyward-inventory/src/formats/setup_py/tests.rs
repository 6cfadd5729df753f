use std::fmt::Write as _;

use proptest::prelude::*;
use pyward_target::Tree;

use super::*;

fn read(text: &str) -> Reading {
    let tree = Tree::memory(&[("setup.py", text.as_bytes())]);
    SetupPy.read(&Input::new(&tree, &tree.entries()[0].path, text.as_bytes()))
}

fn told(reading: &Reading) -> String {
    let mut lines: Vec<String> = reading
        .roots
        .iter()
        .map(|root| {
            let requires = &root.requires;
            let marker = requires.marker.as_deref().unwrap_or("-");
            format!(
                "{} {}{} [{marker}] {}",
                root.location, requires.name, requires.specifiers, root.scope
            )
        })
        .collect();
    lines.extend(
        reading
            .notices
            .iter()
            .map(|notice| format!("{}: {}", notice.location.as_ref().unwrap(), notice.message)),
    );
    lines.join("\n")
}

#[test]
fn literals_are_read_wherever_they_stand() {
    let reading = read(
        r#"
from setuptools import setup
NAME = "shop"
base = ["flask>=2", "jinja2 ; python_version < '3.9'"]
extras = {"redis": ["redis>=4"], ":sys_platform == 'win32'": ["pywin32"]}
extras["dev"] = base + ["pytest"]
setup(
    name=NAME,
    version="1.0",
    python_requires=">=3.8",
    install_requires=list(base) + ["click"],
    extras_require=extras,
    setup_requires="wheel\nsetuptools_scm>=3",
    tests_require=("mock",),
)
"#,
    );
    insta::assert_snapshot!(told(&reading), @"
    setup.py:4 flask>=2 [-] main
    setup.py:4 jinja2 [python_version < '3.9'] main
    setup.py:11 click [-] main
    setup.py:5 redis>=4 [-] extra redis
    setup.py:5 pywin32 [sys_platform == 'win32'] main
    setup.py:4 flask>=2 [-] extra dev
    setup.py:4 jinja2 [python_version < '3.9'] extra dev
    setup.py:6 pytest [-] extra dev
    setup.py:13 wheel [-] build
    setup.py:13 setuptools-scm>=3 [-] build
    setup.py:14 mock [-] group test
    ");
    let [project] = &reading.projects[..] else {
        panic!("{:?}", reading.projects)
    };
    assert_eq!(project.name.as_ref().unwrap().as_str(), "shop");
    assert_eq!(project.requires_python.as_deref(), Some(">=3.8"));
}

#[test]
fn what_only_running_would_show_is_told() {
    let reading = read(
        r#"
import setuptools
reqs = ["a==1"]
if True:
    reqs.append("b")
reqs += open("more.txt").read().split()
def helper():
    reqs = ["never"]
setuptools.setup(install_requires=reqs, extras_require=dict(x=["y"]), python_requires=wanted(), **more)
"#,
    );
    insta::assert_snapshot!(told(&reading), @"
    setup.py:3 a==1 [-] main
    setup.py:5 b [-] main
    setup.py:6: install_requires is computed when it runs, and nothing is run: what it asks for is not known
    setup.py:5: install_requires is added to here, perhaps not in every case: all that is added is taken
    setup.py:6: install_requires is added to here, perhaps not in every case: all that is added is taken
    setup.py:9: extras_require is computed when it runs, and nothing is run: what it asks for is not known
    setup.py:9: python_requires is computed when it runs, and nothing is run: what it asks for is not known
    setup.py:9: what is handed over with `**` is computed when it runs, and nothing is run: what it asks for is not known
    ");
}

#[test]
fn a_script_that_declares_nothing_says_nothing() {
    for text in ["", "from setuptools import setup\nsetup()\n", "print(1)\n"] {
        let reading = read(text);
        assert!(reading.projects.is_empty() && reading.notices.is_empty());
    }
}

#[test]
fn what_refers_to_itself_ends() {
    let reading = read("a = b\nb = a\nsetup(install_requires=a, name=b, extras_require=a)\n");
    assert_eq!(reading.roots.len(), 0);
    assert_eq!(reading.notices.len(), 2);
    let mut doubling = String::new();
    for number in 1..40 {
        let _ = writeln!(doubling, "v{number} = v{0} + v{0}", number - 1);
    }
    let text = format!("v0 = ['a']\n{doubling}setup(install_requires=v39)\n");
    assert!(
        read(&text)
            .notices
            .iter()
            .any(|it| it.kind == NoticeKind::Limit || it.kind == NoticeKind::Unsupported)
    );
}

#[test]
fn half_a_script_keeps_what_stands_before_its_fault() {
    let reading = read("setup(install_requires=['a>=1'])\ndef (:\n");
    assert_eq!(reading.roots.len(), 1);
    assert_eq!(reading.notices[0].kind, NoticeKind::Malformed);
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let tree = Tree::memory(&[("setup.py", &bytes)]);
        let _ = SetupPy.read(&Input::new(&tree, &tree.entries()[0].path, &bytes));
    }

    #[test]
    fn any_arguments_are_read(text in "setup\\((install_requires|extras_require|\\*\\*[a-z])=?[\\[\\]{}()'a-z,:+*= ]{0,40}\\)\n") {
        let _ = read(&text);
    }
}
