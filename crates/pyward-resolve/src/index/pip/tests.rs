use std::path::Path;
use std::time::Duration;

use super::super::tests::{PEM, World};

const USER: &str = "/people/me/.config/pip/pip.conf";

#[test]
fn every_key_of_pip_is_wired() {
    let world = World::new().file("/ca.pem", PEM).file(
        USER,
        "[global]\nindex-url = https://index.example/simple\nextra-index-url = https://a.example/simple\n\thttps://b.example/simple\n\
         find-links = /wheels https://links.example/\nno-index = yes\ntrusted-host = a.example b.example:8443\ncert = /ca.pem\n\
         client-cert = /ca.pem\nproxy = proxy.example:3128\ntimeout = 15.5\nretries = 5\nkeyring-provider = subprocess\n\
         uploaded-prior-to = P3D\nuse-feature = fast-deps truststore\nno-cache-dir = true\n",
    );
    insta::assert_snapshot!(world.settings(), @r"
    index = https://index.example/simple
    extra = https://a.example/simple https://b.example/simple
    find-links = /wheels https://links.example/
    no-index = true
    strategy = first-index
    insecure-hosts = a.example b.example:8443
    certificates = /ca.pem
    system-certificates = true
    client-certificate = /ca.pem
    keyring = true
    proxy = http://proxy.example:3128
    timeout = 15.5s
    retries = 5
    offline = false
    cache = /people/me/.cache/pyward
    exclude-newer = 2026-11-18
    ");
}

#[test]
fn the_section_of_the_command_wins_over_the_files() {
    let world = World::new()
        .file(
            "/etc/pip.conf",
            "[install]\ntimeout = 1\n[download]\nretries = 1\n[lock]\nretries = 2\n",
        )
        .file(
            USER,
            "[global]\ntimeout = 2\nretries = 3\n[wheel]\ntimeout = 9\n",
        );
    let settings = world.settings();
    assert_eq!(settings.timeout, Duration::from_secs(1));
    assert_eq!(settings.retries, 1);
    assert_eq!(
        world
            .variable("PIP_DEFAULT_TIMEOUT", "3")
            .settings()
            .timeout,
        Duration::from_secs(3)
    );
}

#[test]
fn what_is_empty_says_nothing() {
    let world = World::new()
        .file(
            "/etc/pip.conf",
            "[global]\nindex-url = https://a.example/simple\n[install]\nindex-url =\n",
        )
        .variable("PIP_INDEX_URL", "");
    assert_eq!(world.index(), "https://a.example/simple");
    // In the same section the empty value takes the place of the other.
    let world = world.file(USER, "[global]\nindex-url =\n");
    assert_eq!(world.index(), "PyPI");
}

#[test]
fn lists_of_variables_take_the_place_of_lists_in_files() {
    let world = World::new()
        .file(
            "/etc/pip.conf",
            "[global]\nextra-index-url = https://a.example/simple\n",
        )
        .file(
            USER,
            "[global]\nextra_index_url = https://b.example/simple\n",
        );
    assert_eq!(world.extra(), "https://b.example/simple");
    let world = world.variable("PIP_EXTRA_INDEX_URL", "https://c.example/simple");
    assert_eq!(world.extra(), "https://c.example/simple");
}

#[test]
fn a_named_file_is_the_last_and_takes_the_place_of_the_users() {
    let world = World::new()
        .file("/etc/pip.conf", "[global]\nretries = 1\n")
        .file(USER, "[global]\ntimeout = 2\n")
        .file(
            "/srv/project/.venv/pip.conf",
            "[global]\nindex-url = https://venv.example/simple\n",
        )
        .file(
            "/named.conf",
            "[global]\nindex-url = https://named.example/simple\n",
        )
        .variable("PIP_CONFIG_FILE", "/named.conf");
    let settings = world.settings();
    assert_eq!(
        settings.index.as_deref(),
        Some("https://named.example/simple")
    );
    assert_eq!(settings.timeout, Duration::from_secs(30));
    assert_eq!(settings.retries, 1);

    let world = world.variable("PIP_CONFIG_FILE", "/gone.conf");
    assert_eq!(world.settings().timeout, Duration::from_secs(2));
    assert!(
        world
            .notices()
            .contains("PIP_CONFIG_FILE: `/gone.conf` is not read")
    );

    let world = world.variable("PIP_CONFIG_FILE", "/dev/null");
    assert_eq!(world.said(), "");
}

#[test]
fn a_broken_file_is_an_error_with_its_line() {
    let world = World::new().file(USER, "[global]\ntimeout = 1\nindex-url //private.example\n");
    insta::assert_snapshot!(world.errors(), @r"
    /people/me/.config/pip/pip.conf:3: the line is no `key = value`
      correct the line; `PIP_CONFIG_FILE=/dev/null` goes without pip's files and `UV_NO_CONFIG=1` without uv's
    ");
}

#[test]
fn a_key_with_a_blank_is_told() {
    let world = World::new().file(
        USER,
        "[install]\nindex-url https://private.example/simple\n",
    );
    insta::assert_snapshot!(world.notices(), @r"
    /people/me/.config/pip/pip.conf:2: the key has a blank in it, so the line says nothing
      write `key = value`
    ");
}

#[test]
fn keyring_providers_mean_the_command_or_nothing() {
    for (provider, asked) in [
        ("import", true),
        ("subprocess", true),
        ("auto", false),
        ("disabled", false),
    ] {
        let world = World::new().variable("PIP_KEYRING_PROVIDER", provider);
        assert_eq!(world.settings().keyring, asked, "{provider}");
    }
    assert!(
        World::new()
            .variable("PIP_KEYRING_PROVIDER", "wallet")
            .read()
            .is_err()
    );
}

#[test]
fn local_indexes_and_links_are_absolute() {
    let world = World::new()
        .variable("PIP_INDEX_URL", "./my index")
        .variable("PIP_FIND_LINKS", "wheels ~/wheels file:///srv/wheels");
    assert_eq!(world.index(), "file:///srv/project/my%20index/");
    let links = world.settings().find_links;
    assert_eq!(
        links.join(" "),
        "/srv/project/wheels /people/me/wheels file:///srv/wheels"
    );
    assert!(Path::new(&*links[0]).is_absolute());
}

#[test]
fn other_names_of_keys_are_known() {
    let world = World::new().file(
        USER,
        "[global]\ntimeout = 1\nindex-url = https://a.example\n[install]\ndefault-timeout = 2\npypi-url = https://b.example\n",
    );
    assert_eq!(world.index(), "https://b.example");
    assert_eq!(world.settings().timeout, Duration::from_secs(2));
}
