//! Each ecosystem by its names and its order of versions.

use pyward_model::MatchedBy;
use serde_json::{Value, json};

use crate::scene::{Scene, record};

#[track_caller]
fn check(record: &Value, ecosystem: &str, affected: &[&str], unaffected: &[&str]) {
    let id = record["id"].as_str().unwrap();
    let scene = Scene::new(&[ecosystem], std::slice::from_ref(record));
    for purl in affected {
        assert_eq!(scene.ids(purl), [id], "{purl} is affected");
    }
    for purl in unaffected {
        assert!(scene.ids(purl).is_empty(), "{purl} is not affected");
    }
}

#[test]
fn npm_is_matched_by_semantic_versions() {
    let events = json!([{"introduced": "0"}, {"fixed": "0.2.4"}, {"introduced": "1.0.0"}, {"fixed": "1.2.6"}]);
    check(
        &record("GHSA-xvch-5gv4-984h", "npm", "minimist", "SEMVER", &events),
        "npm",
        &[
            "pkg:npm/minimist@0.0.8",
            "pkg:npm/minimist@1.2.5",
            "pkg:npm/minimist@1.2.6-rc.1",
            "pkg:npm/minimist@1.0.0",
        ],
        &[
            "pkg:npm/minimist@0.2.4",
            "pkg:npm/minimist@1.2.6",
            "pkg:npm/minimist@1.2.10",
            "pkg:npm/%40x/minimist@1.2.5",
        ],
    );
    let events = json!([{"introduced": "0"}, {"last_affected": "12.0.0"}]);
    check(
        &record("GHSA-1", "npm", "@angular/core", "ECOSYSTEM", &events),
        "npm",
        &[
            "pkg:npm/%40angular/core@12.0.0",
            "pkg:npm/@angular/core@2.0.0-beta.1",
        ],
        &["pkg:npm/%40angular/core@12.0.1", "pkg:npm/core@12.0.0"],
    );
}

#[test]
fn crates_are_matched_by_semantic_versions_and_names_without_spelling() {
    let events = json!([{"introduced": "0.0.0-0"}, {"fixed": "0.2.23"}]);
    check(
        &record(
            "RUSTSEC-2020-0071",
            "crates.io",
            "time_core",
            "SEMVER",
            &events,
        ),
        "crates.io",
        &[
            "pkg:cargo/time_core@0.1.43",
            "pkg:cargo/time-core@0.2.22",
            "pkg:cargo/Time-Core@0.2.23-alpha",
        ],
        &["pkg:cargo/time_core@0.2.23", "pkg:cargo/time_core@0.10.0"],
    );
}

#[test]
fn go_versions_have_a_v_and_paths_no_case() {
    let events = json!([{"introduced": "0"}, {"fixed": "0.0.0-20220906165146-f3363e06e74c"}]);
    check(
        &record("GO-2022-0969", "Go", "golang.org/x/net", "SEMVER", &events),
        "Go",
        &["pkg:golang/golang.org/x/net@v0.0.0-20220722155237-a158d28d115b"],
        &[
            "pkg:golang/golang.org/x/net@v0.0.0-20220906165146-f3363e06e74c",
            "pkg:golang/golang.org/x/net@v0.7.0",
            "pkg:golang/golang.org/x/text@v0.0.0-20220722155237-a158d28d115b",
        ],
    );
    let events = json!([{"introduced": "0"}, {"fixed": "2.2.3"}]);
    check(
        &record(
            "GO-1",
            "Go",
            "github.com/BurntSushi/toml",
            "SEMVER",
            &events,
        ),
        "Go",
        &[
            "pkg:golang/github.com/burntsushi/toml@v2.2.2%2Bincompatible",
            "pkg:golang/github.com/BurntSushi/toml@2.2.2",
        ],
        &["pkg:golang/github.com/burntsushi/toml@v2.2.3%2Bincompatible"],
    );
    let events = json!([{"introduced": "1.21.0-0"}, {"fixed": "1.21.0-rc.3"}]);
    check(
        &record("GO-2", "Go", "stdlib", "SEMVER", &events),
        "Go",
        &["pkg:golang/stdlib@go1.21rc2", "pkg:golang/std@1.21rc2"],
        &["pkg:golang/stdlib@1.21rc3", "pkg:golang/stdlib@v1.20.8"],
    );
}

