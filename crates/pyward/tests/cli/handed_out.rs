//! Inputs of every kind, as their own tools make them.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::harness::{findings, folder, put, pyward, root, text};
use crate::wheels::{wheels, with_wheels};

fn audit(targets: &[&str]) -> Value {
    let start = ["vulns", "--data", "builtin", "--format", "json"];
    pyward(&[&start, targets].concat()).json()
}

fn purls(report: &Value) -> BTreeSet<String> {
    let components = report["components"].as_array().unwrap().iter();
    components
        .map(|it| it["purl"].as_str().unwrap().to_owned())
        .filter(|purl| purl.starts_with("pkg:pypi/"))
        .collect()
}

/// The same project, locked by each tool. uv, Poetry, PDM, Pipenv and cyclonedx-py wrote these themselves; conda-lock's and
/// conda's forms are of the same versions.
const LOCKS: [&str; 9] = [
    "uv",
    "poetry",
    "pdm",
    "pipenv",
    "pylock",
    "requirements",
    "conda",
    "conda-environment",
    "sbom",
];

#[test]
fn one_project_has_the_same_findings_in_every_lock() {
    let shop = root().join("crates/pyward/tests/fixtures/shop");
    let read = |name: &str| audit(&[shop.join(name).to_str().unwrap()]);
    let expected = read("uv");
    assert_eq!(findings(&expected), ["h11 0.14.0 GHSA-vqfr-h8mv-ghfj"]);
    for name in LOCKS.into_iter().chain(["sbom-xml"]) {
        let report = read(name);
        assert_eq!(findings(&report), findings(&expected), "{name}");
        let known: BTreeSet<String> = purls(&report)
            .into_iter()
            // What installs the others is in the environment and in no lock; a marker of Poetry's names what others leave out.
            .filter(|purl| !purl.contains("/shop@") && !purl.contains("/pip@"))
            .collect();
        assert_eq!(known, purls(&expected), "{name}");
    }
}

/// A project with an extra, a group, a marker and flaws in all of them, locked by each tool itself: uv, Poetry, PDM,
/// Pipenv, pip (`pip lock`), and what uv exports.
const DEPOTS: [&str; 7] = [
    "uv",
    "poetry",
    "pdm",
    "pipenv",
    "pip-lock",
    "uv-export",
    "requirements",
];

#[test]
fn extras_groups_and_markers_have_the_same_findings_in_every_lock() {
    let depot = root().join("crates/pyward/tests/fixtures/depot");
    let read = |name: &str| audit(&[depot.join(name).to_str().unwrap()]);
    let expected = read("uv");
    let of_uv = findings(&expected);
    assert_eq!(of_uv.len(), 14, "{of_uv:?}");
    let packages: BTreeSet<&str> = of_uv.iter().filter_map(|it| it.split(' ').next()).collect();
    let affected = ["h11", "h2", "idna", "pytest", "tqdm", "urllib3"];
    assert_eq!(packages, BTreeSet::from(affected));
    for name in DEPOTS {
        let report = read(name);
        assert_eq!(findings(&report), of_uv, "{name}");
        // colorama is for Windows alone: Pipenv and pip lock for the platform they run on.
        let platform = |purl: &String| !purl.contains("/colorama@");
        let known: BTreeSet<String> = purls(&report).into_iter().filter(platform).collect();
        let of_uv = purls(&expected).into_iter().filter(platform);
        assert_eq!(known, of_uv.collect(), "{name}");
    }
}

#[test]
fn locks_that_say_what_packages_are_for_agree_about_it() {
    let depot = root().join("crates/pyward/tests/fixtures/depot");
    let scopes = |name: &str| -> Vec<String> {
        let report = audit(&[depot.join(name).to_str().unwrap()]);
        let components = report["components"].as_array().unwrap().iter();
        components
            .filter(|it| it["name"] != "colorama")
            .map(|it| format!("{} {} {}", it["name"], it["scope"], it["scopes"]))
            .collect()
    };
    let expected = scopes("uv");
    assert!(
        expected.contains(&"\"hpack\" \"extra web\" null".to_owned()),
        "{expected:?}"
    );
    for name in ["poetry", "pdm"] {
        assert_eq!(scopes(name), expected, "{name}");
    }
    // Pipenv knows no extras of a project; what stands in its place is a category.
    let pipenv: Vec<String> = scopes("pipenv");
    let pipenv: Vec<String> = pipenv
        .iter()
        .map(|it| it.replace("group web", "extra web"))
        .collect();
    assert_eq!(pipenv, expected);
}

