use super::*;
use insta::assert_snapshot;
use pyward_model::{Hash, Version};

pub(crate) fn change(name: &str, from: &str, to: &str) -> Change {
    let hash = |digits: &str| Hash {
        algorithm: "sha256".into(),
        digits: digits.into(),
    };
    Change {
        from: Some(from).filter(|from| !from.is_empty()).map(Version::new),
        hashes: vec![hash("cc02"), hash("cc01")],
        ..Change::new(PackageName::pypi(name), Version::new(to))
    }
}

fn edited(file_name: &str, text: &str, changes: &[Change]) -> Edited {
    let request = Request::new(file_name, changes);
    let edited = RequirementsTxt.edit(text, &request).unwrap();
    let again = RequirementsTxt.edit(&edited.text, &request).unwrap();
    assert_eq!(again.text, edited.text, "twice is once");
    assert_eq!(again.made, []);
    edited
}

fn text(text: &str, changes: &[Change]) -> String {
    edited("requirements.txt", text, changes).text
}

fn added(text: &str, changes: &[Change]) -> String {
    let request = Request {
        add_missing: true,
        ..Request::new("requirements.txt", changes)
    };
    let edited = RequirementsTxt.edit(text, &request).unwrap();
    let again = RequirementsTxt.edit(&edited.text, &request).unwrap();
    assert_eq!(again.text, edited.text, "twice is once");
    edited.text
}

fn because(text: &str, changes: &[Change]) -> Vec<String> {
    let left = edited("requirements.txt", text, changes).left;
    left.iter()
        .map(|left| format!("{:?} {}", left.line, left.because))
        .collect()
}

/// What is half pinned before an edit is so after it, or a second run would pin what the first left.
#[test]
fn a_pin_that_no_version_equals_is_a_pin_too() {
    let both = [change("a", "1.0", "1.0"), change("b", "1.0", "1.0")];
    assert_eq!(added("b[x]\na===1.0.*\n", &both), "b[x]==1.0\na===1.0\n");
}

#[test]
fn a_pin_moves_and_nothing_else() {
    let a = [change("a-b", "1.0", "2.0")];
    for (before, after) in [
        ("a_b==1.0", "a_b==2.0"),
        (
            "A.B [x,y] == 1.0 ; m  # note ==1.0\n",
            "A.B [x,y] == 2.0 ; m  # note ==1.0\n",
        ),
        ("  a-b===1.0\r\n\r\nb==1.0", "  a-b===2.0\r\n\r\nb==1.0"),
        ("\u{feff}a-b==1.0\n", "\u{feff}a-b==2.0\n"),
        ("a-b (==1.0)\n", "a-b (==2.0)\n"),
        ("a-b \\\n  ==1.0 \\\n  ; m\n", "a-b \\\n  ==2.0 \\\n  ; m\n"),
        ("a-b==1.0 --no-binary x\n", "a-b==2.0 --no-binary x\n"),
    ] {
        assert_eq!(text(before, &a), after);
    }
}

#[test]
fn what_was_made_is_told() {
    let edited = edited(
        "requirements.txt",
        "# top\nb==1\n a[x]==1.0; m --hash=sha256:aa # c\n",
        &[change("a", "1.0", "2.0")],
    );
    assert_eq!(
        edited.made,
        [Made {
            line: 3,
            last_line: 3,
            name: PackageName::pypi("a"),
            before: "a[x]==1.0; m".into(),
            after: "a[x]==2.0; m".into(),
        }]
    );
}