#[test]
fn gems_are_matched_in_the_order_of_rubygems() {
    let events = json!([{"introduced": "0"}, {"fixed": "2.0.9.1"}, {"introduced": "2.1"}, {"fixed": "2.1.4.1"}]);
    check(
        &record(
            "GHSA-hxqx-xwvh-44m2",
            "RubyGems",
            "rack",
            "ECOSYSTEM",
            &events,
        ),
        "RubyGems",
        &[
            "pkg:gem/rack@2.0.9",
            "pkg:gem/rack@2.1.4?platform=java",
            "pkg:gem/rack@2.1.0",
            "pkg:gem/rack@2.0.9.1.pre1",
        ],
        &[
            "pkg:gem/rack@2.0.9.1",
            "pkg:gem/rack@2.1.4.1",
            "pkg:gem/rack@2.1.0.rc1",
            "pkg:gem/Rack@2.0.9",
        ],
    );
}

#[test]
fn nuget_is_matched_without_case_and_with_four_numbers() {
    let events = json!([{"introduced": "0"}, {"fixed": "13.0.1"}]);
    check(
        &record(
            "GHSA-5crp-9r3c-p9vr",
            "NuGet",
            "Newtonsoft.Json",
            "ECOSYSTEM",
            &events,
        ),
        "NuGet",
        &[
            "pkg:nuget/Newtonsoft.Json@12.0.3",
            "pkg:nuget/newtonsoft.json@13.0.1-Beta1",
            "pkg:nuget/Newtonsoft.Json@13.0.0.9",
        ],
        &[
            "pkg:nuget/Newtonsoft.Json@13.0.1",
            "pkg:nuget/Newtonsoft.Json@13.0.1.0",
        ],
    );
}

#[test]
fn packagist_is_matched_in_the_order_of_composer() {
    let events = json!([{"introduced": "0"}, {"fixed": "1.9.1"}, {"introduced": "2.0.0-alpha1"}, {"fixed": "2.4.5"}]);
    check(
        &record(
            "GHSA-wxmh-65f7-jcvw",
            "Packagist",
            "guzzlehttp/psr7",
            "ECOSYSTEM",
            &events,
        ),
        "Packagist",
        &[
            "pkg:composer/guzzlehttp/psr7@1.9.0",
            "pkg:composer/GuzzleHTTP/psr7@v2.4.4",
            "pkg:composer/guzzlehttp/psr7@2.0.0-beta1",
        ],
        &[
            "pkg:composer/guzzlehttp/psr7@1.9.1",
            "pkg:composer/guzzlehttp/psr7@2.4.5.0",
            "pkg:composer/other/psr7@1.9.0",
        ],
    );
}

#[test]
fn maven_is_matched_by_group_and_artifact_in_its_order() {
    let events = json!([{"introduced": "2.0-beta9"}, {"fixed": "2.3.1"}, {"introduced": "2.13.0"}, {"fixed": "2.15.0"}]);
    check(
        &record(
            "GHSA-jfh8-c2jp-5v3q",
            "Maven",
            "org.apache.logging.log4j:log4j-core",
            "ECOSYSTEM",
            &events,
        ),
        "Maven",
        &[
            "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1",
            "pkg:maven/org.apache.logging.log4j/log4j-core@2.0-rc1",
            "pkg:maven/org.apache.logging.log4j/log4j-core@2.15.0-SNAPSHOT?type=jar",
        ],
        &[
            "pkg:maven/org.apache.logging.log4j/log4j-core@2.0-beta8",
            "pkg:maven/org.apache.logging.log4j/log4j-core@2.15.0",
            "pkg:maven/org.apache.logging.log4j/log4j-api@2.14.1",
        ],
    );
}