#[test]
fn a_folder_of_wheels_is_audited_and_what_it_lacks_is_told() {
    let folder = wheels(&[
        ("shop", "1.0", &["jinja2>=3", "click"]),
        ("jinja2", "3.1.5", &[]),
    ]);
    let report = audit(&[folder.path().to_str().unwrap()]);
    assert_eq!(findings(&report), ["jinja2 3.1.5 GHSA-cpwx-vrp4-4pq7"]);
    let told = report["notices"].as_array().unwrap().iter();
    let told: Vec<&str> = told.filter_map(|it| it["message"].as_str()).collect();
    assert!(
        told.iter()
            .any(|it| it.contains("names no single version: click")),
        "{told:?}"
    );
    let wheel = folder.path().join("jinja2-3.1.5-py3-none-any.whl");
    let report = audit(&[wheel.to_str().unwrap()]);
    assert_eq!(findings(&report), ["jinja2 3.1.5 GHSA-cpwx-vrp4-4pq7"]);
}

#[test]
fn several_targets_are_one_report() {
    let top = folder(&[
        ("api/requirements.txt", "jinja2==3.1.5\n"),
        ("web/requirements.txt", "jinja2==3.1.5\nsix==1.16.0\n"),
    ]);
    let report = pyward(&[
        "vulns", "--data", "builtin", "--format", "json", "api", "web", "api",
    ])
    .within(top.path())
    .json();
    assert_eq!(findings(&report), ["jinja2 3.1.5 GHSA-cpwx-vrp4-4pq7"]);
    let targets = report["targets"].as_array().unwrap();
    assert_eq!(targets.len(), 2);
    let places = report["findings"][0]["locations"].as_array().unwrap();
    let places: Vec<&str> = places.iter().filter_map(|it| it["path"].as_str()).collect();
    assert_eq!(places, ["api/requirements.txt", "web/requirements.txt"]);
    assert_eq!(report["components"].as_array().unwrap().len(), 2);
}

fn metadata(name: &str, version: &str) -> String {
    format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
}

#[test]
fn copies_inside_of_pip_are_told_and_block_nothing() {
    let packages = "venv/lib/python3.12/site-packages";
    let top = folder(&[
        ("venv/pyvenv.cfg", "home = /usr\n"),
        (
            &format!("{packages}/pip-26.9.dist-info/METADATA"),
            &metadata("pip", "26.9"),
        ),
        (
            &format!("{packages}/pip/_vendor/vendor.txt"),
            "urllib3==1.26.20\n",
        ),
    ]);
    let run = |more: &[&str]| {
        let start = ["vulns", "--data", "builtin"];
        pyward(&[&start, more, &["venv"]].concat()).within(top.path())
    };
    let human = run(&[]).run();
    assert_eq!(human.code, 0, "{human:?}");
    assert!(human.out.contains("vendored by pip 26.9"), "{human:?}");
    assert!(
        human.out.contains("it is a copy inside of pip 26.9"),
        "{human:?}"
    );
    let report = run(&["--format", "json"]).json();
    assert!(!report["findings"].as_array().unwrap().is_empty());
    let message = report["findings"][0]["message"].as_str().unwrap();
    assert!(
        message.starts_with("urllib3 1.26.20 (vendored by pip 26.9) is affected by"),
        "{message}"
    );
    put(
        top.path(),
        "pyward.toml",
        b"[gate.scopes]\nvendored = \"block\"\n",
    );
    assert_eq!(run(&["--config", "pyward.toml"]).run().code, 1);
}

fn tool(top: &Path, folder: &str, name: &str, receipt: (&str, &str)) {
    let packages = format!("{folder}/{name}/lib/python3.12/site-packages");
    for (path, text) in [
        (
            format!("{folder}/{name}/pyvenv.cfg"),
            "home = /usr\n".to_owned(),
        ),
        (
            format!("{folder}/{name}/{}", receipt.0),
            receipt.1.to_owned(),
        ),
        (
            format!("{packages}/{name}-1.0.dist-info/METADATA"),
            metadata(name, "1.0") + "Requires-Dist: jinja2\n",
        ),
        (
            format!("{packages}/jinja2-3.1.5.dist-info/METADATA"),
            metadata("jinja2", "3.1.5"),
        ),
        // No code of an installed tool is the project's.
        (
            format!("{packages}/{name}.py"),
            "eval(input())\n".to_owned(),
        ),
    ] {
        put(top, &path, text.as_bytes());
    }
}

