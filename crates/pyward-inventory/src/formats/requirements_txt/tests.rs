use std::fmt::Write as _;

use proptest::prelude::*;
use pyward_model::{NoticeKind, Scope, Version, Weight};
use pyward_target::Tree;

use super::*;
use crate::{Environments, Marker, Package, Wanted};

/// Reads the first of the files, which stand in one tree.
fn read_tree(files: &[(&str, &str)]) -> Reading {
    let bytes: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(path, text)| (*path, text.as_bytes()))
        .collect();
    read_bytes(&bytes)
}

fn read_bytes(files: &[(&str, &[u8])]) -> Reading {
    let tree = Tree::memory(files);
    let (path, bytes) = files[0];
    let path = &tree.entry(path).expect("the file is in the tree").path;
    RequirementsTxt.read(&Input::new(&tree, path, bytes))
}

fn read(text: &str) -> Reading {
    read_tree(&[("requirements.txt", text)])
}

/// A package in one line: name, version or what is asked for, and where.
fn line(package: &Package) -> String {
    let component = &package.component;
    let asked = match (&component.version, &component.requirement) {
        (Some(version), _) => format!("=={version}"),
        (None, Some(requirement)) => format!(" ? {requirement}"),
        (None, None) => String::new(),
    };
    let places: Vec<String> = component
        .locations
        .iter()
        .map(ToString::to_string)
        .collect();
    format!("{}{asked} @ {}", component.name, places.join(", "))
}

fn lines(reading: &Reading) -> Vec<String> {
    reading.packages.iter().map(line).collect()
}

fn notices(reading: &Reading) -> Vec<String> {
    let line = |notice: &pyward_model::Notice| {
        let place = notice
            .location
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let weight = if notice.weight == Weight::Gap {
            "gap"
        } else {
            "info"
        };
        format!(
            "{weight} {} {place}: {}",
            notice.kind.word(),
            notice.message
        )
    };
    reading.notices.iter().map(line).collect()
}

fn package<'a>(reading: &'a Reading, name: &str) -> &'a Package {
    reading
        .packages
        .iter()
        .find(|package| package.component.name.as_str() == name)
        .expect("the package is listed")
}

#[test]
fn case_35_several_clauses_with_a_wildcard_are_no_pin() {
    let reading = read("requests [security] >= 2.8.1, == 2.8.* ; python_version > \"2.7\"\n");
    assert_eq!(
        lines(&reading),
        ["requests ? >= 2.8.1, == 2.8.* @ requirements.txt:1"]
    );
    let component = &reading.packages[0].component;
    assert_eq!(component.version, None);
    assert!(
        component.extras.contains("security")
            && component.markers.contains("python_version > \"2.7\"")
    );
    assert!(reading.notices.is_empty());
}

#[test]
fn case_36_extras_with_spaces_hide_no_pin() {
    let reading = read("celery[redis, pytest]==4.4.7");
    assert_eq!(lines(&reading), ["celery==4.4.7 @ requirements.txt:1"]);
    assert_eq!(
        reading.packages[0]
            .component
            .extras
            .iter()
            .map(AsRef::as_ref)
            .collect::<Vec<&str>>(),
        ["pytest", "redis"]
    );
}

#[test]
fn case_37_every_encoding_and_line_ending_is_read() {
    let text = "a==1.0 \\\r\n  --hash=sha256:00ff\r\n\r\nb==2.0 --hash sha256:AA\r\n";
    let utf_16: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let marked = format!("\u{feff}{text}");
    for bytes in [text.as_bytes(), &utf_16, marked.as_bytes()] {
        let reading = read_bytes(&[("requirements.txt", bytes)]);
        assert_eq!(
            lines(&reading),
            ["a==1.0 @ requirements.txt:1", "b==2.0 @ requirements.txt:4"]
        );
        assert_eq!(&*reading.packages[0].component.hashes[0].digits, "00ff");
        assert_eq!(&*reading.packages[1].component.hashes[0].digits, "aa");
        assert!(reading.notices.is_empty());
    }
}

