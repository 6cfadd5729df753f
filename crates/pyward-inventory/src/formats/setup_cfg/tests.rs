use proptest::prelude::*;
use pyward_target::Tree;

use super::*;

fn read_beside(text: &str, others: &[(&str, &[u8])]) -> Reading {
    let mut files = vec![("setup.cfg", text.as_bytes())];
    files.extend(others);
    let tree = Tree::memory(&files);
    SetupCfg.read(&Input::new(
        &tree,
        &tree.entry("setup.cfg").unwrap().path,
        text.as_bytes(),
    ))
}

fn told(reading: &Reading) -> String {
    let roots = reading.roots.iter().map(|root| {
        let requires = &root.requires;
        let marker = requires.marker.as_deref().unwrap_or("-");
        format!(
            "{} {}{} [{marker}] {}",
            root.location, requires.name, requires.specifiers, root.scope
        )
    });
    let notices = reading
        .notices
        .iter()
        .map(|notice| format!("{}: {}", notice.location.as_ref().unwrap(), notice.message));
    roots.chain(notices).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_list_is_read_in_every_form() {
    let reading = read_beside(
        "[metadata]\nname = Shop_Front\nversion = attr: shop.__version__\n\n[options]\npython_requires = >=3.8\ninstall-requires =\n    flask>=2\n    # not this\n    jinja2; python_version < \"3.9\"\n\n    click[x]==8.1\nsetup_requires = wheel; setuptools_scm>=3\ntests_require: mock\n[options.extras_require]\nredis = redis>=4\nDev.Tools =\n  pytest\n  -e nonsense\n[flake8]\nignore = E1\n",
        &[],
    );
    insta::assert_snapshot!(told(&reading), @"
    setup.cfg:8 flask>=2 [-] main
    setup.cfg:10 jinja2 [python_version < \"3.9\"] main
    setup.cfg:12 click==8.1 [-] main
    setup.cfg:13 wheel [-] build
    setup.cfg:13 setuptools-scm>=3 [-] build
    setup.cfg:14 mock [-] group test
    setup.cfg:18 pytest [-] extra dev-tools
    setup.cfg:16 redis>=4 [-] extra redis
    setup.cfg:19: `-e nonsense` is no requirement: expected a package name at column 1
    ");
    let project = &reading.projects[0];
    assert_eq!(project.name.as_ref().unwrap().as_str(), "shop-front");
    assert_eq!(project.version, None);
    assert_eq!(project.requires_python.as_deref(), Some(">=3.8"));
}

#[test]
fn requirements_may_stand_in_files_of_the_project() {
    let reading = read_beside(
        "[options]\ninstall_requires = file: reqs/base.txt, ../../etc/passwd\n",
        &[("reqs/base.txt", b"flask>=2 # why\n# no\n\njinja2\n")],
    );
    insta::assert_snapshot!(told(&reading), @"
    reqs/base.txt:1 flask>=2 [-] main
    reqs/base.txt:4 jinja2 [-] main
    setup.cfg:2: cannot read ../../etc/passwd: outside the target, not followed
    ");
}

#[test]
fn what_setuptools_would_take_differently_is_told() {
    let reading = read_beside(
        "stray\n[options]\ninstall_requires = flask; python_version < '3.9'\nnothing\n",
        &[],
    );
    insta::assert_snapshot!(told(&reading), @"
    setup.cfg:3 flask [-] main
    setup.cfg:1: it is neither a section, a key nor the rest of a value
    setup.cfg:4: it is neither a section, a key nor the rest of a value
    setup.cfg:3: `python_version < '3.9'` on one line with its requirement is no marker to setuptools, which takes `;` for the end of a requirement
    ");
}

#[test]
fn settings_of_other_tools_say_nothing() {
    let reading = read_beside("[flake8]\nmax-line-length = 100\n", &[]);
    assert!(reading.projects.is_empty() && reading.roots.is_empty());
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let tree = Tree::memory(&[("setup.cfg", &bytes)]);
        let _ = SetupCfg.read(&Input::new(&tree, &tree.entries()[0].path, &bytes));
    }

    #[test]
    fn any_lines_are_read(text in "(\\[options(\\.extras_require)?\\]\n|install_requires *[=:] *[a-z;,: ]{0,9}\n| +[a-z=<>;' ]{0,9}\n|\\PC{0,9}\n){0,12}") {
        let reading = read_beside(&text, &[]);
        prop_assert!(reading.roots.len() <= text.len());
    }
}
