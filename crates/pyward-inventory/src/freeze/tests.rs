use proptest::prelude::*;
use pyward_model::Location;

use super::*;

fn package(name: &str, version: &str, source: Source) -> Distribution {
    Distribution {
        name: name.into(),
        version: version.into(),
        is_regular: true,
        source,
        hashes: Vec::new(),
        location: Location::file("x"),
    }
}

fn indexed(names: &[&str]) -> Installed {
    Installed {
        distributions: names
            .iter()
            .map(|name| package(name, "1", Source::Index))
            .collect(),
        python: Some((3, 11)),
        ..Installed::default()
    }
}

fn editable(repository: Repository) -> Installed {
    let source = Source::Editable("/srv/app".into(), repository);
    Installed {
        distributions: vec![package("My-App", "1.0", source)],
        ..Installed::default()
    }
}

fn laid_out(installed: Installed, text: &str) -> Frozen {
    let layout = Layout {
        path: "requirements.txt".into(),
        text: text.into(),
    };
    let options = FreezeOptions {
        layouts: vec![layout],
        ..FreezeOptions::default()
    };
    freeze(installed, &options)
}

fn messages(frozen: &Frozen) -> Vec<&str> {
    frozen
        .notices
        .iter()
        .map(|notice| notice.message.as_str())
        .collect()
}

#[test]
fn what_environments_are_made_with_is_left_out_by_their_python() {
    let names = [
        "setuptools",
        "Wheel",
        "pip",
        "distribute",
        "argparse",
        "b",
        "A",
    ];
    let lines = |python, all, exclude: &str| {
        let options = FreezeOptions {
            all,
            exclude: [PackageName::pypi(exclude)].into(),
            ..FreezeOptions::default()
        };
        let installed = Installed {
            python,
            ..indexed(&names)
        };
        freeze(installed, &options).lines.join(" ")
    };
    assert_eq!(lines(Some((3, 11)), false, ""), "A==1 b==1");
    let with_seeds = "A==1 b==1 distribute==1 setuptools==1 Wheel==1";
    assert_eq!(lines(Some((3, 12)), false, ""), with_seeds);
    assert_eq!(lines(None, false, ""), with_seeds);
    assert_eq!(
        lines(Some((2, 7)), true, "B"),
        "A==1 distribute==1 pip==1 setuptools==1 Wheel==1"
    );
}

#[test]
fn editables_are_commented_as_pip_comments_them() {
    let lines = |repository| freeze(editable(repository), &FreezeOptions::default()).lines;
    let place = "-e /srv/app";
    assert_eq!(
        lines(Repository::None),
        [
            "# Editable install with no version control (My-App==1.0)",
            place
        ]
    );
    assert_eq!(
        lines(Repository::NoRemote),
        ["# Editable Git install with no remote (My-App==1.0)", place]
    );
    assert_eq!(
        lines(Repository::OddRemote("../x".into())),
        [
            "# Editable Git install (My-App==1.0) with either a deleted local remote or invalid URI:",
            "# '../x'",
            place
        ]
    );
    assert_eq!(
        lines(Repository::Unknown("no commit".into())),
        ["## !! Could not determine repository location", place]
    );
    let git = Repository::Git {
        url: "https://h/r".into(),
        had_credentials: true,
        commit: "abc".into(),
        subdirectory: Some("a/b".into()),
    };
    let frozen = freeze(editable(git), &FreezeOptions::default());
    assert_eq!(
        frozen.lines,
        ["-e git+https://h/r@abc#egg=My_App&subdirectory=a/b"]
    );
    assert_eq!(
        messages(&frozen),
        ["the remote of /srv/app holds credentials, which are left out"]
    );
    let options = FreezeOptions {
        exclude_editable: true,
        ..FreezeOptions::default()
    };
    assert!(
        freeze(editable(Repository::None), &options)
            .lines
            .is_empty()
    );
}