#[test]
fn hashes_are_renewed_in_their_layout() {
    let a = [change("a", "1.0", "2.0")];
    assert_snapshot!(text("a==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb \\\n    --hash=sha256:dd\n    # via b\n", &a), @r"
    a==2.0 \
        --hash=sha256:cc01 \
        --hash=sha256:cc02
        # via b
    ");
    assert_snapshot!(text("a==1.0 --hash=sha256:aa # note\n", &a), @"a==2.0 --hash=sha256:cc01 --hash=sha256:cc02 # note");
    assert_snapshot!(text("a==1.0 \\\n  --hash sha256:aa\n", &a), @r"
    a==2.0 \
      --hash sha256:cc01 \
      --hash sha256:cc02
    ");
    assert_snapshot!(text("a==1.0  # note\nb==1 \\\n  --hash=sha256:aa\n", &a), @r"
    a==2.0 \
      --hash=sha256:cc01 \
      --hash=sha256:cc02  # note
    b==1 \
      --hash=sha256:aa
    ");
    assert_snapshot!(text("--require-hashes\na==1.0\n", &a), @r"
    --require-hashes
    a==2.0 \
        --hash=sha256:cc01 \
        --hash=sha256:cc02
    ");
    assert_eq!(
        text("a==1.0 \\\r\n\t--hash=sha256:aa\r\n", &a),
        "a==2.0 \\\r\n\t--hash=sha256:cc01 \\\r\n\t--hash=sha256:cc02\r\n"
    );
}

#[test]
fn a_line_is_left_whose_new_hashes_nobody_knows() {
    let mut unknown = change("a", "1.0", "2.0");
    unknown.hashes.clear();
    let before = "a==1.0 --hash=sha256:aa\n";
    assert_eq!(text(before, &[unknown.clone()]), before);
    assert_eq!(
        because(before, &[unknown]),
        ["Some(1) the file needs hashes of the new version, and none are known"]
    );
}

#[test]
fn ranges_change_only_where_they_forbid_the_version() {
    let a = [change("a", "1.2", "2.5")];
    let asked = |text: &str| edited("requirements.in", text, &a).text;
    assert_eq!(asked("a\nb==1\n"), "a\nb==1\n");
    assert_eq!(asked("a>=1\n"), "a>=1\n");
    assert_eq!(asked("a>=1, <2 # x\n"), "a>=1, <3 # x\n");
    assert_eq!(asked("a~=1.2\n"), "a~=2.5\n");
    // Among pins, it becomes one.
    assert_eq!(text("a>=1,<2\nb==1\n", &a), "a==2.5\nb==1\n");
    assert_eq!(text("a ; m\nb==1\n", &a), "a==2.5 ; m\nb==1\n");
    assert_eq!(text("a\nb==1\nc\n", &a), "a\nb==1\nc\n");
    assert_eq!(
        because("a\nb==1\nc\n", &a),
        ["Some(1) any version is allowed"]
    );
    assert_eq!(
        edited("requirements.in", "a>=1,!=2.5\n", &a).left[0].because,
        Because::Excluded("!=2.5".into())
    );
}

#[test]
fn lines_with_markers_are_told_apart() {
    let changes = [change("a", "1.0", "1.1"), change("a", "2.0", "2.2")];
    assert_eq!(
        text(
            "a==1.0 ; python_version < '3.9'\na==2.0 ; python_version >= '3.9'\n",
            &changes
        ),
        "a==1.1 ; python_version < '3.9'\na==2.2 ; python_version >= '3.9'\n"
    );
    let one = [change("a", "2.0", "2.2")];
    assert_eq!(
        text(
            "a==1.0 ; python_version < '3.9'\na==2.0 ; python_version >= '3.9'\n",
            &one
        ),
        "a==1.0 ; python_version < '3.9'\na==2.2 ; python_version >= '3.9'\n"
    );
}

#[test]
fn what_has_no_version_is_left_with_the_reason() {
    let changes = [change("a", "1.0", "2.0")];
    for (line, reason) in [
        (
            "a @ https://me:pw@e.org/a.whl",
            "it comes from `https://e.org/a.whl`",
        ),
        (
            "-e git+https://e.org/r#egg=a",
            "it comes from `git+https://e.org/r#egg=a`",
        ),
        (
            "./a-1.0-py3-none-any.whl",
            "it comes from `./a-1.0-py3-none-any.whl`",
        ),
        ("a==${VERSION}", "`a==${VERSION}` cannot be read"),
        ("a==1.0 nonsense", "`a==1.0 nonsense` cannot be read"),
        ("a==3.0", "it pins 3.0, which is above that version"),
        ("a==2.0.0", "it has that version already"),
    ] {
        assert_eq!(text(line, &changes), line);
        assert_eq!(
            because(line, &changes),
            [format!("Some(1) {reason}")],
            "{line}"
        );
    }
    assert_eq!(
        because("-r other.txt\n", &changes),
        ["None the file does not name it"]
    );
}

#[test]
fn names_and_versions_write_no_lines_of_their_own() {
    let evil = Change::new(PackageName::pypi("a"), Version::new("2.0\nevil==1"));
    assert_eq!(
        because("a==1.0\n", &[evil]),
        ["Some(1) its name or version cannot stand in a file"]
    );
    let mut hashed = change("a", "1.0", "2.0");
    hashed.hashes[0].digits = "aa\nevil".into();
    assert_eq!(
        text("a==1.0 --hash=sha256:aa\n", &[hashed]),
        "a==2.0 --hash=sha256:cc01\n"
    );
}

fn urllib3() -> Change {
    let mut urllib3 = change("urllib3", "", "2.6.0");
    urllib3.via = ["requests", "botocore"].map(PackageName::pypi).to_vec();
    urllib3
}

#[test]
fn what_comes_in_stands_in_its_place_with_a_comment() {
    let new = [urllib3()];
    assert_snapshot!(added("# mine\na==1 # via x\n\n# db\nwerkzeug==3\n", &new), @r"
    # mine
    a==1 # via x
    urllib3==2.6.0            # via botocore, requests

    # db
    werkzeug==3
    ");
    assert_snapshot!(added("b==1\na==1", &new), @r"
    b==1
    a==1
    urllib3==2.6.0  # via botocore, requests
    ");
    assert_snapshot!(added("a==1 \\\n  --hash=sha256:aa\n    # via\n    #   b\n    #   c\nz==1\n", &new), @r"
    a==1 \
      --hash=sha256:aa
        # via
        #   b
        #   c
    urllib3==2.6.0 \
      --hash=sha256:cc01 \
      --hash=sha256:cc02
        # via
        #   botocore
        #   requests
    z==1
    ");
    assert_snapshot!(added("#\n# This file is autogenerated by pip-compile with Python 3.11\n#\nz==1\n", &new), @r"
    #
    # This file is autogenerated by pip-compile with Python 3.11
    #
    urllib3==2.6.0
    z==1
    ");
    assert_eq!(
        added("a>=1\n", &new),
        "a>=1\nurllib3>=2.6.0  # via botocore, requests\n"
    );
    assert_eq!(added("", &[change("a", "", "1")]), "a==1\n");
    assert_eq!(added("a==1 \\", &[change("b", "", "1")]), "a==1 \\\n\nb==1");
    assert_eq!(
        added("a==1\r\n", &[change("b", "", "1")]),
        "a==1\r\nb==1\r\n"
    );
}

#[test]
fn what_another_file_may_say_is_not_added() {
    let known = [change("a", "1.0", "2.0")];
    assert_eq!(added("-r base.txt\nz==1\n", &known), "-r base.txt\nz==1\n");
    let asked = Request {
        add_missing: true,
        ..Request::new("requirements.in", &known)
    };
    assert_eq!(RequirementsTxt.edit("z\n", &asked).unwrap().text, "z\n");
}

#[test]
fn what_is_no_longer_needed_goes_with_its_comment() {
    let gone = [PackageName::pypi("b")];
    let request = Request {
        removals: &gone,
        ..Request::new("requirements.txt", &[])
    };
    let text = "a==1\n    # via b\nb==1 \\\n  --hash=sha256:aa\n    # via\n    #   c\n# d\nd==1\n";
    let edited = RequirementsTxt.edit(text, &request).unwrap();
    assert_eq!(edited.text, "a==1\n    # via b\n# d\nd==1\n");
    assert_eq!((edited.made[0].line, edited.made[0].last_line), (3, 6));
}

#[test]
fn annotations_are_renewed_when_told() {
    let mut moved = change("a", "1.0", "2.0");
    moved.via = vec![PackageName::pypi("x")];
    let renewed = |text: &str| {
        let changes = [moved.clone()];
        let request = Request {
            renew_via: true,
            ..Request::new("requirements.txt", &changes)
        };
        let edited = RequirementsTxt.edit(text, &request).unwrap();
        assert_eq!(
            RequirementsTxt.edit(&edited.text, &request).unwrap().text,
            edited.text
        );
        edited.text
    };
    assert_eq!(
        renewed("a==1.0\n    # via\n    #   -r requirements.in\n    #   b\nc==1\n"),
        "a==2.0\n    # via\n    #   -r requirements.in\n    #   x\nc==1\n"
    );
    assert_eq!(renewed("a==1.0\n    # via b\n"), "a==2.0\n    # via x\n");
    assert_eq!(renewed("a==1.0    # via b, c\n"), "a==2.0    # via x\n");
    assert_eq!(renewed("a==1.0 # mine\n"), "a==2.0 # mine\n");
}
