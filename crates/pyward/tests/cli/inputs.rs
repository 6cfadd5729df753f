//! What can be audited, and how it is told apart.

use serde_json::Value;

use crate::harness::{findings, folder, put, pyward};

fn audit(target: &str) -> Value {
    pyward(&["audit", "--data", "builtin", "--format", "json", target]).json()
}

fn notices<'a>(report: &'a Value, kind: &str) -> Vec<&'a str> {
    let all = report["notices"].as_array().unwrap().iter();
    all.filter(|notice| notice["kind"] == kind)
        .filter_map(|notice| notice["message"].as_str())
        .collect()
}

#[test]
fn standard_input_is_read_as_requirements() {
    let report = pyward(&["audit", "--data", "builtin", "--format", "json", "-"])
        .stdin(b"jinja2==3.1.5\nsix==1.16.0\n")
        .json();
    assert_eq!(findings(&report), ["jinja2 3.1.5 GHSA-cpwx-vrp4-4pq7"]);
    assert_eq!(report["targets"][0]["kind"], "stdin");
}

#[test]
fn standard_input_may_be_a_lock_or_an_sbom() {
    let lock = "version = 1\n\n[[package]]\nname = \"jinja2\"\nversion = \"3.1.5\"\nsource = { registry = \"https://pypi.org/simple\" }\n";
    let sbom = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"jinja2","version":"3.1.5","purl":"pkg:pypi/jinja2@3.1.5"}]}"#;
    for text in [lock, sbom] {
        let report = pyward(&["audit", "--data", "builtin", "--format", "json", "-"])
            .stdin(text.as_bytes())
            .json();
        assert_eq!(
            findings(&report),
            ["jinja2 3.1.5 GHSA-cpwx-vrp4-4pq7"],
            "{text}"
        );
    }
}

#[test]
fn an_sbom_with_many_versions_of_one_package_is_audited_version_by_version() {
    let versions = [
        "2.10", "2.11.3", "3.1.2", "3.1.3", "3.1.4", "3.1.5", "3.1.6",
    ];
    let components: Vec<String> = versions
        .iter()
        .map(|version| format!(r#"{{"type":"library","name":"jinja2","version":"{version}","purl":"pkg:pypi/jinja2@{version}"}}"#))
        .collect();
    let sbom = format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{}]}}"#,
        components.join(",")
    );
    let target = folder(&[("bom.cdx.json", &sbom)]);
    let report = audit(target.path().join("bom.cdx.json").to_str().unwrap());
    assert_eq!(
        report["components"].as_array().unwrap().len(),
        versions.len()
    );
    let count = |version: &str| {
        findings(&report)
            .iter()
            .filter(|finding| finding.starts_with(&format!("jinja2 {version} ")))
            .count()
    };
    assert_eq!(count("3.1.2"), 5);
    assert_eq!(count("3.1.5"), 1);
    assert_eq!(count("3.1.6"), 0);
    assert!(count("2.10") > 5);
}

