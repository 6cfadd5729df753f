use proptest::prelude::*;
use pyward_model::Inventory;
use pyward_target::Tree;

use crate::{Options, read};

fn inventory(text: &str) -> Inventory {
    read(
        &Tree::memory(&[("conda-lock.yml", text.as_bytes())]),
        &Options::default(),
    )
}

const LOCK: &str = "version: 1
metadata:
  content_hash:
    linux-64: ab
  platforms:
  - linux-64
  - osx-arm64
package:
- name: openssl
  version: 3.0.1
  manager: conda
  platform: linux-64
  dependencies:
    ca-certificates: ''
  url: https://conda.anaconda.org/conda-forge/linux-64/openssl-3.0.1-h0.conda
  hash:
    md5: AA
    sha256: BB
  category: main
  optional: false
- name: flask
  version: 3.0.0
  manager: pip
  platform: linux-64
  dependencies:
    jinja2: '>=3.1.2'
  url: https://files.pythonhosted.org/packages/x/flask-3.0.0-py3-none-any.whl
  hash:
    sha256: cc
  category: main
  optional: false
- name: flask
  version: 3.0.0
  manager: pip
  platform: osx-arm64
  dependencies:
    jinja2: '>=3.1.2'
  url: https://files.pythonhosted.org/packages/x/flask-3.0.0-py3-none-any.whl
  hash:
    sha256: cc
  category: dev
  optional: true
- name: jinja2
  version: 3.1.2
  manager: pip
  platform: linux-64
  dependencies: {}
  url: https://own.example/jinja2-3.1.2-py3-none-any.whl
  hash:
    sha256: dd
";

#[test]
fn packages_of_both_managers_are_told_once_each() {
    let inventory = inventory(LOCK);
    let told: Vec<String> = inventory
        .components
        .iter()
        .map(|it| {
            let scopes: Vec<String> = it.scopes.iter().map(ToString::to_string).collect();
            let places: Vec<String> = it.locations.iter().map(ToString::to_string).collect();
            format!(
                "{} {:?} direct={} {} {} {}",
                it.purl(),
                it.origin,
                it.direct,
                scopes.join("+"),
                it.hashes.len(),
                places.join(" ")
            )
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    pkg:pypi/flask@3.0.0 Index direct=true main+dev 1 conda-lock.yml:21 conda-lock.yml:32
    pkg:pypi/jinja2@3.1.2 Url("https://own.example/jinja2-3.1.2-py3-none-any.whl") direct=false  1 conda-lock.yml:43
    pkg:conda/openssl@3.0.1 Index direct=true main 2 conda-lock.yml:9
    "#);
    assert_eq!(inventory.edges.len(), 1);
    let kinds: Vec<&str> = inventory.notices.iter().map(|it| it.kind.word()).collect();
    assert_eq!(kinds, ["unauditable", "unsupported"]);
}

#[test]
fn what_is_odd_is_told_and_the_rest_is_read() {
    let inventory = inventory(
        "version: 2\npackage:\n- version: 1\n- name: a\n  manager: pip\n- name: b\n  manager: pip\n  version: '1'\n",
    );
    let mut told: Vec<String> = inventory
        .notices
        .iter()
        .map(|notice| format!("{}: {}", notice.location.as_ref().unwrap(), notice.message))
        .collect();
    told.sort();
    assert_eq!(
        told,
        [
            "conda-lock.yml:1: its version is 2, 1 is known: it is read as if it were that",
            "conda-lock.yml:3: a package has no name",
            "conda-lock.yml:4: a has no version",
        ]
    );
    assert_eq!(inventory.components.len(), 2);
}

proptest! {
    #[test]
    fn any_bytes_are_read(text in "(package:\n|- name: [a-z]?\n|  (version|manager|url|hash|dependencies): ?(pip|1|\\{a: b\\})?\n|\\PC{0,9}\n){0,12}") {
        let _ = inventory(&text);
    }
}
