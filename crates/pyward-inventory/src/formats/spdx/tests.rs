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
        let scopes: Vec<String> = it.scopes.iter().map(ToString::to_string).collect();
        format!(
            "{} direct={} [{}] {}",
            it.purl(),
            it.direct,
            scopes.join(" "),
            it.hashes.len()
        )
    });
    let edges = inventory.edges.iter().map(|edge| {
        let name = |id| inventory.component(id).name.to_string();
        format!("{} -> {}", name(edge.from), name(edge.to))
    });
    let notices = inventory.notices.iter().map(|notice| {
        let place = notice.location.as_ref().map(ToString::to_string);
        format!("{}: {}", place.unwrap_or_default(), notice.message)
    });
    components
        .chain(edges)
        .chain(notices)
        .collect::<Vec<_>>()
        .join("\n")
}

const JSON: &str = r#"{
  "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "shop",
  "packages": [
    {"SPDXID": "SPDXRef-shop", "name": "shop", "versionInfo": "1.0", "primaryPackagePurpose": "APPLICATION"},
    {"SPDXID": "SPDXRef-flask", "name": "Flask", "versionInfo": "3.0",
     "checksums": [{"algorithm": "SHA256", "checksumValue": "AB"}],
     "externalRefs": [{"referenceCategory": "SECURITY", "referenceType": "cpe23Type", "referenceLocator": "cpe:x"},
       {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:pypi/flask@3.0"}]},
    {"SPDXID": "SPDXRef-jinja2", "name": "Jinja2", "versionInfo": "3.1.2",
     "externalRefs": [{"referenceType": "purl", "referenceLocator": "pkg:pypi/jinja2"}]},
    {"SPDXID": "SPDXRef-pytest", "name": "pytest", "versionInfo": "8",
     "externalRefs": [{"referenceType": "purl", "referenceLocator": "pkg:pypi/pytest@8"}]},
    {"SPDXID": "SPDXRef-left-pad", "name": "left-pad",
     "externalRefs": [{"referenceType": "purl", "referenceLocator": "pkg:npm/left-pad@1"}]},
    {"SPDXID": "SPDXRef-unknown", "name": "unknown", "versionInfo": "NOASSERTION"}
  ],
  "relationships": [
    {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-shop"},
    {"spdxElementId": "SPDXRef-shop", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "SPDXRef-flask"},
    {"spdxElementId": "SPDXRef-jinja2", "relationshipType": "DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-flask"},
    {"spdxElementId": "SPDXRef-pytest", "relationshipType": "DEV_DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-shop"}
  ]
}"#;

const TOLD: &str = "pkg:pypi/flask@3.0 direct=true [main] 1
pkg:pypi/jinja2@3.1.2 direct=false [main] 0
pkg:pypi/pytest@8 direct=true [dev] 0
pkg:npm/left-pad@1 direct=false [] 0
flask -> jinja2";

#[test]
fn a_document_in_json_is_read() {
    let inventory = inventory("shop.spdx.json", JSON);
    let told = told(&inventory);
    assert!(told.starts_with(TOLD), "{told}");
    insta::assert_snapshot!(told.trim_start_matches(TOLD), @"

    shop.spdx.json:15: 1 component has no package URL, so advisories cannot be asked about it: unknown
    ");
    assert_eq!(
        inventory.projects[0].name.as_ref().unwrap().as_str(),
        "shop"
    );
}

const TAGS: &str = "SPDXVersion: SPDX-2.2
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
# a comment: with a colon
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-shop

PackageName: shop
SPDXID: SPDXRef-shop
PrimaryPackagePurpose: APPLICATION
PackageComment: <text>one
PackageName: not a package
</text>

PackageName: Flask
SPDXID: SPDXRef-flask
PackageVersion: 3.0
PackageChecksum: SHA256: AB
ExternalRef: PACKAGE-MANAGER purl pkg:pypi/flask@3.0
Relationship: SPDXRef-shop DEPENDS_ON SPDXRef-flask

PackageName: Jinja2
SPDXID: SPDXRef-jinja2
PackageVersion: 3.1.2
ExternalRef: PACKAGE-MANAGER purl pkg:pypi/jinja2
Relationship: SPDXRef-jinja2 DEPENDENCY_OF SPDXRef-flask

PackageName: pytest
SPDXID: SPDXRef-pytest
ExternalRef: PACKAGE_MANAGER purl pkg:pypi/pytest@8
Relationship: SPDXRef-pytest DEV_DEPENDENCY_OF SPDXRef-shop

PackageName: left-pad
SPDXID: SPDXRef-left-pad
ExternalRef: PACKAGE-MANAGER purl pkg:npm/left-pad@1

FileName: ./x
SPDXID: SPDXRef-file
";

#[test]
fn tags_and_values_say_the_same() {
    let told = told(&inventory("shop.spdx", TAGS));
    assert!(told.starts_with(TOLD), "{told}");
    assert_eq!(told.lines().count(), TOLD.lines().count(), "{told}");
}

#[test]
fn what_is_named_like_another_document_is_read_all_the_same() {
    assert_eq!(inventory("bom.json", JSON).components.len(), 4);
}

#[test]
fn what_is_odd_is_told() {
    for (text, message) in [
        ("{}", "it is not an SPDX document"),
        (
            r#"{"spdxVersion": "SPDX-9"}"#,
            "SPDX version SPDX-9 is not known, it is read as SPDX-2.3",
        ),
        (
            r#"{"@context": "x", "@graph": []}"#,
            "it is an SPDX document of version 3, which is not read",
        ),
        (
            r#"{"spdxVersion": "SPDX-2.3", "packages": [{"#,
            "it is not JSON: the document ends too early; what stands before that is audited",
        ),
    ] {
        let inventory = inventory("a.spdx.json", text);
        assert!(
            inventory
                .notices
                .iter()
                .any(|notice| notice.message == message),
            "{:?}",
            inventory.notices
        );
    }
    let cut = JSON
        .split_once("{\"SPDXID\": \"SPDXRef-pytest\"")
        .unwrap()
        .0;
    assert_eq!(inventory("a.spdx.json", cut).components.len(), 2);
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let tree = Tree::memory(&[("a.spdx", &bytes), ("b.spdx.json", &bytes)]);
        let _ = read(&tree, &Options::default());
    }

    #[test]
    fn any_tags_are_read(text in "((PackageName|SPDXID|Relationship|ExternalRef|PackageChecksum): ?[a-zA-Z:/ <>]{0,12}\n|\\PC{0,9}\n){0,12}") {
        let _ = inventory("a.spdx", &text);
    }

    #[test]
    fn any_end_is_survived(at in 0_usize..1800) {
        let cut: String = JSON.chars().take(at).collect();
        let _ = inventory("a.spdx.json", &cut);
    }
}
