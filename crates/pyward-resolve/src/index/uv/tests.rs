use super::super::tests::World;

const PROJECT: &str = "/srv/project/uv.toml";
const USER: &str = "/people/me/.config/uv/uv.toml";

#[test]
fn every_key_of_uv_is_wired() {
    let world = World::new().file(
        PROJECT,
        r#"
native-tls = false
system-certs = true
offline = true
https-proxy = "http://proxy.example:3128"
allow-insecure-host = ["https://a.example:8443", "b.example"]
index-url = "https://index.example/simple"
extra-index-url = ["https://x.example/simple"]
find-links = ["wheels"]
no-index = false
index-strategy = "unsafe-any-match"
keyring-provider = "subprocess"
exclude-newer = 2026-11-01
no-proxy = ["a.example"]

[[index]]
name = "first"
url = "https://first.example/simple"

[[index]]
url = "pages"
format = "flat"
"#,
    );
    insta::assert_snapshot!(world.settings(), @r"
    index = https://index.example/simple
    extra = https://first.example/simple https://x.example/simple
    find-links = /srv/project/pages /srv/project/wheels
    no-index = false
    strategy = unsafe-first-match
    insecure-hosts = https://a.example:8443 b.example
    certificates = none
    system-certificates = true
    client-certificate = none
    keyring = true
    proxy = http://proxy.example:3128
    timeout = 30s
    retries = 3
    offline = true
    cache = /people/me/.cache/pyward
    exclude-newer = 2026-11-01
    ");
    insta::assert_snapshot!(world.notices(), @r"
    /srv/project/uv.toml:14: `no-proxy` is not heeded
      set the environment variable NO_PROXY
    /srv/project/uv.toml:11: with the strategy unsafe-first-match a public package can take the place of a private one of the same name
      -
    /srv/project/uv.toml:6: the project asks not to check the certificates of https://a.example:8443
      -
    ");
}

#[test]
fn an_index_marked_as_default_wins_over_index_url_of_all_files() {
    let marked = "[[index]]\nurl = \"https://marked.example/simple\"\ndefault = true\n\
                  [[index]]\nurl = \"https://second.example/simple\"\ndefault = true\n";
    let plain = "index-url = \"https://plain.example/simple\"\n";
    let one = World::new().file(PROJECT, &format!("{plain}{marked}"));
    let user = World::new().file(USER, marked).file(PROJECT, plain);
    let project = World::new().file(USER, plain).file(PROJECT, marked);
    for world in [one, user, project] {
        assert_eq!(world.index(), "https://marked.example/simple");
        let world = world.variable("UV_INDEX_URL", "https://variable.example/simple");
        assert_eq!(world.index(), "https://variable.example/simple");
    }
}

#[test]
fn lists_join_and_the_stronger_is_first() {
    let world = World::new()
        .file(USER, "extra-index-url = [\"https://4.example\"]\n")
        .file(
            PROJECT,
            "index = [{ url = \"https://1.example\" }]\nextra-index-url = [\"https://3.example\"]\n\
             [pip]\nextra-index-url = [\"https://2.example\"]\n",
        )
        .variable("UV_EXTRA_INDEX_URL", "https://0.example");
    let expected = (0..5).map(|n| format!("https://{n}.example"));
    assert_eq!(world.extra(), expected.collect::<Vec<_>>().join(" "));
}

#[test]
fn the_pip_table_wins_over_the_top_level() {
    let world = World::new().file(
        PROJECT,
        "index-url = \"https://top.example\"\nno-index = true\n[pip]\nindex-url = \"https://pip.example\"\nno-index = false\n",
    );
    assert_eq!(world.index(), "https://pip.example");
    assert!(!world.settings().no_index);
}

#[test]
fn explicit_indexes_are_noted_and_not_asked() {
    let world = World::new().file(
        PROJECT,
        "[[index]]\nname = \"torch\"\nurl = \"https://torch.example\"\nexplicit = true\n",
    );
    assert_eq!(world.extra(), "");
    insta::assert_snapshot!(world.notices(), @r"
    /srv/project/uv.toml:1: the index torch is explicit: only packages that name it may come from it, and it is not asked for others
      -
    ");
}

#[test]
fn named_indexes_take_their_credentials_from_the_environment() {
    let world = World::new()
        .file(
            PROJECT,
            "[[index]]\nname = \"my-index.1\"\nurl = \"https://old:old@private.example/simple\"\n",
        )
        .variable("UV_INDEX_MY_INDEX_1_USERNAME", "me")
        .variable("UV_INDEX_MY_INDEX_1_PASSWORD", "p@ss/w")
        .variable(
            "UV_INDEX",
            "other=https://other.example/simple?a=b https://plain.example/?x=y",
        )
        .variable("UV_INDEX_OTHER_PASSWORD", "token");
    assert_eq!(
        world.extra(),
        "https://:token@other.example/simple?a=b https://plain.example/?x=y https://me:p%40ss%2Fw@private.example/simple"
    );
    assert!(!world.said().contains("token"));
}

#[test]
fn the_nearest_configuration_of_the_folders_above_is_the_projects() {
    let tool = "[tool.uv]\nindex-url = \"https://above.example\"\n";
    let world = World::new()
        .file("/srv/pyproject.toml", tool)
        .file("/srv/project/pyproject.toml", "[project]\nname = \"x\"\n")
        .file("/uv.toml", "index-url = \"https://root.example\"\n");
    assert_eq!(world.index(), "https://above.example");
    // `uv.toml` hides `[tool.uv]` beside it.
    let world = world.file("/srv/uv.toml", "offline = true\n");
    assert_eq!(world.index(), "PyPI");
    assert!(world.settings().offline);
}

#[test]
fn a_named_file_takes_the_place_of_all() {
    let world = World::new()
        .file(USER, "offline = true\n")
        .file(PROJECT, "index-url = \"https://project.example\"\n")
        .file(
            "/srv/project/other.toml",
            "index-url = \"https://named.example\"\n",
        )
        .variable("UV_CONFIG_FILE", "other.toml");
    assert_eq!(world.index(), "https://named.example");
    assert!(!world.settings().offline);
    let world = world.variable("UV_CONFIG_FILE", "gone.toml");
    insta::assert_snapshot!(world.errors(), @r"
    UV_CONFIG_FILE: the configuration file `/srv/project/gone.toml` is not there
      name another file in the environment variable UV_CONFIG_FILE, or none
    ");
}

#[test]
fn no_config_turns_files_off_and_not_variables() {
    let world = World::new()
        .file(PROJECT, "offline = true\n")
        .variable("UV_NO_CONFIG", "1")
        .variable("UV_HTTP_TIMEOUT", "7");
    assert_eq!(world.said(), "timeout = 7s (UV_HTTP_TIMEOUT)");
    let world = World::new()
        .file("/etc/uv/uv.toml", "offline = true\n")
        .variable("UV_NO_SYSTEM_CONFIG", "true");
    assert_eq!(world.said(), "");
}

#[test]
fn every_variable_of_uv_is_wired() {
    let world = World::new()
        .variable("UV_DEFAULT_INDEX", "main=https://index.example/simple")
        .variable("UV_EXTRA_INDEX_URL", "https://x.example https://y.example")
        .variable("UV_FIND_LINKS", "/a b,https://links.example/")
        .variable("UV_NO_INDEX", "true")
        .variable("UV_INDEX_STRATEGY", "first-index")
        .variable("UV_KEYRING_PROVIDER", "subprocess")
        .variable("UV_NATIVE_TLS", "0")
        .variable("UV_SYSTEM_CERTS", "1")
        .variable("UV_OFFLINE", "true")
        .variable("UV_EXCLUDE_NEWER", "P7D")
        .variable("HTTP_TIMEOUT", "1")
        .variable("UV_HTTP_TIMEOUT", "3")
        .variable("UV_REQUEST_TIMEOUT", "2")
        .variable("UV_HTTP_RETRIES", "9")
        .variable("UV_INSECURE_HOST", "a.example [::1]:8080");
    insta::assert_snapshot!(world.settings(), @r"
    index = https://index.example/simple
    extra = https://x.example https://y.example
    find-links = /a b https://links.example/
    no-index = true
    strategy = first-index
    insecure-hosts = a.example [::1]:8080
    certificates = none
    system-certificates = true
    client-certificate = none
    keyring = true
    proxy = none
    timeout = 3s
    retries = 9
    offline = true
    cache = /people/me/.cache/pyward
    exclude-newer = 2026-11-14
    ");
}

#[test]
fn what_cannot_be_used_is_an_error_with_its_line() {
    let world = World::new().file(
        PROJECT,
        "index-strategy = \"first\"\nextra-index-url = [\n  \"https://a.example\",\n  \"a b\",\n  { url = 1 },\n]\n[[index]]\nname = \"x\"\n",
    );
    insta::assert_snapshot!(world.errors(), @r"
    /srv/project/uv.toml:7: `[[index]]` is no value for index: expected a `url` in it
      correct it at /srv/project/uv.toml:7
    /srv/project/uv.toml:5: `extra-index-url` is no value for extra: expected a text, or an array of texts
      correct it at /srv/project/uv.toml:5
    /srv/project/uv.toml:4: `a b` is no address for extra: there is a blank in it
      write it as https://HOST/PATH, or a folder as ./FOLDER or file:///FOLDER, at /srv/project/uv.toml:4
    /srv/project/uv.toml:1: `first` is no value for strategy: expected `first-index`, `unsafe-first-match`, `unsafe-best-match`
      correct it at /srv/project/uv.toml:1
    ");
    let world = World::new().file(
        PROJECT,
        "offline = true\nindex-url = \"https://me:hunter2@x\n",
    );
    insta::assert_snapshot!(world.errors(), @r#"
    /srv/project/uv.toml:2: not TOML: invalid basic string, expected `"`
      correct the line; `PIP_CONFIG_FILE=/dev/null` goes without pip's files and `UV_NO_CONFIG=1` without uv's
    "#);
}

#[test]
fn an_unsafe_strategy_in_a_file_is_noted() {
    let world = World::new().file(PROJECT, "index-strategy = \"unsafe-best-match\"\n");
    insta::assert_snapshot!(world.notices(), @r"
    /srv/project/uv.toml:1: with the strategy unsafe-best-match a public package can take the place of a private one of the same name
      -
    ");
}
