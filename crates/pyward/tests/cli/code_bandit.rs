//! What users of bandit type and have configured: lines around findings, order, keys of `.bandit` and `[tool.bandit]`,
//! its formats.

use serde_json::Value;

use crate::harness::{Run, folder, put, pyward};

const SHELL: &str = "import subprocess\n\n\ndef run(x):\n    subprocess.run(x, shell=True)\n";
const BOTH: &str = "assert 1\n\n\ndef run(c):\n    eval(c)\n\n\nassert 2\n";

fn code(top: &tempfile::TempDir, args: &[&str]) -> Run {
    pyward(&[&["code"], args].concat()).within(top.path()).run()
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

/// `B101:1` for each finding of a report in bandit's form, in its order.
fn results(run: &Run) -> Vec<String> {
    let report = json(run);
    let results = report["results"].as_array().unwrap().iter();
    results
        .map(|it| format!("{}:{}", it["test_id"].as_str().unwrap(), it["line_number"]))
        .collect()
}

/// The messages of notices.
fn told(run: &Run) -> Vec<String> {
    let report = json(run);
    let notices = report["notices"].as_array().unwrap().iter();
    notices
        .map(|it| it["message"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn as_many_lines_as_asked_for_stand_around_a_finding() {
    let top = folder(&[("a.py", SHELL)]);
    let shown = |args: &[&str]| {
        let run = code(
            &top,
            &[&["-t", "B602", "--format", "bandit"], args].concat(),
        );
        json(&run)["results"][0]["code"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        shown(&[]),
        "4 def run(x):\n5     subprocess.run(x, shell=True)\n"
    );
    assert_eq!(shown(&["-n", "1"]), "5     subprocess.run(x, shell=True)\n");
    assert_eq!(
        shown(&["--number", "5"]),
        "3 \n4 def run(x):\n5     subprocess.run(x, shell=True)\n"
    );
    // 0 shows what bandit shows: all but the last line of what was found.
    assert_eq!(shown(&["-n", "0"]), "");
    let run = code(&top, &["-n", "x"]);
    assert_eq!(run.code, 2);
}

#[test]
fn findings_stand_by_file_or_by_rule() {
    let top = folder(&[("a.py", BOTH), ("b.py", BOTH)]);
    let order = |args: &[&str]| {
        let run = code(
            &top,
            &[&["-t", "B101,B307", "--format", "json"], args].concat(),
        );
        let report = json(&run);
        let findings = report["findings"].as_array().unwrap().iter();
        let place = |it: &Value| {
            let at = &it["locations"][0];
            format!("{}:{}", at["path"].as_str().unwrap(), at["line"])
        };
        findings.map(place).collect::<Vec<_>>()
    };
    let by_file = ["a.py:5", "b.py:5", "a.py:1", "a.py:8", "b.py:1", "b.py:8"];
    assert_eq!(order(&[]), by_file);
    assert_eq!(order(&["-a", "file"]), by_file);
    assert_eq!(
        order(&["-a", "vuln"]),
        ["a.py:1", "a.py:8", "b.py:1", "b.py:8", "a.py:5", "b.py:5"]
    );
    let compat = |key: &str| {
        let args = [
            "--compat",
            "bandit",
            "-r",
            ".",
            "-a",
            key,
            "-t",
            "B101,B307",
            "--format",
            "bandit",
        ];
        results(&code(&top, &args))
    };
    assert_eq!(
        compat("file"),
        ["B101:1", "B307:5", "B101:8", "B101:1", "B307:5", "B101:8"]
    );
    assert_eq!(code(&top, &["-a", "rule"]).code, 2);
}

#[test]
fn every_key_of_an_ini_file_counts_or_is_refused_in_words() {
    let top = folder(&[
        ("a.py", BOTH),
        ("sub/b.py", &BOTH.replace('1', "1  # nosec")),
        ("conf.yaml", "profiles:\n  one:\n    include: [B307]\n"),
    ]);
    let ini = |lines: &str| {
        put(
            top.path(),
            ".bandit",
            format!("[bandit]\n{lines}\n").as_bytes(),
        );
    };
    let found = |lines: &str, args: &[&str]| {
        ini(lines);
        results(&code(&top, &[&["--format", "bandit"], args].concat()))
    };
    assert_eq!(
        found("tests = B307", &["a.py", "sub"]),
        ["B307:5", "B307:5"]
    );
    assert_eq!(found("skips: B101", &["a.py"]), ["B307:5"]);
    assert_eq!(
        found("tests = B101\nexclude = sub", &[]),
        ["B101:1", "B101:8"]
    );
    assert_eq!(found("level = 2", &["a.py"]), ["B307:5"]);
    assert_eq!(found("level = 1", &["a.py", "-ll"]), ["B307:5"]);
    assert_eq!(found("confidence = 3\ntests = B101", &["a.py"]).len(), 2);
    assert_eq!(
        found("configfile = conf.yaml\nprofile = one", &["a.py"]),
        ["B307:5"]
    );
    assert_eq!(
        found("tests = B101\nignore-nosec = true", &["sub"]).len(),
        2
    );
    assert_eq!(
        found("tests = B101\nignore-nosec = false", &["sub"]).len(),
        1
    );
    assert_eq!(found("tests = B101", &["sub"]).len(), 1);
    // To bandit every word says yes.
    let compat = ["--compat", "bandit", "--ini", ".bandit", "sub"];
    assert_eq!(
        found(
            "recursive = false\nignore-nosec = no\ntests = B101",
            &compat
        )
        .len(),
        2
    );
    assert_eq!(found("tests = B101", &compat).len(), 0);
    ini("number = 1\ntests = B307");
    let run = code(&top, &["a.py", "--format", "bandit"]);
    assert_eq!(json(&run)["results"][0]["code"], "5     eval(c)\n");
    ini("aggregate = vuln\ntests = B101,B307");
    let run = code(&top, &["a.py", "--format", "json"]);
    assert_eq!(json(&run)["findings"][0]["rule"], "assert-used");
    let before = code(&top, &["a.py", "-t", "B101", "--format", "json"]);
    put(top.path(), "before.json", before.out.as_bytes());
    assert_eq!(found("baseline = before.json", &["a.py"]), ["B307:5"]);
    for (key, told_too) in [
        ("debug", "is not taken from here"),
        ("format", "is not taken from here"),
        ("msg-template", "is not taken from here"),
        ("output", "is not taken from here"),
        ("quiet", "is not taken from here"),
        ("targets", "is not taken from here"),
        ("verbose", "is not taken from here"),
        ("colour", "means nothing here"),
    ] {
        ini(&format!("{key} = x"));
        let run = code(&top, &["--format", "json", "-t", "B307"]);
        assert_eq!(told(&run), [format!("`{key}` {told_too}")], "{key}");
    }
    for (line, message) in [
        ("level = high", "`level = high` of .bandit cannot be"),
        ("number = few", "`number = few` of .bandit cannot be"),
        ("aggregate = all", "`aggregate = all` of .bandit cannot be"),
        ("baseline = none.json", "does not exist"),
        ("configfile = none.yaml", "does not exist"),
        ("profile = one", "a profile of no configuration file"),
        (
            "configfile = conf.yaml\nprofile = two",
            "has no profile `two`",
        ),
        ("nonsense", "a line without `=`"),
    ] {
        ini(line);
        let run = code(&top, &["a.py"]);
        assert_eq!(run.code, 2, "{line} {run:?}");
        assert!(run.err.contains(message), "{line} {run:?}");
    }
}

#[test]
fn every_key_of_a_configuration_file_counts_or_is_told() {
    let tmp = "x = open('/srv/spool/x', 'w')\n";
    let swallow = "try:\n    a()\nexcept ValueError:\n    pass\n";
    let key = "from cryptography.hazmat.primitives.asymmetric import rsa\nrsa.generate_private_key(65537, 2048)\n";
    let top = folder(&[
        ("a.py", BOTH),
        ("tests/b.py", BOTH),
        ("tmp.py", tmp),
        ("swallow.py", swallow),
        ("key.py", key),
    ]);
    let found = |toml: &str, args: &[&str]| {
        let text = format!("[tool.bandit]\n{toml}\n");
        put(top.path(), "pyproject.toml", text.as_bytes());
        results(&code(&top, &[&["--format", "bandit"], args].concat()))
    };
    assert_eq!(
        found("tests = ['B307']\nexclude_dirs = ['tests']", &[]),
        ["B307:5"]
    );
    assert_eq!(found("skips = ['B101']", &["a.py"]), ["B307:5"]);
    assert_eq!(
        found(
            "[tool.bandit.assert_used]\nskips = ['*a.py']",
            &["a.py", "-t", "B101"]
        )
        .len(),
        0
    );
    assert_eq!(
        found(
            "[tool.bandit.hardcoded_tmp_directory]\ntmp_dirs = ['/srv/spool']",
            &["tmp.py", "-t", "B108"]
        )
        .len(),
        1
    );
    assert_eq!(
        found(
            "[tool.bandit.try_except_pass]\ncheck_typed_exception = true",
            &["swallow.py", "-t", "B110"]
        )
        .len(),
        1
    );
    assert_eq!(
        found(
            "[tool.bandit.weak_cryptographic_key]\nweak_key_size_rsa_medium = 4096",
            &["key.py", "-t", "B505"]
        )
        .len(),
        1
    );
    assert_eq!(
        found(
            "[tool.bandit.weak_cryptographic_key]",
            &["key.py", "-t", "B505"]
        )
        .len(),
        0
    );
    let run = {
        found(
            "include = ['*.py']\nseverity = 'high'\n[tool.bandit.assert_used]\nskip = ['x']\n[tool.bandit.made_up]\na = 1",
            &[],
        );
        code(&top, &["--format", "json", "-t", "B602"])
    };
    let told = told(&run);
    assert_eq!(
        told,
        [
            "`assert_used.skip` means nothing here",
            "`include` counts with `--compat bandit` alone: all Python files are looked at",
            "`made_up` means nothing here",
            "`severity` means nothing here",
        ]
    );
}

#[test]
fn bandits_formats_tell_the_same_findings() {
    let top = folder(&[("a.py", SHELL), ("broken.py", "x = = 1\n")]);
    let shown = |format: &str| {
        let run = code(
            &top,
            &[
                "--compat", "bandit", "-r", ".", "-t", "B602", "--format", format,
            ],
        );
        assert_eq!(run.code, 1, "{run:?}");
        run.out
    };
    let text = shown("bandit-txt");
    for line in [
        ">> Issue: [B602:subprocess_popen_with_shell_equals_true] ",
        "   Severity: High   Confidence: High\n",
        "   Location: ./a.py:5:4\n4\tdef run(x):\n5\t    subprocess.run(x, shell=True)\n",
        "\tTotal lines of code: 4\n",
        "Files skipped (1):\n\t./broken.py (syntax error while parsing AST from file)\n",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(shown("bandit-html").contains("<div id=\"issue-0\">"));
    assert!(shown("bandit-xml").contains(
        "<testcase classname=\"./a.py\" name=\"subprocess_popen_with_shell_equals_true\">"
    ));
    assert!(shown("bandit-yaml").contains("  test_id: B602\n"));
}

#[test]
fn what_is_alike_is_a_candidate_beside_a_baseline() {
    let before = "import subprocess\n";
    let top = folder(&[("a.py", before)]);
    let args = [
        "--compat", "bandit", "-r", ".", "-t", "B602", "--format", "bandit",
    ];
    put(top.path(), "before.json", code(&top, &args).out.as_bytes());
    let twice =
        format!("{SHELL}    subprocess.run(x, shell=True)\n    subprocess.Popen(x, shell=True)\n");
    put(top.path(), "a.py", twice.as_bytes());
    let counts = |args: &[&str]| {
        let report = json(&code(&top, args));
        let results = report["results"].as_array().unwrap().iter();
        results
            .map(|it| it["candidates"].as_array().map_or(0, Vec::len))
            .collect::<Vec<_>>()
    };
    assert_eq!(counts(&args), [0, 0, 0]);
    assert_eq!(
        counts(&[&args[..], &["-b", "before.json"]].concat()),
        [3, 3, 3]
    );
}

#[test]
fn models_of_ones_own_are_read_checked_and_followed() {
    let model = "[[source]]\nof = [\"acme.inbox.next_message\"]\nwhat = \"a message of a stranger\"\n\n\
        [[sink]]\nof = [\"acme.shell.run\"]\nkind = \"command-injection\"\nargs = [\"0|command\"]\n\n\
        [[example]]\ncode = \"from acme import inbox, shell\\nshell.run(inbox.next_message())\"\nfound = [\"command-injection\"]\n";
    let app =
        "from acme import inbox, shell\n\n\ndef main():\n    shell.run(inbox.next_message())\n";
    let outside = folder(&[("own.toml", model)]);
    let top = folder(&[("src/app.py", app), ("security/flows.toml", model)]);
    assert_eq!(code(&top, &[]).code, 0);
    let with = |models: &str| {
        let config = format!("[code]\nmodels = {models}\n");
        put(top.path(), "pyward.toml", config.as_bytes());
        code(&top, &["src"])
    };
    for models in [
        "[\"security/*.toml\"]",
        "[\"./security/flows.toml\", \"security/flows.toml\"]",
    ] {
        let run = with(models);
        assert_eq!(run.code, 1, "{run:?}");
        assert!(
            run.out
                .contains("a message of a stranger reaches acme.shell.run"),
            "{run:?}"
        );
    }
    let audit = pyward(&["audit"]).within(top.path()).run();
    assert_eq!(audit.code, 1, "{audit:?}");
    // bandit follows nothing.
    assert_eq!(code(&top, &["--compat", "bandit", "-r", "src"]).code, 0);
    #[cfg(unix)]
    std::os::unix::fs::symlink(
        outside.path().join("own.toml"),
        top.path().join("security/link.toml"),
    )
    .unwrap();
    for (models, message) in [
        ("[\"nowhere/*.toml\"]", "no such file is there"),
        ("[\"../own.toml\"]", "does not lie below the folder"),
        ("[\"/etc/own.toml\"]", "does not lie below the folder"),
        ("[\"*/flows.toml\"]", "a glob in more than its last part"),
        #[cfg(unix)]
        ("[\"security/link.toml\"]", "is a link that leads out"),
        ("\"security/flows.toml\"", "takes a list of strings"),
    ] {
        let run = with(models);
        assert_eq!(run.code, 2, "{models} {run:?}");
        assert!(run.err.contains(message), "{models} {run:?}");
    }
    put(
        top.path(),
        "security/flows.toml",
        model.replace("sink", "sinks").as_bytes(),
    );
    let run = with("[\"security/flows.toml\"]");
    assert!(
        run.err
            .contains("security/flows.toml:5: [[sinks]]: sinks means nothing here"),
        "{run:?}"
    );
    put(
        top.path(),
        "security/flows.toml",
        model
            .replace("found = [\"command-injection\"]", "found = []")
            .as_bytes(),
    );
    let run = with("[\"security/flows.toml\"]");
    assert!(
        run.err.contains(
            "security/flows.toml:10: in the example command-injection was found, and not nothing"
        ),
        "{run:?}"
    );
}