#[test]
fn case_38_a_marker_before_options_is_kept_for_the_chosen_environment_to_decide() {
    let reading =
        read("foo==1.0; python_version<\"2.7\" --hash=sha256:ab\nbar==1 --hash=sha256:cd");
    let markers = &package(&reading, "foo").component.markers;
    assert_eq!(
        markers.iter().map(AsRef::as_ref).collect::<Vec<&str>>(),
        ["python_version<\"2.7\""]
    );
    assert_eq!(package(&reading, "foo").component.hashes.len(), 1);
    let marker = Marker::parse(markers.first().unwrap()).unwrap();
    let wanted = |python: &str| Wanted {
        python: Some(Version::new(python)),
        platform: None,
    };
    assert!(!marker.applies(&Environments::new(&wanted("3.12"), None), &[]));
    assert!(marker.applies(&Environments::new(&wanted("2.6"), None), &[]));
}

#[test]
fn case_39_includes_are_relative_end_on_cycles_and_are_missed_at_their_line() {
    let reading = read_tree(&[
        (
            "requirements.txt",
            "-r sub/base.txt\n\n-r sub/none.txt\nflask==1.0\n",
        ),
        (
            "sub/base.txt",
            "-r ../requirements.txt\n-r more.txt\na==1\n",
        ),
        ("sub/more.txt", "--requirement=base.txt\nb==2\n"),
    ]);
    assert_eq!(
        lines(&reading),
        [
            "b==2 @ sub/more.txt:2",
            "a==1 @ sub/base.txt:3",
            "flask==1.0 @ requirements.txt:4"
        ]
    );
    let included: Vec<&str> = reading
        .included
        .iter()
        .map(|path| &**path.shown())
        .collect();
    assert_eq!(included, ["sub/more.txt", "sub/base.txt"]);
    let notices = notices(&reading);
    assert_eq!(notices.len(), 1);
    assert!(
        notices[0].starts_with("gap unreadable requirements.txt:3: cannot read sub/none.txt"),
        "{notices:?}"
    );
}

