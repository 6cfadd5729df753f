use std::fmt::Write as _;

use proptest::prelude::*;
use pyward_target::Tree;

use super::*;

fn read(text: &str) -> Reading {
    let tree = Tree::memory(&[("a.cdx.json", text.as_bytes())]);
    CycloneDx.read(&Input::new(&tree, &tree.entries()[0].path, text.as_bytes()))
}

fn told(reading: &Reading) -> String {
    let mut told = String::new();
    for root in &reading.roots {
        let _ = writeln!(
            told,
            "root {} {:?} {}",
            root.requires.name, root.requires.version, root.scope
        );
    }
    for package in &reading.packages {
        let component = &package.component;
        let needs: Vec<String> = package
            .requires
            .iter()
            .map(|r| format!("{} {:?}", r.name, r.version))
            .collect();
        let _ = writeln!(
            told,
            "{} {} {:?} {:?} {:?}{}",
            component.purl(),
            component.locations[0],
            component.origin,
            component.scopes,
            component
                .hashes
                .iter()
                .map(|hash| &*hash.algorithm)
                .collect::<Vec<_>>(),
            if needs.is_empty() {
                String::new()
            } else {
                format!(" -> {}", needs.join(", "))
            }
        );
    }
    for notice in &reading.notices {
        let place = notice.location.as_ref().unwrap();
        let _ = writeln!(
            told,
            "{:?} {} {place}: {}",
            notice.weight,
            notice.kind.word(),
            notice.message
        );
    }
    told
}

const BILL: &str = r#"{
  "components": [
    {
      "bom-ref": "f", "type": "library", "name": "Flask", "version": "9",
      "purl": "pkg:pypi/Flask@3.0.0",
      "hashes": [{"alg": "SHA-256", "content": "AB"}, {"alg": "SHA3-256", "content": "cd"}],
      "components": [{"bom-ref": "w", "type": "library", "name": "w", "purl": "pkg:pypi/w@1"}]
    },
    {"bom-ref": "w2", "type": "library", "purl": "pkg:pypi/w@2", "scope": "excluded"},
    {"bom-ref": "n", "type": "library", "purl": "pkg:npm/%40a/b@1.0"},
    {"bom-ref": "v", "type": "library", "name": "v", "version": "4", "purl": "pkg:pypi/v",
     "properties": [{"name": "cdx:poetry:group", "value": "docs"}]},
    {"bom-ref": "f", "type": "library", "purl": "pkg:pypi/flask@1"},
    {"bom-ref": "u", "type": "library", "group": "g", "name": "unknown"},
    {"type": "operating-system", "name": "debian"},
    {"type": "library", "name": "x", "purl": "pypi/x"}
  ],
  "dependencies": [
    {"ref": "app", "dependsOn": ["f", "v", "u"]},
    {"ref": "f", "dependsOn": ["w2", "n", "nobody"]},
    {"ref": "ghost", "dependsOn": ["f"]}
  ],
  "metadata": {
    "component": {"bom-ref": "app", "type": "application", "name": "My_App", "version": "0.1"},
    "tools": {"components": [{"type": "library", "name": "cyclonedx-py", "purl": "pkg:pypi/cyclonedx-py@1"}]}
  },
  "bomFormat": "CycloneDX",
  "specVersion": "1.6"
}
"#;

#[test]
fn the_same_name_in_two_ecosystems_is_two_packages() {
    let bill = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
        {"bom-ref": "p", "type": "library", "name": "requests", "purl": "pkg:pypi/requests@2.0"},
        {"bom-ref": "n", "type": "library", "name": "requests", "version": "v2.0", "purl": "pkg:npm/requests"},
        {"bom-ref": "d", "type": "library", "name": "requests", "purl": "pkg:deb/debian/requests@2.0"},
        {"bom-ref": "a", "type": "library", "name": "a", "purl": "pkg:pypi/a@1"},
        {"bom-ref": "b", "type": "library", "name": "b", "purl": "pkg:npm/b@1.0.0"}
      ], "dependencies": [
        {"ref": "a", "dependsOn": ["p"]}, {"ref": "b", "dependsOn": ["n"]}
      ]}"#;
    let tree = Tree::memory(&[("bom.cdx.json", bill.as_bytes())]);
    let inventory = crate::read(&tree, &crate::Options::default());
    let purl = |id: pyward_model::ComponentId| inventory.component(id).purl().to_string();
    let edges: Vec<String> = inventory
        .edges
        .iter()
        .map(|edge| format!("{} {}", purl(edge.from), purl(edge.to)))
        .collect();
    assert_eq!(
        edges,
        [
            "pkg:pypi/a@1 pkg:pypi/requests@2.0",
            "pkg:npm/b@1.0.0 pkg:npm/requests@v2.0"
        ]
    );
    // A version is one of its ecosystem, wherever it is stated.
    let npm = inventory
        .components
        .iter()
        .find(|it| it.purl().as_str() == "pkg:npm/requests@v2.0");
    let version = npm.unwrap().version.as_ref().unwrap();
    assert_eq!(*version, npm.unwrap().ecosystem.version("2.0.0"));
    // Which of the others are matched depends on the data at hand; Debian's never are.
    let told: Vec<&str> = inventory
        .notices
        .iter()
        .map(|notice| notice.message.as_str())
        .collect();
    assert_eq!(
        told,
        ["1 component of another ecosystem is listed, not matched with advisories: deb 1"]
    );
}

