use proptest::prelude::*;

use super::*;

#[track_caller]
fn section(text: &str, name: &str) -> Vec<(String, String, u32)> {
    let ini = Ini::parse(text).unwrap_or_else(|error| panic!("{error:?}"));
    ini.section(name)
        .into_iter()
        .map(|(key, entry)| (key.to_owned(), entry.value.clone(), entry.line))
        .collect()
}

#[track_caller]
fn values(text: &str) -> Vec<String> {
    section(text, "global")
        .into_iter()
        .map(|(key, value, line)| format!("{line} {key} {value:?}"))
        .collect()
}

#[track_caller]
fn refused(text: &str, line: u32, message: &str) {
    let error = Ini::parse(text).expect_err(text);
    assert_eq!(error.line, line, "{text}");
    assert!(error.message.contains(message), "{}", error.message);
}

#[test]
fn keys_are_compared_as_pip_does_it() {
    assert_eq!(
        values("[global]\nIndex_URL: https://a:1/x=y\r\n--no_index = 1\rtimeout=\t60  \n"),
        [
            "2 index-url \"https://a:1/x=y\"",
            "3 no-index \"1\"",
            "4 timeout \"60\""
        ]
    );
}

#[test]
fn indented_lines_go_on_and_comments_do_not_end_them() {
    let text = "; above\n[global]\nextra-index-url =\n    https://a\n# https://no\n\n  \thttps://b ; stays\nproxy = x # stays\n  [install]\n";
    assert_eq!(
        values(text),
        [
            "3 extra-index-url \"\\nhttps://a\\n\\nhttps://b ; stays\"",
            "8 proxy \"x # stays\\n[install]\""
        ]
    );
}

#[test]
fn interpolation_is_off() {
    assert_eq!(
        values("[global]\nindex-url = https://a/%(home)s/%41$X\n"),
        ["2 index-url \"https://a/%(home)s/%41$X\""]
    );
}

#[test]
fn the_default_section_stands_in_all_that_are_there() {
    let text = "[DEFAULT]\na = 1\nb = 2\n[global]\nb = 3\n[DEFAULT]\nc = 4\n";
    assert_eq!(values(text), ["2 a \"1\"", "5 b \"3\"", "7 c \"4\""]);
    assert!(section(text, "install").is_empty());
    assert!(section(text, "DEFAULT").is_empty());
}

#[test]
fn what_python_refuses_is_refused_with_its_line() {
    refused("a = 1\n", 1, "no section");
    refused("[global]\n\nindex-url\n", 3, "no `key = value`");
    refused("[global]\n= x\n", 2, "no key");
    refused("[global]\na_b = 1\nA-B = 2\n", 3, "`a-b` is there twice");
    refused(
        "[global]\n[install]\n[global]\n",
        3,
        "`[global]` is there twice",
    );
    refused("[]\n", 1, "no section");
    refused("[global]\na=1\n[x\n", 3, "no `key = value`");
    refused(&"#\n".repeat(1 << 20), 1, "larger");
}

#[test]
fn messages_hold_no_secrets() {
    let text = "[global]\nhttps//me:hunter2@x = 1\nhttps//me:hunter2@x = 2\n";
    let error = Ini::parse(text).expect_err("twice");
    assert!(!error.message.contains("hunter2"), "{}", error.message);
}

#[test]
fn a_byte_order_mark_and_odd_headers_are_read() {
    assert_eq!(values("\u{feff}[global] behind\na = 1"), ["2 a \"1\""]);
    assert_eq!(section("[a]b]\nx=1", "a]b").len(), 1);
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        if let Ok(ini) = Ini::parse(&text) {
            ini.section("global");
        }
    }

    #[test]
    fn what_looks_like_ini_is_read(text in "([\\[\\]a-z=: ;#\t\r\n\u{feff}\u{a0}é]|\\[global\\]\n|a = b\n){0,60}") {
        if let Ok(ini) = Ini::parse(&text) {
            for entry in ini.section("global").values() {
                prop_assert!(entry.line as usize <= text.len() + 1);
                prop_assert_eq!(entry.value.trim_end(), entry.value.as_str());
            }
        }
    }
}