#[test]
fn a_lock_covers_the_manifest_beside_it() {
    let target = folder(&[
        (
            "pyproject.toml",
            "[project]\nname = \"shop\"\nversion = \"1\"\ndependencies = [\"jinja2>=3\"]\n",
        ),
        (
            "uv.lock",
            "version = 1\n\n[[package]]\nname = \"shop\"\nversion = \"1\"\nsource = { editable = \".\" }\ndependencies = [{ name = \"jinja2\" }]\n\n[[package]]\nname = \"jinja2\"\nversion = \"3.1.5\"\nsource = { registry = \"https://pypi.org/simple\" }\n",
        ),
    ]);
    let report = audit(target.path().to_str().unwrap());
    let components = report["components"].as_array().unwrap();
    assert_eq!(components.len(), 1, "{components:?}");
    let locations: Vec<String> = components[0]["locations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|at| format!("{}:{}", at["path"].as_str().unwrap(), at["line"]))
        .collect();
    assert_eq!(locations, ["pyproject.toml:4", "uv.lock:10"]);
    assert!(notices(&report, "unlocked").is_empty());
}

#[test]
fn a_manifest_without_a_lock_is_told_not_guessed() {
    let target = folder(&[(
        "pyproject.toml",
        "[project]\nname = \"shop\"\ndependencies = [\"jinja2>=3\", \"flask\"]\n",
    )]);
    let run = pyward(&[
        "audit",
        "--data",
        "builtin",
        "--format",
        "json",
        target.path().to_str().unwrap(),
    ])
    .run();
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert!(findings(&report).is_empty());
    assert_eq!(
        notices(&report, "unlocked"),
        ["no lock file pins what it declares: flask, jinja2>=3"]
    );
    assert_eq!(run.code, 3, "nothing could be checked: {run:?}");
    let strict = pyward(&[
        "audit",
        "--data",
        "builtin",
        "--strict",
        target.path().to_str().unwrap(),
    ])
    .run();
    assert_eq!(strict.code, 3, "{strict:?}");
}

#[test]
fn an_empty_folder_is_not_a_clean_bill() {
    let target = folder(&[("README.md", "nothing here")]);
    let run = pyward(&[
        "audit",
        "--data",
        "builtin",
        target.path().to_str().unwrap(),
    ])
    .run();
    assert!(run.out.contains("no dependencies were found"), "{run:?}");
    assert!(!run.out.contains("No known vulnerabilities"), "{run:?}");
    assert_eq!(run.code, 3, "{run:?}");
}

#[test]
fn environments_are_left_out_and_named_unless_asked_for() {
    let metadata = "Metadata-Version: 2.1\nName: jinja2\nVersion: 3.1.5\n\n";
    let target = folder(&[
        ("requirements.txt", "six==1.16.0\n"),
        (".venv/pyvenv.cfg", "home = /usr/bin\n"),
        (
            ".venv/lib/python3.12/site-packages/jinja2-3.1.5.dist-info/METADATA",
            metadata,
        ),
    ]);
    let path = target.path().to_str().unwrap();
    let report = audit(path);
    assert!(findings(&report).is_empty());
    let inside = pyward(&[
        "audit",
        "--data",
        "builtin",
        "--format",
        "json",
        "--include-environments",
        path,
    ])
    .json();
    assert_eq!(findings(&inside), ["jinja2 3.1.5 GHSA-cpwx-vrp4-4pq7"]);
    let environment = audit(target.path().join(".venv").to_str().unwrap());
    assert_eq!(environment["targets"][0]["kind"], "environment");
    assert_eq!(findings(&environment), ["jinja2 3.1.5 GHSA-cpwx-vrp4-4pq7"]);
}

#[test]
fn markers_are_judged_for_the_python_and_platform_asked_for() {
    let target = folder(&[(
        "requirements.txt",
        "jinja2==3.1.5 ; python_version < \"3.10\"\nidna==3.6 ; sys_platform == \"win32\"\n",
    )]);
    let path = target.path().to_str().unwrap();
    let with = |more: &[&str]| {
        let args = [
            &["audit", "--data", "builtin", "--format", "json", path][..],
            more,
        ]
        .concat();
        findings(&pyward(&args).json())
            .iter()
            .map(|line| line.split(' ').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let all = with(&[]);
    assert!(
        all.contains(&"jinja2".to_owned()) && all.contains(&"idna".to_owned()),
        "{all:?}"
    );
    assert!(!with(&["--python", "3.12"]).contains(&"jinja2".to_owned()));
    assert!(!with(&["--platform", "linux"]).contains(&"idna".to_owned()));
}

#[test]
fn a_file_of_any_name_is_read_as_what_the_user_says() {
    let target = folder(&[("deps.lst", "jinja2==3.1.5\n")]);
    let path = target.path().join("deps.lst");
    let report = audit(path.to_str().unwrap());
    assert_eq!(findings(&report).len(), 1);
    let said = pyward(&[
        "audit",
        "--data",
        "builtin",
        "--format",
        "json",
        "--as",
        "requirements-txt",
        path.to_str().unwrap(),
    ]);
    assert_eq!(findings(&said.json()).len(), 1);
}

#[test]
fn one_project_with_two_versions_of_a_pin_audits_both_and_says_so() {
    let report = pyward(&["audit", "--data", "builtin", "--format", "json", "-"])
        .stdin(b"jinja2==3.1.5\njinja2==3.1.4\n")
        .json();
    assert_eq!(report["components"].as_array().unwrap().len(), 2);
    assert_eq!(notices(&report, "conflict").len(), 1);
}

#[test]
fn a_dependency_of_both_main_and_dev_is_of_both() {
    let lock = r#"version = 1

[[package]]
name = "shop"
version = "1"
source = { editable = "." }
dependencies = [{ name = "flask" }]

[package.dev-dependencies]
dev = [{ name = "pytest-flask" }]

[[package]]
name = "flask"
version = "3.0.3"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "jinja2" }]

[[package]]
name = "pytest-flask"
version = "1.3.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "flask" }]

[[package]]
name = "jinja2"
version = "3.1.6"
source = { registry = "https://pypi.org/simple" }
"#;
    let target = folder(&[("uv.lock", lock)]);
    let report = audit(target.path().to_str().unwrap());
    let scope = |name: &str| {
        report["components"]
            .as_array()
            .unwrap()
            .iter()
            .find(|component| component["name"] == name)
            .unwrap()["scope"]
            .clone()
    };
    assert!(
        scope("jinja2").to_string().contains("main"),
        "{}",
        scope("jinja2")
    );
    assert!(
        scope("pytest-flask").to_string().contains("dev"),
        "{}",
        scope("pytest-flask")
    );
}

#[test]
fn hidden_folders_are_part_of_the_project() {
    let target = folder(&[
        ("requirements.txt", "six==1.16.0\n"),
        (".github/requirements.txt", "jinja2==3.1.5\n"),
        (".git/requirements.txt", "django==3.0\n"),
    ]);
    assert_eq!(
        findings(&audit(target.path().to_str().unwrap())),
        ["jinja2 3.1.5 GHSA-cpwx-vrp4-4pq7"]
    );
}

#[test]
fn files_that_are_not_read_are_named() {
    let target = folder(&[
        ("requirements.txt", "six==1.16.0\n"),
        ("pixi.lock", "version: 6\n"),
    ]);
    let path = target.path().to_str().unwrap();
    assert_eq!(notices(&audit(path), "unsupported").len(), 1);
    let strict = ["audit", "--data", "builtin", "--strict", path];
    assert_eq!(pyward(&strict).run().code, 3);
    let named = target.path().join("pixi.lock");
    let named = pyward(&["audit", "--data", "builtin", named.to_str().unwrap()]).run();
    assert_eq!(named.code, 3, "{named:?}");
}

#[test]
fn nothing_on_standard_input_is_no_clean_bill() {
    let run = pyward(&["audit", "--data", "builtin", "-"]).run();
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.out.contains("before the pipe"), "{run:?}");
}