#[test]
fn components_edges_and_what_is_odd() {
    let reading = read(BILL);
    insta::assert_snapshot!(told(&reading), @r#"
    root flask Some("3.0.0") main
    root v Some("4") group docs
    pkg:pypi/flask@3.0.0 a.cdx.json:3 Index {} ["sha256", "sha3-256"] -> w Some("1"), w Some("2"), @a/b Some("1.0")
    pkg:pypi/w@1 a.cdx.json:7 Index {} []
    pkg:pypi/w@2 a.cdx.json:9 Index {Dev} []
    pkg:npm/%40a/b@1.0 a.cdx.json:10 Index {} []
    pkg:pypi/v@4 a.cdx.json:11 Index {Group("docs")} []
    pkg:pypi/flask@1 a.cdx.json:13 Index {} []
    Gap unauditable a.cdx.json:14: 1 component has no package URL, so advisories cannot be asked about it: g/unknown
    Gap malformed a.cdx.json:16: 1 component is left out, its package URL cannot be read: pypi/x
    Info skipped a.cdx.json:15: 1 component is left out, being no package: debian
    Info conflict a.cdx.json:13: 1 component has the identifier of an earlier one, which counts: f
    Info malformed a.cdx.json:1: 2 dependencies speak of what is not listed: nobody, ghost
    "#);
    let project = &reading.projects[0];
    assert_eq!(project.name.as_ref().unwrap().as_str(), "my-app");
    assert_eq!(project.location.line, Some(24));
}

#[test]
fn truncated_documents_tell_what_they_hold() {
    let end = BILL.find("{\"bom-ref\": \"n\"").unwrap();
    insta::assert_snapshot!(told(&read(&BILL[..end])), @r#"
    pkg:pypi/flask@3.0.0 a.cdx.json:3 Index {} ["sha256", "sha3-256"] -> w Some("1")
    pkg:pypi/w@1 a.cdx.json:7 Index {} []
    pkg:pypi/w@2 a.cdx.json:9 Index {Dev} []
    Gap malformed a.cdx.json:10:5: it is not JSON: the document ends too early; what stands before that is audited
    "#);
}

#[test]
fn what_is_no_bill_is_told() {
    for (text, notice) in [
        (r#"{"spdxVersion": "SPDX-2.3"}"#, ""),
        (
            "{\"parts\": []}",
            "Info skipped a.cdx.json: it is not a CycloneDX document\n",
        ),
        (
            "<bom/>",
            "Info skipped a.cdx.json: it is not a CycloneDX document\n",
        ),
        (
            "{\"bomFormat\": \"CycloneDX\",\n\"specVersion\": \"2.0\"}",
            "Gap unknown-format-version a.cdx.json:2: CycloneDX version 2.0 is not known, it is read as 1.7\n",
        ),
        (
            "{\"bomFormat\": \"CycloneDX\"}",
            "Gap unknown-format-version a.cdx.json:1: CycloneDX version (none) is not known, it is read as 1.7\n",
        ),
        (
            "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.4\"}",
            "",
        ),
    ] {
        assert_eq!(told(&read(text)), notice, "{text}");
    }
}

#[test]
fn names_and_content_tell_it() {
    for (name, claimed) in [
        ("app.cdx.json", true),
        ("bom.json", true),
        ("x.sbom.json", true),
        ("package.json", false),
        ("x.cdx.xml", true),
    ] {
        let tree = Tree::memory(&[(name, b"")]);
        assert_eq!(CycloneDx.claims(&tree.entries()[0].path), claimed, "{name}");
    }
    assert!(CycloneDx.sniffs(b" {\"bomFormat\": "));
    assert!(!CycloneDx.sniffs(b"[\"bomFormat\"]"));
}

#[test]
fn components_may_be_many_and_deep() {
    let many: Vec<String> = (0..12_000)
        .map(|i| {
            format!("{{\"type\":\"library\",\"bom-ref\":\"{i}\",\"purl\":\"pkg:pypi/p{i}@1.{i}\"}}")
        })
        .collect();
    let reading = read(&format!(
        "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"components\":[{}]}}",
        many.join(",\n")
    ));
    assert_eq!((reading.packages.len(), reading.notices.len()), (12_000, 0));
    assert_eq!(
        reading.packages[11_999].component.locations[0].line,
        Some(12_000)
    );
    let deep = "{\"components\":[".repeat(100_000);
    assert!(told(&read(&deep)).contains("more than 128 objects and arrays inside one another"));
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        let tree = Tree::memory(&[("bom.json", &bytes)]);
        CycloneDx.read(&Input::new(&tree, &tree.entries()[0].path, &bytes));
    }

    #[test]
    fn any_end_and_any_change_is_read(at in 0..BILL.len(), with in "\\PC{0,3}", cut in any::<bool>()) {
        let rest = if cut { "" } else { &BILL[at..] };
        let reading = read(&format!("{}{with}{rest}", &BILL[..at]));
        prop_assert!(reading.packages.len() <= 7);
    }
}

fn read_xml(text: &str) -> Reading {
    let tree = Tree::memory(&[("a.cdx.xml", text.as_bytes())]);
    CycloneDx.read(&Input::new(&tree, &tree.entries()[0].path, text.as_bytes()))
}

#[test]
fn a_document_in_xml_says_what_one_in_json_says() {
    let xml = read_xml(
        "<?xml version=\"1.0\"?>
<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\" version=\"1\">
  <metadata><component type=\"application\" bom-ref=\"root\"><name>shop</name><version>1.0</version></component></metadata>
  <components>
    <component type=\"library\" bom-ref=\"f\">
      <name>Flask</name><version>9</version>
      <purl>pkg:pypi/flask@3.0?vcs_url=git%2Bhttps://host/r.git&amp;x=1</purl>
      <hashes><hash alg=\"SHA-256\">AB</hash></hashes>
      <properties><property name=\"cdx:poetry:group\">dev</property><property name=\"x\">y</property></properties>
      <pedigree><ancestors><component type=\"library\"><name>other</name><purl>pkg:pypi/never@1</purl></component></ancestors></pedigree>
      <components><component type=\"library\" bom-ref=\"w\"><name>w</name><purl><![CDATA[pkg:pypi/w@1]]></purl></component></components>
    </component>
    <component type=\"library\"><name>nameless</name></component>
  </components>
  <dependencies><dependency ref=\"root\"><dependency ref=\"f\"/></dependency><dependency ref=\"w\"/></dependencies>
</bom>
",
    );
    let json = read(
        r#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
  "metadata": {"component": {"type": "application", "bom-ref": "root", "name": "shop", "version": "1.0"}},
  "components": [

    {"type": "library", "bom-ref": "f", "name": "Flask", "version": "9", "purl": "pkg:pypi/flask@3.0?vcs_url=git%2Bhttps://host/r.git&x=1", "hashes": [{"alg": "SHA-256", "content": "AB"}], "properties": [{"name": "cdx:poetry:group", "value": "dev"}, {"name": "x", "value": "y"}],





     "components": [{"type": "library", "bom-ref": "w", "name": "w", "purl": "pkg:pypi/w@1"}]},

    {"type": "library", "name": "nameless"}],
  "dependencies": [{"ref": "root", "dependsOn": ["f"]}, {"ref": "w"}]}"#,
    );
    let json = told(&json).replace("a.cdx.json", "a.cdx.xml");
    assert_eq!(told(&xml), json);
    assert_eq!(xml.packages.len(), 2);
    assert_eq!(xml.projects.len(), 1);
}

#[test]
fn hostile_xml_is_refused_and_what_stands_before_is_kept() {
    let head = "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\"><components><component type=\"library\"><purl>pkg:pypi/a@1</purl></component>";
    let deep = format!("{head}{}", "<x>".repeat(200));
    let cases = [
        (
            "<!DOCTYPE bom [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><bom/>".to_owned(),
            0,
            "it declares a document type, which is not read",
        ),
        (
            format!("{head}<component><name>&xxe;</name>"),
            1,
            "it uses an entity, which is not expanded",
        ),
        (head.to_owned(), 1, "it ends too early"),
        (deep, 1, "more than 128 elements stand inside one another"),
    ];
    for (text, packages, problem) in cases {
        let reading = read_xml(&text);
        assert_eq!(reading.packages.len(), packages, "{text}");
        assert!(
            reading.notices[0].message.contains(problem),
            "{:?}",
            reading.notices
        );
    }
    let mismatched = read_xml(&format!("{head}</wrong>"));
    assert_eq!(mismatched.packages.len(), 1);
    assert_eq!(mismatched.notices[0].kind, NoticeKind::Malformed);
}

proptest! {
    #[test]
    fn any_xml_is_read(text in "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.[0-9]\">(</?(components|component|purl|name|hash|dependency)( (ref|alg|bom-ref)=\"a\")?/?>|pkg:pypi/a@1|&(amp|x|#3);|<!\\[CDATA\\[|\\]\\]>|\\PC){0,20}") {
        let _ = read_xml(&text);
    }
}