#[test]
fn case_40_variables_are_not_taken_literally_and_odd_versions_only_as_text() {
    let reading = read("x==${VER}\ny===1.0\nz===weird\nlegacy==2004d\n");
    assert_eq!(
        lines(&reading),
        [
            "y==1.0 @ requirements.txt:2",
            "z==weird @ requirements.txt:3",
            "legacy==2004d @ requirements.txt:4"
        ]
    );
    assert!(
        !package(&reading, "z")
            .component
            .version
            .as_ref()
            .unwrap()
            .is_valid()
    );
    insta::assert_snapshot!(notices(&reading).join("\n"), @r"
    gap unauditable requirements.txt:1: `x==${VER}` contains ${VER}, whose value pyward does not read
    info invalid-version requirements.txt:3: `weird` is not a PEP 440 version, it is only compared as text
    info invalid-version requirements.txt:4: `2004d` is not a PEP 440 version, it is only compared as text
    ");
}

#[test]
fn case_41_two_versions_are_two_packages_and_equal_pins_are_one() {
    let reading = read("flask==1.0\nflask==2.0\nFlask==1.0.0\njinja2==3\njinja2==3\n");
    assert_eq!(
        lines(&reading),
        [
            "flask==1.0 @ requirements.txt:1, requirements.txt:3",
            "flask==2.0 @ requirements.txt:2",
            "jinja2==3 @ requirements.txt:4, requirements.txt:5",
        ]
    );
    // That the two pins of flask exclude each other is told where readings are settled.
    assert!(reading.notices.is_empty());
    let forks =
        read("numpy==1.26 ; python_version < '3.9'\nnumpy==2.0 ; python_version >= '3.9'\n");
    assert_eq!(forks.packages.len(), 2);
    assert!(forks.notices.is_empty());
}

#[test]
fn case_42_one_hash_makes_all_of_them_needed() {
    let reading = read("a==1 --hash=sha256:ab\n\nb==2\nc @ git+https://e.org/c\n-e ./d#egg=d\n");
    insta::assert_snapshot!(notices(&reading).join("\n"), @r"
    info hash-missing requirements.txt:3: `b` has no hash, while others have or `--require-hashes` is set
    info hash-missing requirements.txt:4: `c` is a repository or folder, which pip refuses where hashes are required
    info hash-missing requirements.txt:5: `d` is a repository or folder, which pip refuses where hashes are required
    ");
    assert_eq!(read("--require-hashes\na==1\n").notices.len(), 1);
    assert!(read("a==1\n").notices.is_empty());
}

#[test]
fn case_43_what_is_no_release_is_told() {
    let reading = read(
        "-e .\ngit+https://me:secret@e.org/r.git@v1#egg=X[y]&subdirectory=z\nhttps://e.org/main.zip\n./foo-1.0-py3-none-any.whl\n",
    );
    assert_eq!(
        lines(&reading),
        ["x @ requirements.txt:2", "foo==1.0 @ requirements.txt:4"]
    );
    let component = &reading.packages[0].component;
    assert_eq!(
        component.origin,
        pyward_model::Origin::Vcs {
            url: "git+https://e.org/r.git".into(),
            reference: Some("v1".into())
        }
    );
    assert!(component.extras.contains("y"));
    insta::assert_snapshot!(notices(&reading).join("\n"), @r"
    gap unauditable requirements.txt:1: the folder `.` is asked for by its path, which names no package
    gap unauditable requirements.txt:3: the URL `https://e.org/main.zip` names no package, and what it holds is not fetched
    ");
}

#[test]
fn case_44_standard_input_is_read_once_and_looks_like_requirements() {
    let text = "flask==1.0\nclick==8.1 ; os_name == 'nt'\n";
    assert!(RequirementsTxt.sniffs(text.as_bytes()));
    let reading = read_tree(&[("<stdin>", text)]);
    assert_eq!(
        lines(&reading),
        ["flask==1.0 @ <stdin>:1", "click==8.1 @ <stdin>:2"]
    );
    assert!(reading.included.is_empty());
}

#[test]
fn names_of_files_are_claimed() {
    for (folder, name, expected) in [
        (".", "requirements.txt", true),
        (".", "Requirements-Dev.txt", true),
        (".", "dev_requirements.txt", true),
        (".", "requirements.in", true),
        ("a/b", "test-requirements.in", true),
        ("requirements", "base.txt", true),
        ("a/requirements", "base.in", true),
        (".", "requirements-dev.lock", true),
        (".", "constraints.txt", false),
        ("requirements", "constraints-ci.txt", false),
        (".", "base.txt", false),
        (".", "notes.in", false),
        (".", "requirements", false),
        (".", "requirements.md", false),
        (".", "poetry.lock", false),
    ] {
        assert_eq!(claims(name, folder), expected, "{folder}/{name}");
    }
}

#[test]
fn only_requirements_look_like_requirements() {
    let long = format!("{}half of the last li", "a>=1\n-r x.txt\n".repeat(50));
    for text in [
        long.as_str(),
        "--index-url https://e.org/simple\n",
        "# x\n\nx==${V}",
    ] {
        assert!(sniffs(text.as_bytes()), "{text}");
    }
    for text in [
        "",
        "# only comments\n",
        "[project]\nname = 'x'\n",
        "{\"a\": 1}",
        "some words\n",
        "a==1\n\0",
        "--nonsense\n",
    ] {
        assert!(!sniffs(text.as_bytes()), "{text}");
    }
}

#[test]
fn constraints_give_versions_to_what_is_asked_for_and_nothing_else() {
    let reading = read_tree(&[
        (
            "requirements.txt",
            "-c constraints.txt\nflask>=1\nclick\nold<2\nx==1\n",
        ),
        (
            "constraints.txt",
            "flask==2.0 --hash=sha256:ab\nunused==1.0\nold==3.0\nclick>=8\nx==2\nunused==2.0",
        ),
    ]);
    assert_eq!(
        lines(&reading),
        [
            "flask==2.0 @ constraints.txt:1, requirements.txt:2",
            "click ?  @ requirements.txt:3",
            "old==3.0 @ constraints.txt:3, requirements.txt:4",
            "x==1 @ requirements.txt:5",
        ]
    );
    assert_eq!(package(&reading, "flask").component.hashes.len(), 1);
    insta::assert_snapshot!(notices(&reading).join("\n"), @r"
    info conflict requirements.txt:5: `x` is pinned to 1, while constraints.txt:5 constrains it to 2: pip refuses to install it
    info conflict requirements.txt:4: `old<2` does not allow 3.0, which constraints.txt:3 pins: pip refuses to install it
    ");
    assert_eq!(&**reading.included[0].shown(), "constraints.txt");
}

#[test]
fn constraints_under_markers_are_each_a_version() {
    let constraints = "numpy==1.26 ; python_version < '3.9'\nnumpy==2.0 ; python_version >= '3.9'\npywin==1 ; os_name == 'nt'\n";
    let reading = read_tree(&[
        (
            "requirements.txt",
            "-c c.txt\nnumpy ; os_name == 'nt'\npywin\n",
        ),
        ("c.txt", constraints),
    ]);
    assert_eq!(
        lines(&reading),
        [
            "numpy==1.26 @ c.txt:1, requirements.txt:2",
            "numpy==2.0 @ c.txt:2, requirements.txt:2",
            "pywin==1 @ c.txt:3, requirements.txt:3",
            "pywin ?  @ requirements.txt:3",
        ]
    );
    let marker = reading.packages[0].component.markers.first().unwrap();
    assert_eq!(&**marker, "(os_name == 'nt') and (python_version < '3.9')");
    assert!(reading.notices.is_empty());
}

#[test]
fn a_pin_in_an_included_file_holds_for_lines_without_a_version() {
    let reading = read_tree(&[
        (
            "requirements-dev.txt",
            "-r requirements.txt\nflask\npytest==8\n",
        ),
        ("requirements.txt", "flask==1.0\n"),
    ]);
    assert_eq!(
        lines(&reading),
        [
            "flask==1.0 @ requirements-dev.txt:2, requirements.txt:1",
            "pytest==8 @ requirements-dev.txt:3"
        ]
    );
    let scopes = &package(&reading, "flask").component.scopes;
    assert!(scopes.contains(&Scope::Main) && scopes.contains(&Scope::Dev));
    assert!(
        package(&reading, "pytest")
            .component
            .scopes
            .iter()
            .eq([&Scope::Dev])
    );
}

#[test]
fn comments_tell_who_needs_a_package() {
    let reading = read(
        "click==8.1 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n    # via\n    #   black\n    #   flask\n\
         flask==3.0 --hash=sha256:cc\n    # via -r requirements.in\nblack==24.1 --hash=sha256:dd  # via my-app (pyproject.toml)\n\
         six==1.0 --hash=sha256:ee\n    # via unlisted-project\nidna==3 --hash=sha256:ff  # via click, six\n",
    );
    let told: Vec<(String, bool, usize)> = reading
        .packages
        .iter()
        .map(|package| {
            let via: Vec<&str> = package
                .via
                .iter()
                .map(pyward_model::PackageName::as_str)
                .collect();
            (
                format!("{} < {}", package.component.name, via.join(" ")),
                package.component.direct,
                package.component.hashes.len(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("click < black flask".to_owned(), false, 2),
            ("flask < ".to_owned(), true, 1),
            ("black < ".to_owned(), true, 1),
            ("six < ".to_owned(), true, 1),
            ("idna < click six".to_owned(), false, 1),
        ]
    );
    assert!(reading.notices.is_empty());
    assert!(
        read("a==1\nb==2  # not via\n")
            .packages
            .iter()
            .all(|package| package.component.direct)
    );
}

#[test]
fn options_of_the_file_are_known_and_others_are_told() {
    let reading = read(
        "--index-url https://me:secret@e.org/simple/\n--extra-index-url https://x --no-binary :all:\n--pre\n--what=1\n\
         a==1 --config-settings k=v\nb @ https://e.org/b.zip\n",
    );
    assert_eq!(
        package(&reading, "a").component.origin,
        pyward_model::Origin::NamedIndex("https://e.org/simple".into())
    );
    assert!(matches!(
        package(&reading, "b").component.origin,
        pyward_model::Origin::Url(_)
    ));
    assert_eq!(
        notices(&reading),
        ["info unsupported requirements.txt:4: the option `--what` is not known"]
    );
    assert_eq!(
        read("-i https://pypi.org/simple\na==1").packages[0]
            .component
            .origin,
        pyward_model::Origin::Index
    );
}

#[test]
fn what_is_not_fetched_or_followed_is_told_without_passwords() {
    let reading = read(
        "-r https://me:secret@e.org/r.txt\n-c ${DIR}/c.txt\n-r ../../outside.txt\nx @ https://${TOKEN}@e.org/x-1.0.tar.gz\n",
    );
    assert_eq!(lines(&reading), ["x==1.0 @ requirements.txt:4"]);
    let notices = notices(&reading);
    assert_eq!(notices.len(), 3, "{notices:?}");
    assert_eq!(
        notices[0],
        "gap skipped requirements.txt:1: `https://e.org/r.txt` is not fetched"
    );
    assert_eq!(
        notices[1],
        "gap skipped requirements.txt:2: `${DIR}/c.txt` contains ${DIR}, whose value pyward does not read"
    );
    assert!(
        notices[2].starts_with("gap skipped requirements.txt:3: "),
        "{notices:?}"
    );
}

#[test]
fn a_line_that_is_nothing_is_told_and_the_others_are_read() {
    let reading = read(
        "# -*- coding: utf-8 -*-\nfoo bar\na\u{1b}[2Jb==1\nok==1\n==2\nbad>=x\n--hash=sha256:ab\n-r\n",
    );
    assert_eq!(
        lines(&reading),
        [
            "ok==1 @ requirements.txt:4",
            "bad ? >=x @ requirements.txt:6"
        ]
    );
    insta::assert_snapshot!(notices(&reading).join("\n"), @r"
    gap malformed requirements.txt:2: `foo bar` is no requirement: expected a version specifier, `;` or the end at column 5
    gap malformed requirements.txt:3: `a\u{1b}[2Jb==1` is no requirement: expected a version specifier, `;` or the end at column 2
    gap malformed requirements.txt:5: `==2` is no requirement: expected a package name at column 1
    gap malformed requirements.txt:6: `>=x` is not a version specifier
    info unsupported requirements.txt:7: an option belongs to no requirement
    gap malformed requirements.txt:8: `-r` has no value
    ");
}

#[test]
fn many_files_many_lines_and_many_faults_are_bounded() {
    let chain: Vec<(String, String)> = (0..40)
        .map(|at| {
            (
                format!("requirements{at}.txt"),
                format!("p{at}==1\n-r requirements{}.txt\n", at + 1),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = chain
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let reading = read_tree(&files);
    assert_eq!((reading.packages.len(), reading.notices.len()), (17, 1));
    assert_eq!(reading.notices[0].kind, NoticeKind::Limit);

    let faults = read(&"no requirement\n".repeat(20_000));
    assert_eq!(faults.notices.len(), 1_001);
    assert_eq!(
        faults.notices.last().unwrap().message,
        "19000 more problems were found, only the first 1000 are told"
    );

    let mut text = "x==1 --hash=sha256:aa\n".repeat(20_000);
    for at in 0..20_000 {
        write!(text, "x\nx=={at}; os_name == '{at}'\n").unwrap();
    }
    assert!(read(&text).packages.len() == 20_000);
}

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC{0,80}") {
        let _ = read(&text);
    }

    #[test]
    fn near_requirements_are_read(text in "([a-c]{1,2}([=<>~]{1,3}[0-9.*]{0,4})?[;@ #\\\\\\[\\]-]{0,3}(-r |-e |--hash=|# via |git\\+|\\./)?[a-c:/]{0,6}(\r?\n)?){0,8}") {
        let reading = read(&text);
        let lines = text.lines().count() as u32;
        for package in &reading.packages {
            prop_assert!(package.component.name.is_valid());
            let places = package.component.locations.iter();
            prop_assert!(places.map(|place| place.line.unwrap()).all(|line| (1..=lines).contains(&line)));
        }
    }

    #[test]
    fn every_pin_is_found_wherever_the_file_is_cut(count in 1_usize..20, cut in 0_usize..400) {
        let lines: Vec<String> = (0..count).map(|at| format!("p{at}==1.{at} \\\n  --hash=sha256:a{at}\n")).collect();
        let text = lines.concat();
        let part = text.get(..cut.min(text.len())).unwrap();
        let whole = part.matches("\\\n").count();
        prop_assert!(read(part).packages.len() >= whole);
    }
}