#[test]
fn hex_pub_and_swift_are_matched_by_semantic_versions() {
    let events = json!([{"introduced": "1.0.0"}, {"fixed": "1.4.2"}]);
    check(
        &record("GHSA-1", "Hex", "Phoenix", "SEMVER", &events),
        "Hex",
        &["pkg:hex/phoenix@1.4.1"],
        &["pkg:hex/phoenix@1.4.2", "pkg:hex/acme/phoenix@1.4.1"],
    );
    check(
        &record(
            "GHSA-2",
            "Pub",
            "http",
            "ECOSYSTEM",
            &json!([{"introduced": "0"}, {"fixed": "0.13.3+1"}]),
        ),
        "Pub",
        &["pkg:pub/http@0.13.3"],
        &["pkg:pub/http@0.13.3+1", "pkg:pub/http@0.13.4"],
    );
    check(
        &record(
            "GHSA-3",
            "SwiftURL",
            "https://github.com/Alamofire/Alamofire.git",
            "SEMVER",
            &events,
        ),
        "SwiftURL",
        &["pkg:swift/github.com/Alamofire/Alamofire@1.4.1"],
        &[
            "pkg:swift/github.com/Alamofire/Alamofire@1.4.2",
            "pkg:swift/example.org/Alamofire/Alamofire@1.4.1",
        ],
    );
}

#[test]
fn limits_and_enumerated_versions_count_as_they_do_for_pypi() {
    let mut one = record(
        "GHSA-1",
        "npm",
        "demo",
        "SEMVER",
        &json!([{"introduced": "1.0.0"}, {"limit": "1.5.0"}]),
    );
    one["affected"][0]["versions"] = json!(["3.0.0", "next"]);
    check(
        &one,
        "npm",
        &[
            "pkg:npm/demo@1.4.9",
            "pkg:npm/demo@3.0.0%2Bbuild",
            "pkg:npm/demo@next",
        ],
        &["pkg:npm/demo@1.5.0", "pkg:npm/demo@3.0.1"],
    );
    let facts = Scene::new(&["npm"], &[one]).ask(&["pkg:npm/demo@next", "pkg:npm/demo@latest"]);
    assert_eq!(facts.matches[0].matched_by, MatchedBy::Text);
    assert_eq!(facts.unauditable.len(), 1);
    let told: Vec<&str> = facts
        .notices
        .iter()
        .map(|notice| notice.message.as_str())
        .collect();
    assert!(
        told[0].contains("is not a semantic version and cannot be compared"),
        "{told:?}"
    );
}

#[test]
fn the_fix_is_chosen_in_the_order_of_the_ecosystem() {
    let records = [
        record(
            "GHSA-1",
            "npm",
            "demo",
            "SEMVER",
            &json!([{"introduced": "0"}, {"fixed": "1.9.0"}, {"introduced": "2.0.0"}, {"fixed": "2.1.0-rc.1"}]),
        ),
        record(
            "GHSA-2",
            "npm",
            "demo",
            "SEMVER",
            &json!([{"introduced": "0"}, {"fixed": "1.10.0"}]),
        ),
    ];
    let scene = Scene::new(&["npm"], &records);
    let facts = scene.ask(&["pkg:npm/demo@1.2.0", "pkg:npm/demo@2.0.1"]);
    let fixes: Vec<String> = facts
        .matches
        .iter()
        .map(|found| {
            let fix = found.fix.as_ref().unwrap();
            format!("{} {} {:?}", found.group.id, fix.version, fix.clears_all)
        })
        .collect();
    assert_eq!(
        fixes,
        [
            "GHSA-1 1.9.0 Some(\"1.10.0\")",
            "GHSA-2 1.10.0 Some(\"1.10.0\")",
            "GHSA-1 2.1.0-rc.1 Some(\"2.1.0-rc.1\")",
        ]
    );
}
