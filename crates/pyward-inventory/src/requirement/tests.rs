use std::str::FromStr as _;

use proptest::prelude::*;
use pyward_model::Specifiers;

use super::*;

fn read(text: &str) -> Requirement {
    Requirement::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn parts(text: &str) -> (String, Vec<String>, String, Option<String>, Option<String>) {
    let Requirement {
        name,
        extras,
        specifiers,
        url,
        marker,
    } = read(text);
    let extras = extras.iter().map(ToString::to_string).collect();
    (
        name.to_string(),
        extras,
        specifiers.into(),
        url.map(Into::into),
        marker.map(Into::into),
    )
}

fn specifiers(text: &str) -> String {
    read(text).specifiers.into()
}

#[test]
fn every_part_is_told() {
    assert_eq!(
        parts(" Zope.Interface [ Redis , py_test ] >= 2.8.1 , == 2.8.* ; python_version < '3' "),
        (
            "zope-interface".into(),
            vec!["redis".into(), "py-test".into()],
            ">= 2.8.1 , == 2.8.*".into(),
            None,
            Some("python_version < '3'".into())
        )
    );
    assert_eq!(
        parts("pip@https://example.org/pip.zip#sha1=da39 ; os_name=='nt'"),
        (
            "pip".into(),
            vec![],
            String::new(),
            Some("https://example.org/pip.zip#sha1=da39".into()),
            Some("os_name=='nt'".into())
        )
    );
}

#[test]
fn old_habits_are_tolerated() {
    assert_eq!(specifiers("name (>=1.0)"), ">=1.0");
    assert_eq!(specifiers("name(>=1.0,<2, )"), ">=1.0,<2");
    assert_eq!(specifiers("name()"), "");
    assert_eq!(specifiers("name>=1,"), ">=1");
    assert_eq!(specifiers("name == 2004d"), "== 2004d");
    assert_eq!(specifiers("name===what@ever"), "===what@ever");
    assert_eq!(read("name;").marker, None);
    assert_eq!(read("name[]").extras, Vec::<Box<str>>::new());
    assert_eq!(read("name@file:///a").url.as_deref(), Some("file:///a"));
}

#[test]
fn a_url_ends_where_a_marker_begins() {
    for text in [
        "a @ https://e.org/x;os_name=='nt'",
        "a @ https://e.org/x; os_name=='nt'",
        "a @ https://e.org/x ;os_name=='nt'",
    ] {
        assert_eq!(read(text).url.as_deref(), Some("https://e.org/x"), "{text}");
        assert_eq!(
            read(text).marker.as_deref(),
            Some("os_name=='nt'"),
            "{text}"
        );
    }
    assert_eq!(
        read("a @ https://e.org/x;y=1/z").url.as_deref(),
        Some("https://e.org/x;y=1/z")
    );
}

#[test]
fn errors_say_where_and_what() {
    let error = |text: &str| Requirement::parse(text).unwrap_err().to_string();
    assert_eq!(error(""), "expected a package name at column 1");
    assert_eq!(error("-x"), "expected a package name at column 1");
    assert_eq!(
        error("a-"),
        "expected a version specifier, `;` or the end at column 2"
    );
    assert_eq!(
        error("a 1.0"),
        "expected a version specifier, `;` or the end at column 3"
    );
    assert_eq!(
        error("a =1.0"),
        "expected a version specifier, `;` or the end at column 3"
    );
    assert_eq!(error("a >="), "expected a version at column 5");
    assert_eq!(
        error("a >=1.0 <2"),
        "expected a version specifier, `;` or the end at column 9"
    );
    assert_eq!(
        error("a >=1.0, 2"),
        "expected a version specifier at column 10"
    );
    assert_eq!(
        error("a (>=1.0"),
        "expected a version specifier, `,` or `)` at column 9"
    );
    assert_eq!(error("a[b"), "expected `,` or `]` at column 4");
    assert_eq!(error("a[b,]"), "expected the name of an extra at column 5");
    assert_eq!(error("a @"), "expected a URL at column 4");
    assert_eq!(error("a @ ; os_name == 'nt'"), "expected a URL at column 5");
    assert_eq!(
        error("a @ file:x y"),
        "expected `;` or the end at column 12"
    );
    assert_eq!(
        error("größe"),
        "expected a version specifier, `;` or the end at column 3"
    );
    assert_eq!(
        error("a\u{1b}[31m==1"),
        "expected a version specifier, `;` or the end at column 2"
    );
    assert_eq!(
        error("a; \u{a0}python > '3'"),
        "expected a string in quotes or a variable such as `python_version` at column 5"
    );
}

#[test]
fn a_long_url_of_semicolons_is_read_in_a_moment() {
    let text = format!("a @ https://e.org/{}", ";".repeat(20_000));
    assert!(read(&text).url.is_some());
    let text = format!("a @ https://e.org/{}x", ";os_name=='a'or".repeat(5_000));
    assert!(read(&text).url.is_some());
}

/// Requirements and what is nearly one. Names and extras end as they must: the other side panics on `a_`.
fn pep_508() -> impl Strategy<Value = String> {
    let space = "[ \t]{0,2}";
    let clause = (
        prop::sample::select(vec![
            "==", ">=", "<=", "!=", "<", ">", "~=", "===", "=", "=>",
        ]),
        space,
        "[0-9]{1,2}(\\.[0-9]{1,2}){0,2}(\\.\\*|rc1|\\+cpu|weird)?",
    );
    let clause = clause.prop_map(|(sign, space, version)| format!("{sign}{space}{version}"));
    let clauses = prop::collection::vec(clause, 0..3).prop_map(|clauses| clauses.join(" ,"));
    let marker = prop::sample::select(vec![
        "",
        ";",
        ";os_name=='nt'",
        " ; python_version < \"3\"",
        "; nonsense",
    ]);
    (
        "[A-Za-z0-9]([._-]{0,2}[A-Za-z0-9]){0,4}",
        space,
        "(\\[([a-zA-Z](_[a-z])?[, ]{0,2}){0,3}\\])?",
        space,
        clauses,
        marker,
    )
        .prop_map(|(name, s1, extras, s2, clauses, marker)| {
            format!("{s1}{name}{s1}{extras}{s2}{clauses}{marker}")
        })
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
        if let Err(error) = Requirement::parse(&text) {
            prop_assert!(error.column as usize <= text.chars().count() + 1, "{error}");
        }
    }

    #[test]
    fn near_requirements_are_read_or_refused(text in "[a-z.\\-]{1,3}[ \\[\\]@;,()=<>!~a1.'\"-]{0,30}") {
        let _ = Requirement::parse(&text);
    }

    #[test]
    fn agrees_with_pep508_rs(text in pep_508()) {
        let theirs = pep508_rs::Requirement::<pep508_rs::VerbatimUrl>::from_str(&text);
        let ours = Requirement::parse(&text).ok().filter(|ours| Specifiers::parse(&ours.specifiers).is_ok());
        match (theirs, ours) {
            (Ok(theirs), Some(ours)) => {
                prop_assert_eq!(theirs.name.to_string(), ours.name.to_string());
                let extras: Vec<String> = theirs.extras.iter().map(ToString::to_string).collect();
                prop_assert_eq!(extras, ours.extras.iter().map(ToString::to_string).collect::<Vec<_>>());
            }
            (Ok(_), None) => prop_assert!(false, "{text}: only theirs"),
            // What is tolerated beyond the specification.
            (Err(error), Some(_)) => prop_assert!(
                text.trim_end().ends_with(';') || text.contains("==="),
                "{}: only ours: {}", text, error
            ),
            (Err(_), None) => {}
        }
    }
}