#[test]
fn what_could_not_be_read_beside_what_could_is_no_pass() {
    let target = folder(&[
        ("requirements.txt", "six==1.16.0\n"),
        ("Pipfile.lock", "{\"_meta\": {"),
    ]);
    let run = pyward(&[
        "audit",
        "--data",
        "builtin",
        target.path().to_str().unwrap(),
    ])
    .run();
    assert_eq!(run.code, 3, "{run:?}");
    let target = folder(&[("requirements.txt", "-r missing.txt\nsix==1.16.0\n")]);
    let run = pyward(&[
        "audit",
        "--data",
        "builtin",
        target.path().to_str().unwrap(),
    ])
    .run();
    assert_eq!(run.code, 3, "{run:?}");
}

#[test]
fn a_pin_answers_only_for_what_it_satisfies() {
    let cases: &[(&[(&str, &str)], &str)] = &[
        (
            &[
                ("requirements.txt", "jinja2<2.11\n"),
                ("requirements-dev.txt", "jinja2==3.1.6\n"),
            ],
            "requirements.txt",
        ),
        (
            &[
                (
                    "pyproject.toml",
                    "[project]\nname = \"a\"\ndependencies = [\"jinja2<2.11\"]\n",
                ),
                ("requirements.txt", "jinja2==3.1.6\n"),
            ],
            "pyproject.toml",
        ),
    ];
    for (files, file) in cases {
        let target = folder(files);
        let report = audit(target.path().to_str().unwrap());
        let told = report["notices"].as_array().unwrap().iter().any(|notice| {
            notice["kind"] == "conflict" && notice["weight"] == "gap" && notice["path"] == *file
        });
        assert!(told, "{}", report["notices"]);
        let components = report["components"].as_array().unwrap();
        assert!(
            components
                .iter()
                .any(|component| component["version"].is_null()),
            "{components:?}"
        );
    }
}

