use super::super::tests::World;

const PYPROJECT: &str = "/srv/project/pyproject.toml";
const PIPFILE: &str = "/srv/project/Pipfile";

const POETRY: &str = r#"
[[tool.poetry.source]]
name = "late"
url = "https://late.example/simple"
priority = "supplemental"

[[tool.poetry.source]]
name = "own"
url = "https://own.example/simple"

[[tool.poetry.source]]
name = "torch"
url = "https://torch.example"
priority = "explicit"
"#;

#[test]
fn primary_sources_of_poetry_take_the_place_of_pypi() {
    let world = World::new().file(PYPROJECT, POETRY);
    assert_eq!(world.extra(), "https://own.example/simple");
    assert_eq!(world.index(), "https://late.example/simple");
    insta::assert_snapshot!(world.notices(), @r"
    /srv/project/pyproject.toml:11: the source torch of Poetry is explicit and not asked
      -
    /srv/project/pyproject.toml:7: sources of Poetry are asked as extra indexes, for all packages
      -
    ");
}

#[test]
fn poetry_asks_pypi_where_it_is_among_the_sources() {
    let text = format!("{POETRY}\n[[tool.poetry.source]]\nname = \"PyPI\"\n");
    let world = World::new().file(PYPROJECT, &text);
    assert_eq!(world.index(), "PyPI");
    assert_eq!(
        world.extra(),
        "https://own.example/simple https://late.example/simple"
    );
}

#[test]
fn sources_of_poetry_take_their_credentials_from_the_environment() {
    let world = World::new()
        .file(PYPROJECT, POETRY)
        .variable("POETRY_HTTP_BASIC_OWN_USERNAME", "me")
        .variable("POETRY_HTTP_BASIC_OWN_PASSWORD", "hunter2");
    assert_eq!(world.extra(), "https://me:hunter2@own.example/simple");
}

#[test]
fn a_source_that_was_the_default_is_asked_besides_a_stronger_one() {
    let world = World::new()
        .file(
            PIPFILE,
            "[[source]]\nurl = \"https://own.example/simple\"\nverify_ssl = false\n",
        )
        .variable("PIP_INDEX_URL", "https://mirror.example/simple");
    assert_eq!(world.index(), "https://mirror.example/simple");
    assert_eq!(world.extra(), "https://own.example/simple");
    assert_eq!(
        *world.settings().insecure_hosts,
        [Box::<str>::from("own.example")]
    );
    // PyPI, which the stronger one replaces, is not.
    let world = world.file(
        PIPFILE,
        "[[source]]\nurl = \"https://pypi.org/simple\"\nverify_ssl = true\n",
    );
    assert_eq!(world.extra(), "");
    assert!(world.settings().insecure_hosts.is_empty());
}

#[test]
fn further_sources_of_a_pipfile_are_extra_indexes() {
    let world = World::new()
        .variable("TOKEN", "s3cret")
        .file(
            PIPFILE,
            "[[source]]\nurl = \"https://pypi.org/simple\"\n\n[[source]]\nurl = \"https://u:${TOKEN}@own.example/simple\"\n",
        );
    assert_eq!(world.index(), "PyPI");
    assert_eq!(world.extra(), "https://u:s3cret@own.example/simple");
    insta::assert_snapshot!(world.notices(), @r"
    /srv/project/Pipfile:4: extra holds the value of the environment variable TOKEN
      that is as it should be where you wrote the file
    /srv/project/Pipfile:4: sources of Pipenv are asked as extra indexes, for all packages
      -
    ");
}

#[test]
fn sources_of_pdm_are_asked() {
    let world = World::new().variable("PDM_PASSWORD", "hunter2").file(
        PYPROJECT,
        r#"
[[tool.pdm.source]]
name = "pypi"
url = "https://mirror.example/simple"
[[tool.pdm.source]]
name = "own"
url = "https://own.example:8443/simple"
username = "me"
password = "${PDM_PASSWORD}"
verify_ssl = false
[[tool.pdm.source]]
name = "links"
type = "find_links"
url = "https://links.example/"
"#,
    );
    assert_eq!(world.index(), "https://mirror.example/simple");
    assert_eq!(world.extra(), "https://me:hunter2@own.example:8443/simple");
    assert_eq!(
        *world.settings().find_links,
        [Box::<str>::from("https://links.example/")]
    );
    assert_eq!(
        *world.settings().insecure_hosts,
        [Box::<str>::from("own.example:8443")]
    );
}

#[test]
fn what_is_wrong_with_them_ends_nothing() {
    let world = World::new()
        .file(
            PIPFILE,
            "[[source]]\nurl = \"nowhere\"\n[[source]]\nurl = \"https://${GONE}/\"\n",
        )
        .file(PYPROJECT, "[tool.poetry\n");
    assert_eq!(world.index(), "PyPI");
    insta::assert_snapshot!(world.notices(), @r"
    /srv/project/pyproject.toml:1: not TOML: unclosed table, expected `]`
      indexes it may name are not asked
    : /srv/project/Pipfile:1: `nowhere` is no address for index: it has no scheme such as `https://`
      write it as https://HOST/PATH, or a folder as ./FOLDER or file:///FOLDER, at /srv/project/Pipfile:1
    : /srv/project/Pipfile:3: the environment variable GONE in extra is not set
      set GONE in the environment that pyward runs in
    ");
}
