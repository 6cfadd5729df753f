use std::str::FromStr as _;

use proptest::prelude::*;
use pyward_model::Version;

use super::*;
use crate::{Platform, Wanted};

fn on(python: &str, platform: &str) -> Environments {
    let platform = Some(platform)
        .filter(|name| !name.is_empty())
        .map(|name| name.parse::<Platform>().unwrap());
    Environments::new(
        &Wanted {
            python: Some(Version::new(python)),
            platform,
        },
        None,
    )
}

fn marker(text: &str) -> Marker {
    Marker::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn versions_are_compared_as_versions() {
    for (text, python, expected) in [
        ("python_version > '3.9'", "3.10", true),
        ("python_version < '3.9'", "3.10", false),
        ("'3.9' < python_version", "3.10", true),
        ("python_version == '3.*'", "3.10", true),
        ("python_version ~= '3.8'", "3.10", true),
        ("python_version === '3.10'", "3.10", true),
        ("python_version == '3.10.0'", "3.10", true),
        ("python_version in '2.7, 3.10'", "3.10", true),
        ("python_version not in '2.7, 3.10'", "3.10", false),
        ("python_version >= '3.10.2'", "3.10", false),
        ("python_full_version >= '3.10.2'", "3.10.1", false),
        ("python_full_version >= '3.10.2'", "3.10.2", true),
        ("python_full_version in '3.10.2 3.10.3'", "3.10.3", true),
        ("python_version < '3.10'", "3.10.4", false),
        ("python_version == 'nonsense'", "3.10", false),
        // What no rule decides is needed.
        ("python_version >= '3.7.*'", "3.10", true),
        ("python_version < '2.*'", "3.10", true),
    ] {
        assert_eq!(
            marker(text).applies(&on(python, ""), &[]),
            expected,
            "{text} on {python}"
        );
    }
}

#[test]
fn an_unknown_micro_version_is_decided_only_where_all_agree() {
    let environments = on("3.10", "linux");
    for (text, applies, contrary) in [
        (
            "python_full_version >= '3.10.2'",
            true,
            "python_full_version < '3.10.2'",
        ),
        (
            "python_full_version == '3.10'",
            true,
            "python_full_version != '3.10'",
        ),
        (
            "python_full_version in '3.10.5 3.10.7'",
            true,
            "python_full_version not in '3.10.5 3.10.7'",
        ),
        (
            "'3.10.2' <= python_full_version",
            true,
            "'3.10.2' > python_full_version",
        ),
    ] {
        assert_eq!(marker(text).applies(&environments, &[]), applies, "{text}");
        assert!(marker(contrary).applies(&environments, &[]), "{contrary}");
    }
    for text in [
        "python_full_version < '3.10'",
        "python_full_version >= '3.11.0'",
        "python_full_version == '3.9.*'",
        "python_full_version in '3.9.1, 3.11.1'",
    ] {
        assert!(!marker(text).applies(&environments, &[]), "{text}");
    }
}

#[test]
fn platforms_decide_what_they_fix_and_nothing_else() {
    for (text, platform, expected) in [
        ("sys_platform == 'win32'", "windows", true),
        ("sys.platform == 'win32'", "linux", false),
        ("os_name == 'nt'", "macos", false),
        ("os.name != 'nt'", "macos", true),
        ("platform_system == 'Darwin'", "macos", true),
        ("platform_system in 'Linux Darwin'", "linux", true),
        ("sys_platform not in 'win32 cygwin'", "windows", false),
        ("'linux' in sys_platform", "linux", true),
        ("'linux' in sys_platform", "windows", false),
        ("platform_machine == 'x86_64'", "linux", true),
        ("platform_machine == 'x86_64'", "linux-x86_64", true),
        ("platform_machine == 'x86_64'", "linux-arm64", false),
        ("platform.machine == 'arm64'", "macos-arm64", true),
        ("platform_machine == 'AMD64'", "windows-x86_64", true),
        ("implementation_name == 'pypy'", "linux", true),
        ("platform_python_implementation != 'PyPy'", "linux", true),
        ("python_implementation == 'CPython'", "linux", true),
        ("platform_release >= '5'", "linux", true),
        ("platform.version == 'x'", "linux", true),
        (
            "implementation_name == 'pypy' and sys_platform == 'win32'",
            "linux",
            false,
        ),
        (
            "implementation_name == 'pypy' or sys_platform == 'win32'",
            "linux",
            true,
        ),
        ("sys_platform ~= 'win32'", "linux", true),
        ("'a' == 'b'", "linux", false),
        ("'a' == 'a'", "linux", true),
        ("os_name == sys_platform", "linux", false),
    ] {
        assert_eq!(
            marker(text).applies(&on("3.12", platform), &[]),
            expected,
            "{text} on {platform}"
        );
    }
    assert!(marker("sys_platform == 'linux2'").applies(&on("2.7", "linux"), &[]));
    assert!(!marker("sys_platform == 'linux2'").applies(&on("3.12", "linux"), &[]));
}

#[test]
fn a_marker_applies_if_one_of_the_environments_needs_it() {
    let all = Environments::all();
    assert!(marker("sys_platform == 'win32' and python_version == '2.7'").applies(&all, &[]));
    assert!(!marker("sys_platform == 'win32' and sys_platform == 'linux'").applies(&all, &[]));
    assert!(!marker("python_version < '2.7'").applies(&all, &[]));
    let modern = Environments::new(&Wanted::default(), Some(">=3.9"));
    assert!(!marker("python_version < '3.9'").applies(&modern, &[]));
    assert!(marker("python_version < '3.10'").applies(&modern, &[]));
    assert!(!marker("python_version < '3.10' and python_version > '3.9'").applies(&modern, &[]));
}

#[test]
fn extras_are_those_asked_for() {
    let all = Environments::all();
    for (text, extras, expected) in [
        ("extra == 'x'", &[][..], false),
        ("extra == 'x'", &["x"], true),
        ("extra == 'My.Extra'", &["my-extra"], true),
        ("'x' == extra", &["y", "x"], true),
        ("extra != 'x'", &[], true),
        ("extra != 'x'", &["x"], false),
        ("extra in 'x, y'", &["y"], true),
        ("'x' in extras", &["x"], true),
        ("'x' in extras", &[], false),
        ("'x' not in extras", &[], true),
        ("extra == 'x' or extra == 'y'", &["y"], true),
        ("python_version > '3' and extra == 'x'", &[], false),
        ("'dev' in dependency_groups", &[], true),
        ("extra < 'x'", &[], true),
    ] {
        assert_eq!(
            marker(text).applies(&all, extras),
            expected,
            "{text} with {extras:?}"
        );
    }
    assert_eq!(
        marker("extra == 'B' and (extra != 'a_c' or os_name == 'nt')").extras(),
        ["b", "a-c"]
    );
}

#[test]
fn markers_that_cover_everything_are_known_to() {
    let all = Environments::all();
    let covered = |texts: &[&str]| {
        let markers: Vec<Marker> = texts.iter().map(|text| marker(text)).collect();
        Marker::any_always_holds(&markers, &all)
    };
    assert!(covered(&[
        "python_version < '3.9'",
        "python_version >= '3.9'"
    ]));
    assert!(covered(&[
        "python_full_version < '3.9'",
        "python_full_version >= '3.9'"
    ]));
    assert!(!covered(&[
        "python_version < '3.9'",
        "python_version > '3.9'"
    ]));
    assert!(!covered(&[
        "platform_machine == 'x86_64'",
        "platform_machine != 'x86_64'"
    ]));
    assert!(!covered(&["extra != 'x'"]));
    assert!(!covered(&[]));
}

#[test]
fn errors_say_where_and_what() {
    let error = |text: &str| Marker::parse(text).unwrap_err().to_string();
    let operand = "expected a string in quotes or a variable such as `python_version`";
    assert_eq!(error(""), format!("{operand} at column 1"));
    assert_eq!(error("python == '3'"), format!("{operand} at column 1"));
    assert_eq!(error("os_name == "), format!("{operand} at column 12"));
    assert_eq!(
        error("os_name = 'nt'"),
        "expected a comparison such as `==` or `in` at column 9"
    );
    assert_eq!(error("os_name not 'nt'"), "expected `in` at column 13");
    assert_eq!(
        error("os_name == 'nt"),
        "expected a string that is closed at column 12"
    );
    assert_eq!(
        error("(os_name == 'nt'"),
        "expected `and`, `or` or `)` at column 17"
    );
    assert_eq!(
        error("os_name == 'nt' xor"),
        "expected `and`, `or` or the end at column 17"
    );
    assert_eq!(
        error("os_name == 'nt' and"),
        format!("{operand} at column 20")
    );
}

#[test]
fn parentheses_nest_sixty_four_deep_and_no_deeper() {
    let nested = |depth: usize| format!("{}os_name=='nt'{}", "(".repeat(depth), ")".repeat(depth));
    assert!(Marker::parse(&nested(64)).is_ok());
    assert_eq!(
        Marker::parse(&nested(65)).unwrap_err().to_string(),
        "expected no more than 64 nested parentheses at column 66"
    );
    assert!(Marker::parse(&"(".repeat(1_000_000)).is_err());
}

#[test]
fn long_chains_are_read_and_judged_in_a_moment() {
    let text = vec!["python_full_version != '3.8.1'"; 2_000].join(" or ");
    assert!(marker(&text).applies(&Environments::all(), &[]));
}

fn comparison() -> impl Strategy<Value = String> {
    let version = prop_oneof!["[23]\\.[0-9]{1,2}", "[23]\\.[0-9]{1,2}\\.[0-9]"];
    let sign = prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let variable = prop::sample::select(vec!["python_version", "python_full_version"]);
    let versions =
        (variable, sign, version, any::<bool>()).prop_map(|(variable, sign, version, turned)| {
            if turned {
                format!("'{version}' {sign} {variable}")
            } else {
                format!("{variable} {sign} '{version}'")
            }
        });
    let variable = prop::sample::select(vec![
        "os_name",
        "sys_platform",
        "platform_system",
        "platform_machine",
    ]);
    let text = prop::sample::select(vec![
        "nt", "posix", "linux", "win32", "darwin", "Linux", "Windows", "x86_64", "arm64",
    ]);
    let sign = prop::sample::select(vec!["==", "!=", "in", "not in"]);
    let strings =
        (variable, sign, text, any::<bool>()).prop_map(|(variable, sign, text, turned)| {
            if turned {
                format!("\"{text}\" {sign} {variable}")
            } else {
                format!("{variable} {sign} \"{text}\"")
            }
        });
    let extras = ("[a-c]", any::<bool>())
        .prop_map(|(name, equal)| format!("extra {} '{name}'", if equal { "==" } else { "!=" }));
    prop_oneof![3 => versions, 3 => strings, 1 => extras]
}

fn expression() -> impl Strategy<Value = String> {
    comparison().prop_recursive(4, 12, 3, |inner| {
        (prop::collection::vec(inner, 1..4), any::<bool>()).prop_map(|(parts, and)| {
            format!("({})", parts.join(if and { " and " } else { " or " }))
        })
    })
}

/// A concrete environment as the other implementation has it.
fn theirs(python: (&str, &str), platform: &str) -> pep508_rs::MarkerEnvironment {
    let (os_name, sys_platform, platform_system, platform_machine) = match platform {
        "linux-x86_64" => ("posix", "linux", "Linux", "x86_64"),
        "macos-arm64" => ("posix", "darwin", "Darwin", "arm64"),
        _ => ("nt", "win32", "Windows", "AMD64"),
    };
    pep508_rs::MarkerEnvironment::try_from(pep508_rs::MarkerEnvironmentBuilder {
        implementation_name: "cpython",
        implementation_version: python.1,
        os_name,
        platform_machine,
        platform_python_implementation: "CPython",
        platform_release: "",
        platform_system,
        platform_version: "",
        python_full_version: python.1,
        python_version: python.0,
        sys_platform,
    })
    .unwrap()
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
        if let Err(error) = Marker::parse(&text) {
            prop_assert!(error.column as usize <= text.chars().count() + 1, "{error}");
        }
    }

    #[test]
    fn what_is_shown_is_read_again_as_the_same(text in expression(), cut in 0_usize..200) {
        let first = marker(&text);
        prop_assert_eq!(marker(&first.to_string()).to_string(), first.to_string());
        // Cut short it is refused or another marker, never a crash.
        let _ = Marker::parse(text.get(..cut.min(text.len())).unwrap());
    }

    #[test]
    fn agrees_with_pep508_rs_where_everything_is_known(
        text in expression(),
        python in prop::sample::select(vec![("2.7", "2.7.18"), ("3.8", "3.8.0"), ("3.9", "3.9.7"), ("3.10", "3.10.2")]),
        platform in prop::sample::select(vec!["linux-x86_64", "macos-arm64", "windows-x86_64"]),
        extras in prop::sample::subsequence(vec!["a", "b", "c"], 0..3),
    ) {
        let environments = Environments::new(
            &Wanted { python: Some(Version::new(python.1)), platform: Some(platform.parse().unwrap()) },
            None,
        );
        let tree = pep508_rs::MarkerTree::from_str(&text).unwrap();
        let names: Vec<_> = extras.iter().map(|name| pep508_rs::ExtraName::from_str(name).unwrap()).collect();
        // Python 2 names Linux differently, which the other side cannot know.
        prop_assume!(!(python.0 == "2.7" && platform == "linux-x86_64" && text.contains("sys_platform")));
        prop_assert_eq!(
            marker(&text).applies(&environments, &extras),
            tree.evaluate(&theirs(python, platform), &names),
            "{}", text
        );
    }
}

#[test]
fn a_platform_beyond_those_told_apart_is_unknown_unless_one_is_asked_for() {
    for (text, open) in [
        ("sys_platform == 'freebsd14'", true),
        (
            "sys_platform == 'cygwin' or sys_platform == 'emscripten'",
            true,
        ),
        ("'freebsd' in sys_platform", true),
        ("sys_platform not in 'linux darwin win32'", true),
        ("platform_system == 'Java'", true),
        ("'java' == os_name and python_version >= '3.8'", true),
        ("sys_platform == 'android' and python_version < '2'", false),
        (
            "sys_platform == 'linux2' and python_version >= '3.8'",
            false,
        ),
        ("sys_platform == 'win32' and os_name == 'posix'", false),
    ] {
        let marker = marker(text);
        assert_eq!(marker.applies(&on("3.12", ""), &[]), open, "{text}");
        assert!(!marker.applies(&on("3.12", "linux"), &[]), "{text}");
    }
    let known = marker("sys_platform == 'freebsd14'");
    assert!(!Marker::any_always_holds(&[known], &on("3.12", "")));
}