#[test]
fn tools_of_pipx_and_uv_are_found_where_they_are_kept() {
    let top = folder(&[]);
    let pipx = r#"{"main_package": {"package": "shoptool"}, "injected_packages": {}}"#;
    tool(
        top.path(),
        "pipx/venvs",
        "shoptool",
        ("pipx_metadata.json", pipx),
    );
    let uv = "[tool]\nrequirements = [{ name = \"uvshop\" }]\n";
    tool(top.path(), "tools", "uvshop", ("uv-receipt.toml", uv));
    for (kind, name, value, tool) in [
        ("pipx", "PIPX_HOME", "pipx", "shoptool"),
        ("uv-tool", "UV_TOOL_DIR", "tools", "uvshop"),
    ] {
        let report = pyward(&[
            "audit", "--data", "builtin", "--format", "json", "--as", kind,
        ])
        .within(top.path())
        .env(name, top.path().join(value))
        .json();
        assert_eq!(findings(&report), ["jinja2 3.1.5 GHSA-cpwx-vrp4-4pq7"]);
        let finding = &report["findings"][0];
        let place = finding["locations"][0]["path"].as_str().unwrap();
        assert!(place.starts_with(&format!("{tool}/lib/")), "{place}");
        let components = report["components"].as_array().unwrap().iter();
        let direct: Vec<&str> = components
            .filter(|it| it["direct"] == true)
            .filter_map(|it| it["name"].as_str())
            .collect();
        assert_eq!(direct, [tool]);
    }
    let run = pyward(&["audit", "--as", "pipx"]).run();
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("no installed tools are at"), "{run:?}");
    // The folder that pipx calls its home holds more than the tools.
    put(top.path(), "pipx/shared/pyvenv.cfg", b"home = /usr\n");
    let report = audit(&[top.path().join("pipx").to_str().unwrap()]);
    assert_eq!(findings(&report), ["jinja2 3.1.5 GHSA-cpwx-vrp4-4pq7"]);
}

#[test]
fn a_setup_script_is_read_and_never_run() {
    let top = folder(&[(
        "setup.py",
        "import os\nos.mkdir('ran')\nfrom setuptools import setup\nsetup(name='shop', install_requires=['jinja2==3.1.5', 'x' + os.name])\n",
    )]);
    let report = audit(&[top.path().to_str().unwrap()]);
    assert_eq!(findings(&report), ["jinja2 3.1.5 GHSA-cpwx-vrp4-4pq7"]);
    let place = &report["findings"][0]["locations"][0];
    assert_eq!(
        (&place["path"], &place["line"]),
        (&"setup.py".into(), &4.into())
    );
    assert!(!top.path().join("ran").exists());
    let told = report["notices"].as_array().unwrap().iter();
    let told: Vec<&str> = told.filter_map(|it| it["message"].as_str()).collect();
    assert!(
        told.iter()
            .any(|it| it.contains("is computed when it runs")),
        "{told:?}"
    );
}

#[test]
fn archives_that_are_traps_are_told_and_the_rest_goes_on() {
    let top = folder(&[("requirements.txt", "jinja2==3.1.5\n")]);
    put(
        top.path(),
        "bad-1.0-py3-none-any.whl",
        b"PK\x03\x04 and no more",
    );
    put(top.path(), "worse-1.0.tar.gz", b"\x1f\x8b\x08 no");
    let report = audit(&[top.path().to_str().unwrap()]);
    assert_eq!(findings(&report), ["jinja2 3.1.5 GHSA-cpwx-vrp4-4pq7"]);
    assert_eq!(report["verdict"]["exit_code"], 1);
    assert!(purls(&report).contains("pkg:pypi/bad@1.0"));
    let told = report["notices"].as_array().unwrap().iter();
    let told: Vec<&str> = told.filter_map(|it| it["message"].as_str()).collect();
    assert!(
        told.iter().any(|it| it.contains("neither a zip nor a tar")),
        "{told:?}"
    );
    assert!(
        told.iter().any(|it| it.contains("the archive is broken")),
        "{told:?}"
    );
}

#[test]
fn a_setup_script_is_left_to_its_owner_and_that_is_told() {
    const SETUP: &str =
        "from setuptools import setup\nsetup(name='shop', install_requires=['jinja2==3.1.2'])\n";
    let project = folder(&[("setup.py", SETUP)]);
    let shelf = wheels(&[("jinja2", "3.1.2", &[]), ("jinja2", "3.1.6", &[])]);
    let run = with_wheels(&["fix", "--data", "builtin"], project.path(), shelf.path()).run();
    assert_ne!(run.code, 0, "{run:?}");
    assert!(
        run.out
            .contains("setup.py: it is not edited: write jinja2 into it by hand"),
        "{run:?}"
    );
    assert_eq!(text(&project.path().join("setup.py")), SETUP);
}