#[test]
fn an_exact_pin_of_a_manifest_is_audited_though_a_lock_says_otherwise() {
    let target = folder(&[
        (
            "pyproject.toml",
            "[project]\nname = \"a\"\ndependencies = [\"jinja2==3.1.5\"]\n",
        ),
        ("requirements-dev.txt", "jinja2==3.1.6\n"),
    ]);
    assert_eq!(
        findings(&audit(target.path().to_str().unwrap())),
        ["jinja2 3.1.5 GHSA-cpwx-vrp4-4pq7"]
    );
}

#[test]
fn a_pin_that_markers_leave_out_pins_nothing() {
    let target = folder(&[(
        "requirements.txt",
        "jinja2==2.10; python_version<\"3.8\"\njinja2>=2.0; python_version>=\"3.8\"\n",
    )]);
    let path = target.path().to_str().unwrap();
    let report = pyward(&[
        "audit", "--data", "builtin", "--format", "json", "--python", "3.12", path,
    ])
    .json();
    assert_eq!(
        notices(&report, "unpinned").len(),
        1,
        "{}",
        report["notices"]
    );
    assert_eq!(report["verdict"]["exit_code"], 3);
}

#[test]
fn an_export_does_not_overrule_the_lock_it_came_from() {
    let target = folder(&[
        (
            "uv.lock",
            "version = 1\n\n[[package]]\nname = \"shop\"\nversion = \"1\"\nsource = { virtual = \".\" }\n\n[package.dev-dependencies]\ndev = [{ name = \"flask\" }]\n\n[[package]]\nname = \"flask\"\nversion = \"3.0.3\"\nsource = { registry = \"https://pypi.org/simple\" }\ndependencies = [{ name = \"jinja2\" }]\n\n[[package]]\nname = \"jinja2\"\nversion = \"3.1.5\"\nsource = { registry = \"https://pypi.org/simple\" }\n",
        ),
        ("requirements.txt", "flask==3.0.3\njinja2==3.1.5\n"),
    ]);
    let report = audit(target.path().to_str().unwrap());
    let components = report["components"].as_array().unwrap();
    let jinja2 = components
        .iter()
        .find(|component| component["name"] == "jinja2")
        .unwrap();
    assert_eq!(
        (&jinja2["direct"], &jinja2["scope"]),
        (&Value::Bool(false), &Value::from("dev"))
    );
    assert_eq!(jinja2["locations"].as_array().unwrap().len(), 2);
}

#[test]
fn one_package_from_two_places_is_one_component() {
    let report = pyward(&["audit", "--data", "builtin", "--format", "json", "-"])
        .stdin(b"jinja2==3.1.5\nfile:///tmp/jinja2-3.1.5.tar.gz\n")
        .json();
    assert_eq!(findings(&report).len(), 1);
}

#[test]
fn exact_pins_of_a_manifest_are_no_lock() {
    let target = folder(&[(
        "pyproject.toml",
        "[project]\nname = \"a\"\ndependencies = [\"six==1.16.0\"]\n",
    )]);
    let path = target.path().to_str().unwrap();
    assert_eq!(notices(&audit(path), "unlocked").len(), 1);
    assert_eq!(
        pyward(&["audit", "--data", "builtin", "--strict", path])
            .run()
            .code,
        3
    );
}

#[test]
fn a_file_that_nothing_tells_the_kind_of_is_read_as_requirements() {
    let options_alone = "-r more.txt\n";
    let top = folder(&[("wants", options_alone), ("more.txt", "jinja2==3.1.2\n")]);
    let run = pyward(&["vulns", "wants", "--data", "builtin"])
        .within(top.path())
        .run();
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.contains("jinja2 3.1.2"), "{run:?}");
    put(top.path(), "odd.bin", &[0xfe, 7, b'{', 0x7f, b'\n', 1]);
    let run = pyward(&["vulns", "odd.bin", "--data", "builtin"])
        .within(top.path())
        .run();
    assert_eq!(run.code, 3, "{run:?}");
    assert!(!run.out.contains("conda"), "{run:?}");
}
