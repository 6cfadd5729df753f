use proptest::prelude::*;
use pyward_model::Inventory;
use pyward_target::Tree;

use crate::{Options, read};

fn inventory(name: &str, text: &str) -> Inventory {
    read(
        &Tree::memory(&[(name, text.as_bytes())]),
        &Options::default(),
    )
}

fn told(inventory: &Inventory) -> String {
    let components = inventory.components.iter().map(|it| {
        let asked = it.requirement.as_deref().unwrap_or("-");
        format!("{} {asked} {}", it.purl(), it.locations[0])
    });
    let notices = inventory.notices.iter().map(|notice| {
        let place = notice.location.as_ref().map(ToString::to_string);
        format!("{}: {}", place.unwrap_or_default(), notice.message)
    });
    components.chain(notices).collect::<Vec<_>>().join("\n")
}

#[test]
fn requirements_of_pip_are_audited_and_packages_of_conda_listed() {
    let inventory = inventory(
        "environment.yml",
        "name: shop\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.11\n  - conda-forge::numpy=1.26.4=py311_0\n  - openssl==3.0.1\n  - pip\n  - pip:\n      - jinja2==3.1.2\n      - 'requests[socks]>=2.31'\n      - -r more.txt\n      - six @ https://me:pw@host/six-1.0.tar.gz\n      - ???\n  - {x: 1}\nprefix: /opt/env\n",
    );
    insta::assert_snapshot!(told(&inventory), @"
    pkg:pypi/jinja2@3.1.2 - environment.yml:10
    pkg:pypi/requests >=2.31 environment.yml:11
    pkg:pypi/six  environment.yml:13
    pkg:conda/numpy@1.26.4 - environment.yml:6
    pkg:conda/openssl@3.0.1 - environment.yml:7
    environment.yml:14: `???` is no requirement: expected a package name at column 1
    environment.yml:15: it is not a dependency
    environment.yml: 1 requirement names no single version: requests>=2.31
    environment.yml:13: six comes from a file at https://host/six-1.0.tar.gz and states no version: advisories cannot be asked about it
    environment.yml:12: `-r more.txt` is an option of pip, which is not followed here
    environment.yml: packages of conda without an exact version are not listed: python, pip
    environment.yml: 2 packages of conda are listed, not matched with advisories, which speak of releases on PyPI
    ");
}

#[test]
fn names_of_conda_files_are_claimed() {
    for (name, claimed) in [
        ("environment.yml", true),
        ("environment-dev.yaml", true),
        ("ci/test-environment.yml", true),
        ("environments.yml", false),
        ("docker-compose.yml", false),
        ("myenvironment.yml", false),
    ] {
        let inventory = inventory(name, "dependencies:\n  - pip:\n    - a==1\n");
        assert_eq!(inventory.components.len(), usize::from(claimed), "{name}");
    }
}

#[test]
fn half_a_file_is_read_and_told() {
    let inventory = inventory(
        "environment.yml",
        "dependencies:\n  - pip:\n    - a==1\n    - b: [\n",
    );
    assert_eq!(inventory.components.len(), 1);
    assert!(inventory.notices[0].message.starts_with("it is not YAML"));
}

proptest! {
    #[test]
    fn any_bytes_are_read(text in "(dependencies:\n|  - pip:\n|    - [a-z=<>!@ ]{0,9}\n|  - [a-z=:\\[\\]]{0,9}\n|\\PC{0,9}\n){0,9}") {
        let _ = inventory("environment.yml", &text);
    }
}
