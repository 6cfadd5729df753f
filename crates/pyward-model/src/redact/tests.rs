use super::*;
use proptest::prelude::*;

#[test]
fn credentials_are_taken_out() {
    for (text, clean) in [
        ("https://me:pass@host/simple", "https://host/simple"),
        ("https://token@host:8080/a@b", "https://host:8080/a@b"),
        ("https://me:p@ss@host/", "https://host/"),
        ("https://me:p/ss@host/", "https://host/"),
        ("https://me:p/s@s@host/x@y", "https://host/x@y"),
        ("https://user:1/sekrit@h", "https://h"),
        ("https://me@corp.example:1/sekrit@h/x", "https://h/x"),
        ("https://user:/sekrit@h", "https://h"),
        ("https://user:pa ss@h/x", "https://h/x"),
        ("git+https://sekr#it@h/r", "git+https://h/r"),
        ("https://sekr?it@h/r", "https://h/r"),
        ("//me:pass@host/a", "//host/a"),
        ("me:pass@host/a", "host/a"),
        ("me:pass@proxy:3128", "proxy:3128"),
        ("https:/me:pass@host/a", "host/a"),
        (r"https:\\me:pass@host/a", "host/a"),
        (
            "https://${USER}:${TOKEN}@host/a?b=c#d",
            "https://host/a?b=c#d",
        ),
        ("git+ssh://git:pw@host/r.git", "git+ssh://git@host/r.git"),
        (
            "`q @ https://u:sekrit@h/x bad` and u:sekrit@h, too",
            "`q @ https://h/x bad` and h, too",
        ),
        ("q@https://u:sekrit@h/x", "q@https://h/x"),
        ("q@u:sekrit@h/x", "q@h/x"),
        ("--hash=https://u:p@h", "--hash=https://h"),
        (
            "https://a.example/x,https://u:p@h/y",
            "https://a.example/x,https://h/y",
        ),
    ] {
        assert_eq!(without_credentials(text), clean, "{text}");
    }
}

#[test]
fn secret_values_are_hidden() {
    for (text, clean) in [
        (
            "https://h/a?x=1&private_token=s&y=2#f",
            "https://h/a?x=1&private_token=***&y=2#f",
        ),
        (
            "https://h/a?X-Amz-Signature=abc",
            "https://h/a?X-Amz-Signature=***",
        ),
        ("`https://h/a?key=s&t`", "`https://h/a?key=***`"),
        ("https://h/a;token=s#egg=x", "https://h/a;token=***#egg=x"),
        ("https://h/a?%74oken=s#s", "https://h/a?%74oken=***"),
        (
            "https://h/#access_token=3; x",
            "https://h/#access_token=***; x",
        ),
        (
            "https://h/?jwt=s&pwd=&code=t",
            "https://h/?jwt=***&pwd=&code=***",
        ),
    ] {
        assert_eq!(without_credentials(text), clean, "{text}");
    }
}

#[test]
fn what_holds_no_secret_stays() {
    for text in [
        "",
        "../local@dir",
        "a@b",
        "ssh://git@host/r.git",
        "git@github.com:org/r.git@v1",
        "git+git@github.com:org/r@v1",
        "https://host:443/a@b",
        "https://host.example:8443/@scope/x",
        "http://localhost:5001/a@b",
        "https://[::1]:8080/a@b",
        "git+https://host/r@v1#egg=a@b",
        "pkg:npm/%40a/b@1.0?arch=x",
        "file:///srv/a@b",
        "file:///C:/srv/a@b",
        r"C:\srv\a@b",
        "name @ https://host/x ; python_version >= '3.8'",
        "x ;implementation_name=='cpython' and os_name=='nt'",
        "`a@b` at line 3: expected `@`",
    ] {
        assert!(
            matches!(without_credentials(text), Cow::Borrowed(same) if same == text),
            "{text}: {}",
            without_credentials(text)
        );
    }
}

proptest! {
    #[test]
    fn no_secret_of_a_url_stays(
        before in "(`|'|q ?@ ?|--x=|[a-z ]{0,6} )?",
        scheme in "(https://|git\\+https://|git\\+ssh://|//|http:/|)",
        user in "[a-z]{1,6}(\\.[a-z]{2})?",
        odd in "[a-z0-9/#?:@;&%$!+=.-]{0,8}",
        after in "(/[a-z.]{0,8}(@[a-z0-9.]{1,4})?)?( and [a-z]{0,5})?`?",
    ) {
        let text = format!("{before}{scheme}{user}:S3CRET{odd}@host.example{after}");
        prop_assert!(!without_credentials(&text).contains("S3CRET"), "{text} -> {}", without_credentials(&text));
        // After digits and a slash.
        let text = format!("{before}{scheme}{user}:1/S3CRET@host.example{after}");
        prop_assert!(!without_credentials(&text).contains("S3CRET"), "{text} -> {}", without_credentials(&text));
    }

    #[test]
    fn any_text_is_taken(text in "[:/@#?&;=a`é \\n]{0,40}", other in "\\PC{0,40}") {
        for text in [&text, &other] {
            let once = without_credentials(text).into_owned();
            prop_assert!(once.len() <= text.len() * 3);
        }
    }
}

#[test]
fn long_texts_take_no_longer_than_they_are() {
    for part in [",//b?", " //b:x", "a:b@", "?key=;", "&x=y", "://", "//a@/"] {
        let text = format!("@{}", part.repeat(200_000));
        assert!(
            without_credentials(&text).len() <= text.len() + 3 * 200_000,
            "{part}"
        );
    }
}

#[test]
fn what_is_masked_keeps_its_length() {
    for (text, masked) in [
        (
            "a\nb = \"https://me:secret@host/a\" # ü\nc\n",
            "a\nb = \"https://**********host/a\" # ü\nc\n",
        ),
        (
            "https://u:p@host/a https://h/?key=longer&x=1",
            "https://********************************&x=1",
        ),
        ("https://ü:é@h/\r\n", "https://******h/\r\n"),
        ("no secret", "no secret"),
    ] {
        let out = masked_credentials(text);
        assert_eq!(out.len(), text.len(), "{text}");
        assert_eq!(out, masked);
    }
}

proptest! {
    #[test]
    fn masked_text_tells_no_secret(before in "[a-z @:/=\n]{0,12}", after in "[a-zü@:/?=\n]{0,12}") {
        let text = format!("{before} https://me:S3CRET@h/{after}\nhttps://h/?token=S3CRET");
        let masked = masked_credentials(&text);
        prop_assert_eq!(masked.len(), text.len());
        prop_assert!(!masked.contains("S3CRET"), "{}", masked);
    }
}