#[test]
fn hashes_are_stated_where_they_are_known_and_missed_where_not() {
    let hash = |algorithm: &str, digits: &str| Hash {
        algorithm: algorithm.into(),
        digits: digits.into(),
    };
    let mut archive = package("a", "1", Source::Direct("https://h/a.zip#sha256=ab".into()));
    archive.hashes = vec![
        hash("md5", "cd"),
        hash("sha256", "ab"),
        hash("sha512", "x\n--evil"),
    ];
    let installed = Installed {
        distributions: vec![
            archive,
            package("b", "2", Source::Index),
            package("pip", "3", Source::Index),
        ],
        ..Installed::default()
    };
    let options = FreezeOptions {
        hashes: true,
        ..FreezeOptions::default()
    };
    let frozen = freeze(installed, &options);
    assert_eq!(
        frozen.lines,
        [
            "a @ https://h/a.zip#sha256=ab \\",
            "    --hash=sha256:ab",
            "b==2"
        ]
    );
    assert_eq!(
        frozen.unhashed,
        ["b"],
        "of pip, which is not printed, nothing is missed"
    );
}

#[test]
fn a_file_keeps_its_order_and_each_comment_once() {
    let frozen = laid_out(
        indexed(&["Flask", "jinja2", "pip", "werkzeug"]),
        "# web\r\nFLASK>=1  # inline\r\n\r\n# web\n-i https://h/simple\n  # in\tdented  \npip\n\n-c limits.txt\nwerkzeug==1 \\\n    --hash=sha256:ab\n",
    );
    assert_eq!(
        frozen.lines,
        [
            "# web",
            "Flask==1",
            "",
            "-i https://h/simple",
            "  # in\tdented",
            "pip==1",
            "-c limits.txt",
            "werkzeug==1",
            "## The following requirements were added by pip freeze:",
            "jinja2==1"
        ]
    );
    assert!(frozen.notices.is_empty(), "{frozen:?}");
}

#[test]
fn lines_that_get_no_pin_are_told() {
    let frozen = laid_out(
        indexed(&["a"]),
        "a\nA==2\ngone\n-e .\n./x.zip\na b c\n-e git+https://h/r#egg=a",
    );
    assert_eq!(
        frozen.lines,
        [
            "a==1",
            "a b c",
            "## The following requirements were added by pip freeze:"
        ]
    );
    assert_eq!(
        messages(&frozen),
        [
            "a is asked for twice, and written once",
            "gone is not installed, so it has no pin",
            "`-e .` names no package, so its place is not kept",
            "`./x.zip` names no package, so its place is not kept",
            "`a b c` is no requirement: expected a version specifier, `;` or the end at column 3; the line is kept as it is",
            "a is asked for twice, and written once",
        ]
    );
}

#[test]
fn nothing_of_metadata_ends_a_line_or_steers_a_terminal() {
    let mut odd = package("a", "1\n--index-url=https://evil", Source::Index);
    odd.is_regular = false;
    let direct = package("b", "1", Source::Direct("https://h/\u{1b}[2J\nx".into()));
    let installed = Installed {
        distributions: vec![odd, direct],
        ..Installed::default()
    };
    assert_eq!(
        freeze(installed, &FreezeOptions::default()).lines,
        [
            "a===1\\u{a}--index-url=https://evil",
            "b @ https://h/\\u{1b}[2J\\u{a}x"
        ]
    );
}

proptest! {
    #[test]
    fn every_package_is_printed_once_whatever_the_file_says(text in "((a|b|c|-e |#|==1|\\\\|\n| |--pre|@ x)){0,30}") {
        let frozen = laid_out(indexed(&["a", "b", "c"]), &text);
        for pin in ["a==1", "b==1", "c==1"] {
            let asked_for_as_is = frozen.notices.iter().any(|notice| notice.message.contains("kept as it is"));
            let times = frozen.lines.iter().filter(|line| *line == pin).count();
            prop_assert!(times == 1 || asked_for_as_is && times > 1, "{pin} {frozen:?}");
        }
    }
}
