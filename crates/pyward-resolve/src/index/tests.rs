use std::path::Path;

use super::{Flags, IndexStrategy, Platform, Wish};

pub(super) use world::{PEM, World};

mod world;

#[test]
fn where_nobody_says_anything_it_is_pypi() {
    let configured = World::new().configured();
    assert!(configured.said.is_empty() && configured.notices.is_empty());
    insta::assert_snapshot!(configured.settings, @r"
    index = PyPI
    extra = none
    find-links = none
    no-index = false
    strategy = first-index
    insecure-hosts = none
    certificates = none
    system-certificates = false
    client-certificate = none
    keyring = false
    proxy = none
    timeout = 30s
    retries = 3
    offline = false
    cache = /people/me/.cache/pyward
    exclude-newer = none
    ");
}

#[test]
fn each_layer_wins_over_the_one_before() {
    let mut world = World::new();
    let mut expected = vec!["PyPI".to_owned()];
    let mut seen = vec![world.index()];
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let pip = |n: u8| format!("[global]\nindex-url = https://{n}.example/simple\n");
    let uv = |n: u8| format!("index-url = \"https://{n}.example/simple\"\n");
    let steps = [
        file(
            "/srv/project/Pipfile",
            "[[source]]\nurl = \"https://1.example/simple\"\n",
        ),
        file("/etc/xdg/pip/pip.conf", &pip(2)),
        file("/etc/pip.conf", &pip(3)),
        file("/people/me/.pip/pip.conf", &pip(4)),
        file("/people/me/.config/pip/pip.conf", &pip(5)),
        file("/srv/project/.venv/pip.conf", &pip(6)),
        file("/etc/uv/uv.toml", &uv(7)),
        file("/people/me/.config/uv/uv.toml", &uv(8)),
        file("/srv/project/uv.toml", &uv(9)),
    ];
    for ((path, text), n) in steps.iter().zip(1..) {
        world = world.file(path, text);
        seen.push(world.index());
        expected.push(format!("https://{n}.example/simple"));
    }
    for (name, n) in ["PIP_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX"]
        .iter()
        .zip(10..)
    {
        world = world.variable(name, &format!("https://{n}.example/simple"));
        seen.push(world.index());
        expected.push(format!("https://{n}.example/simple"));
    }
    world = world.required(1, Wish::IndexUrl("https://13.example/simple".to_owned()));
    seen.push(world.index());
    world = world.variable("PYWARD_PYPI_URL", "https://14.example/simple");
    seen.push(world.index());
    world.flags.index_url = Some("https://15.example/simple".to_owned());
    seen.push(world.index());
    expected.extend((13..16).map(|n| format!("https://{n}.example/simple")));
    assert_eq!(seen, expected);
    let said = world.said();
    assert_eq!(said.lines().count(), 12, "{said}");
    assert_eq!(
        said.lines()
            .filter(|line| line.ends_with("overruled)"))
            .count(),
        10,
        "{said}"
    );
}

#[test]
fn who_said_what_is_kept() {
    let world = World::new()
        .file(
            "/etc/pip.conf",
            "[global]\ntimeout = 60\nextra-index-url =\n  https://a.example/simple\n  https://b.example/simple\n",
        )
        .file("/srv/project/uv.toml", "\noffline = true\n")
        .variable("PIP_TIMEOUT", "5")
        .variable("HTTPS_PROXY", "http://me:secret@proxy.example:3128")
        .flags(Flags {
            extra_index_urls: vec!["https://b.example/simple/".to_owned()],
            ..Flags::default()
        });
    insta::assert_snapshot!(world.said(), @r"
    extra = https://a.example/simple (/etc/pip.conf:4)
    extra = https://b.example/simple (/etc/pip.conf:5, overruled)
    timeout = 60s (/etc/pip.conf:2, overruled)
    offline = true (/srv/project/uv.toml:2)
    timeout = 5s (PIP_TIMEOUT)
    extra = https://b.example/simple/ (--extra-index-url)
    proxy = http://proxy.example:3128 (HTTPS_PROXY)
    ");
    assert_eq!(
        world.extra(),
        "https://b.example/simple/ https://a.example/simple"
    );
}

#[test]
fn credentials_are_kept_and_never_shown() {
    let world = World::new()
        .variable("PIP_INDEX_URL", "https://me:hunter2@index.example/simple")
        .variable(
            "PIP_EXTRA_INDEX_URL",
            "https://tok3n@x.example/simple?token=abcdef",
        )
        .variable("PIP_FIND_LINKS", "https://me:hunter2@links.example/")
        .variable("PIP_PROXY", "me:hunter2@proxy.example:3128")
        .variable("ALL_PROXY", "socks5://me:hunter2@proxy.example");
    let configured = world.configured();
    let settings = &configured.settings;
    assert_eq!(
        settings.index.as_deref(),
        Some("https://me:hunter2@index.example/simple")
    );
    assert_eq!(
        settings.proxy.as_deref(),
        Some("http://me:hunter2@proxy.example:3128")
    );
    let shown = format!("{settings} {settings:?} {configured:?}");
    for secret in ["hunter2", "tok3n", "abcdef", "me:"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("index.example"), "{shown}");
}

#[test]
fn a_bad_address_never_ends_at_pypi() {
    let world = World::new()
        .file(
            "/etc/pip.conf",
            "[global]\n\nindex-url = htps://me:hunter2@index.example/simple\n",
        )
        .variable("PIP_EXTRA_INDEX_URL", "pypi.example/simple https://x:bad/")
        .variable("UV_HTTP_TIMEOUT", "soon")
        .variable("PIP_NO_INDEX", "perhaps")
        .variable("PIP_RETRIES", "-1")
        .variable("UV_INDEX_STRATEGY", "unsafe-best-macht")
        .variable("PIP_TRUSTED_HOST", "https://a@b")
        .variable("UV_EXCLUDE_NEWER", "1 month");
    insta::assert_snapshot!(world.errors(), @r"
    /etc/pip.conf:3: `htps://index.example/simple` is no address for index: `htps` is none of http, https, file
      write it as https://HOST/PATH, or a folder as ./FOLDER or file:///FOLDER, at /etc/pip.conf:3
    PIP_EXTRA_INDEX_URL: `pypi.example/simple` is no address for extra: it has no scheme such as `https://`
      write it as https://HOST/PATH, or a folder as ./FOLDER or file:///FOLDER, in the environment variable PIP_EXTRA_INDEX_URL
    PIP_EXTRA_INDEX_URL: `https://x:bad/` is no address for extra: invalid port number
      write it as https://HOST/PATH, or a folder as ./FOLDER or file:///FOLDER, in the environment variable PIP_EXTRA_INDEX_URL
    PIP_NO_INDEX: `perhaps` is no value for no-index: expected `true` or `false`
      correct it in the environment variable PIP_NO_INDEX
    PIP_RETRIES: `-1` is no value for retries: expected a number from 0 to 100
      correct it in the environment variable PIP_RETRIES
    PIP_TRUSTED_HOST: `https://b` is no value for insecure-hosts: expected a host, or `host:port`
      correct it in the environment variable PIP_TRUSTED_HOST
    UV_INDEX_STRATEGY: `unsafe-best-macht` is no value for strategy: expected `first-index`, `unsafe-first-match`, `unsafe-best-match` (`unsafe-best-match`?)
      correct it in the environment variable UV_INDEX_STRATEGY
    UV_EXCLUDE_NEWER: `1 month` is no value for exclude-newer: expected a day (`2026-07-01`), a time (`2026-07-01T00:00:00Z`), or days or weeks (`7 days`, `P7D`)
      correct it in the environment variable UV_EXCLUDE_NEWER
    UV_HTTP_TIMEOUT: `soon` is no value for timeout: expected seconds, such as `30`
      correct it in the environment variable UV_HTTP_TIMEOUT
    ");
}

#[test]
fn a_bad_value_that_is_overruled_harms_nobody() {
    let world = World::new()
        .file(
            "/etc/pip.conf",
            "[global]\ncert = /gone.pem\nindex-url = what\n",
        )
        .file("/my.pem", PEM)
        .variable("PIP_CERT", "/my.pem")
        .variable("PIP_INDEX_URL", "https://index.example/simple");
    assert_eq!(
        world.settings().certificates.as_deref(),
        Some(Path::new("/my.pem"))
    );
    assert!(
        world
            .said()
            .contains("certificates = (cannot be used) (/etc/pip.conf:2, overruled)")
    );
}

#[test]
fn certificates_must_be_there() {
    let world = World::new()
        .file("/srv/project/empty.pem", "hello")
        .file("/srv/project/public.pem", "-----BEGIN CERTIFICATE-----")
        .variable("SSL_CERT_FILE", "/gone.pem");
    insta::assert_snapshot!(world.errors(), @r"
    SSL_CERT_FILE: certificates is `/gone.pem`, and there is no such file
      name a PEM file (it begins with `-----BEGIN`), or take the setting out in the environment variable SSL_CERT_FILE
    ");
    let world = world
        .variable("PIP_CERT", "empty.pem")
        .variable("PIP_CLIENT_CERT", "public.pem");
    insta::assert_snapshot!(world.errors(), @r"
    PIP_CERT: certificates is `/srv/project/empty.pem`, and it holds no certificate in PEM form
      name a PEM file (it begins with `-----BEGIN`), or take the setting out in the environment variable PIP_CERT
    PIP_CLIENT_CERT: client-certificate is `/srv/project/public.pem`, and it holds no private key in PEM form
      name a PEM file (it begins with `-----BEGIN`), or take the setting out in the environment variable PIP_CLIENT_CERT
    ");
}

#[test]
fn what_a_tool_is_told_goes_before_what_all_are_told() {
    let world = World::new()
        .file("/curl.pem", PEM)
        .file("/requests.pem", PEM)
        .file("/ssl.pem", PEM)
        .file("/people/me/pip.pem", PEM);
    let steps = [
        ("CURL_CA_BUNDLE", "/curl.pem", "/curl.pem"),
        ("REQUESTS_CA_BUNDLE", "/requests.pem", "/requests.pem"),
        ("SSL_CERT_FILE", "/ssl.pem", "/ssl.pem"),
        ("SSL_CLIENT_CERT", "/ssl.pem", "/ssl.pem"),
        ("PIP_CERT", "~/pip.pem", "/people/me/pip.pem"),
    ];
    let mut world = world;
    for (name, value, certificates) in steps {
        world = world.variable(name, value);
        let settings = world.settings();
        assert_eq!(settings.certificates, Some(certificates.into()), "{name}");
    }
    assert_eq!(world.settings().client_certificate, Some("/ssl.pem".into()));
}

#[test]
fn pyward_has_its_own_cache_and_switch() {
    let world = World::new()
        .variable("UV_CACHE_DIR", "/uv")
        .variable("PIP_CACHE_DIR", "/pip")
        .variable("XDG_CACHE_HOME", "/caches");
    assert_eq!(world.settings().cache, Path::new("/caches/pyward"));
    let world = world
        .variable("PYWARD_CACHE_DIR", "own")
        .variable("UV_OFFLINE", "1")
        .variable("PYWARD_OFFLINE", "0");
    let settings = world.settings();
    assert_eq!(settings.cache, Path::new("/srv/project/own"));
    assert!(!settings.offline);
    assert!(
        world
            .variable("PYWARD_OFFLINE", "yes please")
            .settings()
            .offline
    );
}

#[test]
fn every_flag_is_wired() {
    let flag = |text: &str| Some(text.to_owned());
    let world = World::new().file("/srv/project/ca.pem", PEM).flags(Flags {
        index_url: flag("https://index.example/simple"),
        extra_index_urls: vec!["https://x.example/simple".to_owned(), "./local".to_owned()],
        find_links: vec!["wheels".to_owned(), "https://links.example/".to_owned()],
        no_index: true,
        index_strategy: flag("unsafe-best-match"),
        cert: flag("ca.pem"),
        client_cert: flag("ca.pem"),
        system_certs: true,
        proxy: flag("socks5h://proxy.example:1080"),
        offline: true,
        exclude_newer: flag("7 days"),
        keyring: true,
        trusted_hosts: vec!["a.example:8443".to_owned()],
        timeout: flag("2.5"),
        retries: flag("0"),
        cache_dir: flag("/cache"),
    });
    insta::assert_snapshot!(world.settings(), @r"
    index = https://index.example/simple
    extra = https://x.example/simple file:///srv/project/local/
    find-links = /srv/project/wheels https://links.example/
    no-index = true
    strategy = unsafe-best-match
    insecure-hosts = a.example:8443
    certificates = /srv/project/ca.pem
    system-certificates = true
    client-certificate = /srv/project/ca.pem
    keyring = true
    proxy = socks5h://proxy.example:1080
    timeout = 2.5s
    retries = 0
    offline = true
    cache = /cache
    exclude-newer = 2026-11-14
    ");
    assert_eq!(world.notices(), "");
}

#[test]
fn variables_in_requirements_are_expanded_and_noted() {
    let world = World::new()
        .variable("TOKEN", "s3cret")
        .required(
            3,
            Wish::ExtraIndexUrl("https://u:${TOKEN}@x.example/${lower}/$TOKEN".to_owned()),
        )
        .required(4, Wish::FindLinks("wheels".to_owned()))
        .required(5, Wish::TrustedHost("x.example".to_owned()))
        .required(6, Wish::NoIndex);
    let settings = world.settings();
    assert_eq!(world.extra(), "https://u:s3cret@x.example/${lower}/$TOKEN");
    assert_eq!(
        *settings.find_links,
        [Box::<str>::from("/srv/project/reqs/wheels")]
    );
    assert!(settings.no_index);
    insta::assert_snapshot!(world.notices(), @r"
    reqs/requirements.txt:3: extra holds the value of the environment variable TOKEN
      that is as it should be where you wrote the file
    reqs/requirements.txt:5: the project asks not to check the certificates of x.example
      -
    ");
    let world = World::new().required(
        3,
        Wish::IndexUrl("https://u:${GONE}@x.example/simple".to_owned()),
    );
    insta::assert_snapshot!(world.errors(), @r"
    reqs/requirements.txt:3: the environment variable GONE in index is not set
      set GONE in the environment that pyward runs in
    ");
}

#[test]
fn an_index_in_requirements_forgets_no_private_index() {
    let world = World::new()
        .variable("PIP_EXTRA_INDEX_URL", "https://private.example/simple")
        .required(1, Wish::IndexUrl("https://pypi.org/simple/".to_owned()))
        .required(
            2,
            Wish::ExtraIndexUrl("https://more.example/simple".to_owned()),
        );
    assert_eq!(world.index(), "PyPI");
    assert_eq!(
        world.extra(),
        "https://more.example/simple https://private.example/simple"
    );
}

#[test]
fn pip_users_are_told_once_that_indexes_are_no_equals() {
    let world = World::new().variable(
        "PIP_EXTRA_INDEX_URL",
        "https://a.example/simple https://b.example/simple",
    );
    insta::assert_snapshot!(world.notices(), @r"
    : PIP_EXTRA_INDEX_URL: pip takes the highest version of all indexes; pyward takes a package from the first index that knows it, extra indexes before the default one, so that nobody can take a private package's place by publishing its name
      `--index-strategy unsafe-best-match` does as pip does
    ");
    assert_eq!(world.settings().strategy, IndexStrategy::FirstIndex);
    let chosen = World::new()
        .variable("PIP_EXTRA_INDEX_URL", "https://a.example/simple")
        .flags(Flags {
            index_strategy: Some("unsafe-best-match".to_owned()),
            ..Flags::default()
        });
    assert_eq!(chosen.notices(), "");
}

#[test]
fn pypi_as_an_extra_index_of_pip_is_asked_last() {
    let world = World::new()
        .variable("PIP_INDEX_URL", "https://private.example/simple")
        .variable("PIP_EXTRA_INDEX_URL", "https://pypi.org/simple");
    assert_eq!(world.index(), "PyPI");
    assert_eq!(world.extra(), "https://private.example/simple");
    assert!(world.notices().contains("PyPI is asked last"));
    let world = World::new()
        .variable("UV_INDEX_URL", "https://private.example/simple")
        .variable("UV_EXTRA_INDEX_URL", "https://pypi.org/simple");
    assert_eq!(world.index(), "https://private.example/simple");
    assert_eq!(world.extra(), "https://pypi.org/simple");
    assert!(world.notices().contains("PyPI is asked before"));
}

#[test]
fn a_project_that_is_not_trusted_has_no_say() {
    let world = World::new()
        .file(
            "/srv/project/uv.toml",
            "index-url = \"https://evil.example/simple\"\nallow-insecure-host = [\"evil.example\"]\n",
        )
        .file(
            "/srv/project/Pipfile",
            "[[source]]\nurl = \"https://evil.example/${HOME}\"\n",
        );
    let configured = world.read_project(None).unwrap();
    assert_eq!(configured.settings.index, None);
    assert!(configured.said.is_empty());
    assert!(world.asked.borrow().iter().all(|path| {
        !path.starts_with("/srv/project") || path.starts_with("/srv/project/.venv")
    }));
    assert!(world.notices().contains("the project asks not to check"));
}

#[test]
fn what_cannot_be_opened_is_a_notice() {
    let world = World::new().file("/etc/pip.conf", "(denied)");
    insta::assert_snapshot!(world.notices(), @r"
    /etc/pip.conf: the configuration file could not be read: permission denied
      indexes it may name are not asked
    ");
}

#[test]
fn places_follow_the_platform() {
    let mut world = World::new()
        .variable("USERPROFILE", "C:\\people\\me")
        .variable("APPDATA", "C:\\Roaming")
        .variable("LOCALAPPDATA", "C:\\Local")
        .variable("PROGRAMDATA", "C:\\ProgramData")
        .variable("SYSTEMDRIVE", "C:");
    let mut shown = |platform| {
        world.platform = platform;
        world.asked.borrow_mut().clear();
        let cache = world.settings().cache;
        let mut lines: Vec<String> = world
            .asked
            .borrow()
            .iter()
            .filter(|path| !path.starts_with("/srv"))
            .map(|path| path.display().to_string())
            .collect();
        lines.push(cache.display().to_string());
        // A path is joined with the mark of the machine that runs the test.
        lines.join("\n").replace('\\', "/")
    };
    insta::assert_snapshot!(shown(Platform::Unix), @r"
    /etc/xdg/pip/pip.conf
    /etc/pip.conf
    /people/me/.pip/pip.conf
    /people/me/.config/pip/pip.conf
    /etc/xdg/uv/uv.toml
    /etc/uv/uv.toml
    /people/me/.config/uv/uv.toml
    /uv.toml
    /pyproject.toml
    /people/me/.cache/pyward
    ");
    insta::assert_snapshot!(shown(Platform::MacOs), @r"
    /Library/Application Support/pip/pip.conf
    /people/me/.pip/pip.conf
    /people/me/.config/pip/pip.conf
    /people/me/Library/Application Support/pip/pip.conf
    /etc/xdg/uv/uv.toml
    /etc/uv/uv.toml
    /people/me/.config/uv/uv.toml
    /uv.toml
    /pyproject.toml
    /people/me/Library/Caches/pyward
    ");
    insta::assert_snapshot!(shown(Platform::Windows), @r"
    C:/ProgramData/pip/pip.ini
    C:/people/me/pip/pip.ini
    C:/Roaming/pip/pip.ini
    C://ProgramData/uv/uv.toml
    C:/Roaming/uv/uv.toml
    /uv.toml
    /pyproject.toml
    C:/Local/pyward/cache
    ");
}

#[test]
fn there_is_an_end_to_lists_and_values() {
    let many: Vec<String> = (0..5000).map(|n| format!("https://{n}.example")).collect();
    let world = World::new().variable("UV_EXTRA_INDEX_URL", &many.join(" "));
    let extra = world.settings().extra;
    assert!((100..300).contains(&extra.len()), "{}", extra.len());
    assert_eq!(&*extra[0], "https://0.example");
    assert!(world.notices().contains("are left out"));

    let long = format!("https://me:hunter2{}@x/", "${BIG}".repeat(1000));
    let world = World::new()
        .variable("BIG", &"hunter2".repeat(1000))
        .required(1, Wish::IndexUrl(long));
    let errors = world.errors();
    assert!(errors.contains("at most 16384 bytes"), "{errors}");
    assert!(!errors.contains("hunter2"), "{errors}");
}
