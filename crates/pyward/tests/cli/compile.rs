//! `pyward compile`: against an index on this machine.

use std::path::Path;

use crate::harness::{Run, folder, put, pyward};
use crate::shelf::{Shelf, Wheel, digest, wheel};

const WHEELS: &[Wheel<'_>] = &[
    ("flask", "2.0", &["werkzeug>=2"]),
    (
        "flask",
        "3.0",
        &["werkzeug>=3", "colorama ; sys_platform == 'win32'"],
    ),
    ("werkzeug", "2.5", &[]),
    ("werkzeug", "3.0", &[]),
    ("werkzeug", "3.1", &[]),
    ("colorama", "0.4", &[]),
    ("jinja2", "3.1.5", &[]),
    ("jinja2", "3.1.6", &[]),
    ("odd", "1.12", &[]),
    ("odd", "1.13", &[]),
];

/// Compiles with an index, for Linux and Python 3.12.
fn compile(index: &Shelf, top: &Path, args: &[&str]) -> Run {
    let url = index.url();
    let all = [
        &["compile"],
        args,
        &["--index-url", &url, "--no-emit-index-url", "--no-header"][..],
        &["--python-version", "3.12"],
    ]
    .concat();
    let all = if args.contains(&"--universal") {
        all
    } else {
        [&all[..], &["--platform", "linux"]].concat()
    };
    pyward(&all)
        .within(top)
        .env("PYWARD_OFFLINE", "0")
        .env("PYWARD_CACHE_DIR", top.join(".cache"))
        .run()
}

fn text(top: &Path, file: &str) -> String {
    #[expect(clippy::disallowed_methods, reason = "what the program wrote")]
    std::fs::read_to_string(top.join(file)).unwrap()
}

#[test]
fn requirements_are_pinned_and_stay_as_they_are() {
    let index = Shelf::new(WHEELS);
    let top = folder(&[
        ("requirements.in", "flask\n"),
        ("requirements.txt", "flask==3.0\nwerkzeug==3.0\n"),
    ]);
    let run = compile(&index, top.path(), &[]);
    assert_eq!(run.code, 0, "{run:?}");
    let expected = "flask==3.0\n    # via -r requirements.in\nwerkzeug==3.0\n    # via flask\n";
    assert_eq!(text(top.path(), "requirements.txt"), expected);
    let run = compile(&index, top.path(), &["requirements.in"]);
    assert_eq!(run.err, "requirements.txt is as it should be\n");
    assert_eq!(text(top.path(), "requirements.txt"), expected);
    let check = compile(&index, top.path(), &["-P", "werkzeug", "--check"]);
    assert_eq!(
        (check.code, check.err.as_str()),
        (1, "requirements.txt would change\n  werkzeug 3.0 -> 3.1\n")
    );
    assert_eq!(text(top.path(), "requirements.txt"), expected);
    let run = compile(&index, top.path(), &["-P", "werkzeug==3.0", "--check"]);
    assert_eq!(run.code, 0, "{run:?}");
    let run = compile(&index, top.path(), &["--upgrade", "--dry-run"]);
    assert!(run.out.contains("werkzeug==3.1\n"), "{run:?}");
    assert_eq!(text(top.path(), "requirements.txt"), expected);
    let run = compile(&index, top.path(), &["-U"]);
    assert_eq!(
        run.err,
        "requirements.txt was written\n  werkzeug 3.0 -> 3.1\n"
    );
}

#[test]
fn hashes_layers_and_constraints() {
    let index = Shelf::new(WHEELS);
    let top = folder(&[
        ("dev.in", "-r base.in\njinja2\n"),
        ("base.in", "-c limits.txt\nflask\n"),
        ("limits.txt", "werkzeug<3.1\ncolorama==0.1\n"),
    ]);
    let args = [
        "dev.in",
        "-o",
        "-",
        "--generate-hashes",
        "--annotation-style",
        "line",
    ];
    let run = compile(&index, top.path(), &args);
    let pin = |pin: &str| {
        let (name, version) = pin.split_once("==").unwrap();
        format!("{pin} \\\n    --hash=sha256:{}\n", digest(name, version))
    };
    let expected = format!(
        "{}    # via -r base.in\n{}    # via -r dev.in\n{}    # via -c limits.txt, flask\n",
        pin("flask==3.0"),
        pin("jinja2==3.1.6"),
        pin("werkzeug==3.0")
    );
    assert_eq!(run.out, expected, "{run:?}");
}

#[test]
fn every_platform_at_once() {
    let index = Shelf::new(WHEELS);
    let top = folder(&[("requirements.in", "flask\n")]);
    let run = compile(
        &index,
        top.path(),
        &["--universal", "--no-annotate", "-o", "-"],
    );
    assert_eq!(
        run.out, "colorama==0.4 ; sys_platform == 'win32'\nflask==3.0\nwerkzeug==3.1\n",
        "{run:?}"
    );
}

#[test]
fn projects_extras_groups_and_scripts() {
    let index = Shelf::new(WHEELS);
    let top = folder(&[
        (
            "pyproject.toml",
            "[project]\nname = \"shop\"\nversion = \"1\"\nrequires-python = \">=3.11\"\ndependencies = [\"werkzeug<3.1\"]\n\
             [project.optional-dependencies]\nweb = [\"flask\"]\nall = [\"shop[web]\"]\n[dependency-groups]\ntest = [\"jinja2\"]\n",
        ),
        (
            "tool.py",
            "# /// script\n# dependencies = [\"jinja2\"]\n# ///\n",
        ),
    ]);
    let args = ["--extra", "all", "--group", "test", "-o", "-"];
    let run = compile(&index, top.path(), &args);
    let via = "    # via shop (pyproject.toml)\n";
    assert_eq!(
        run.out,
        format!(
            "flask==3.0\n{via}jinja2==3.1.6\n{via}werkzeug==3.0\n    # via\n    #   flask\n    #   shop (pyproject.toml)\n"
        ),
        "{run:?}"
    );
    let run = compile(&index, top.path(), &["--extra", "nope"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err
            .contains("no source has an extra `nope`\nhint: there are all, web\n"),
        "{run:?}"
    );
    let run = compile(&index, top.path(), &["tool.py"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        text(top.path(), "tool.txt"),
        "jinja2==3.1.6\n    # via -r tool.py\n"
    );
}

#[test]
fn folders_and_repositories_stay_as_they_are_written_and_nothing_is_built() {
    let index = Shelf::new(WHEELS);
    let top = folder(&[
        (
            "requirements.in",
            "-e ./lib\ngit+https://host.invalid/r@main#egg=demo\n./bare\n",
        ),
        (
            "lib/pyproject.toml",
            "[project]\nname = \"lib\"\nversion = \"1\"\ndependencies = [\"jinja2\"]\n",
        ),
        ("lib/setup.py", "raise SystemExit('built')\n"),
        ("bare/setup.py", "raise SystemExit('built')\n"),
    ]);
    let run = compile(&index, top.path(), &["-o", "-"]);
    assert_eq!(
        run.out,
        "-e ./lib\n    # via -r requirements.in\n./bare\n    # via -r requirements.in\n\
         git+https://host.invalid/r@main#egg=demo\n    # via -r requirements.in\njinja2==3.1.6\n    # via lib\n",
        "{run:?}"
    );
    assert_eq!(run.code, 3, "what demo needs is not known");
    assert!(
        run.err.contains("demo: what it needs cannot be known"),
        "{run:?}"
    );
}

#[test]
fn options_in_requirements_files_count() {
    let top = folder(&[(
        "requirements.in",
        "--no-index\n--find-links ./wheels\nown\n",
    )]);
    put(
        top.path(),
        "wheels/own-1.0-py3-none-any.whl",
        &wheel("own", "1.0", &[]),
    );
    let run = pyward(&[
        "compile",
        "-o",
        "-",
        "--no-header",
        "--python-version",
        "3.12",
    ])
    .within(top.path())
    .env("PYWARD_OFFLINE", "0")
    .env("PYWARD_CACHE_DIR", top.path().join(".cache"))
    .run();
    assert_eq!(
        run.out, "--no-index\n--find-links ./wheels\n\nown==1.0\n    # via -r requirements.in\n",
        "{run:?}"
    );
}

#[test]
fn the_head_names_the_command_without_secrets() {
    let top = folder(&[("requirements.in", "own\n"), ("wheels/x", "")]);
    put(
        top.path(),
        "wheels/own-1.0-py3-none-any.whl",
        &wheel("own", "1.0", &[]),
    );
    let args = [
        "compile",
        "--no-index",
        "-f",
        "x",
        "--python-version",
        "3.12",
        "-U",
        "-q",
    ];
    let run = pyward(&args).within(top.path()).run();
    assert_eq!(run.code, 2, "`-f` is no option of a compilation: {run:?}");
    let args = [
        "compile",
        "--no-index",
        "--find-links",
        "wheels",
        "--python-version",
        "3.12",
        "-U",
        "-q",
        "--extra-index-url",
        "https://me:secret@host.invalid/simple",
    ];
    let run = pyward(&args)
        .within(top.path())
        .env("PYWARD_CACHE_DIR", top.path().join(".cache"))
        .run();
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let written = text(top.path(), "requirements.txt");
    assert!(
        written.starts_with(
            "#\n# This file is autogenerated by pyward with the command:\n#\n#    pyward compile --no-index --extra-index-url=https://host.invalid/simple --find-links=wheels --python-version=3.12 requirements.in\n#\n--no-index\n"
        ),
        "{written}"
    );
    assert!(!written.contains("secret"));
}

#[test]
fn known_vulnerabilities_are_refused_where_asked_and_waivers_hold() {
    let index = Shelf::new(WHEELS);
    let top = folder(&[
        ("requirements.in", "jinja2\n"),
        ("requirements.txt", "jinja2==3.1.5\n"),
    ]);
    let secure = ["--secure", "--data", "builtin", "--no-annotate"];
    let run = compile(&index, top.path(), &["--check"]);
    assert_eq!(run.code, 1, "{run:?}");
    let run = compile(&index, top.path(), &secure);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(text(top.path(), "requirements.txt"), "jinja2==3.1.6\n");
    put(top.path(), "requirements.in", b"jinja2<3.1.6\n");
    let run = compile(&index, top.path(), &secure);
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(text(top.path(), "requirements.txt"), "jinja2==3.1.6\n");
    for told in [
        "error: requirements.in cannot be pinned without known vulnerabilities, so nothing was written\n",
        "  jinja2 3.1.5: ",
        "asked for by requirements.in; 3.1.6 has none known\n",
        "hint: relax what holds these packages",
    ] {
        assert!(run.err.contains(told), "{told}: {}", run.err);
    }
    put(
        top.path(),
        "pyward.toml",
        b"[[ignore]]\nid = \"CVE-2025-27516\"\nreason = \"The sandbox is not used by this service.\"\n",
    );
    let run = compile(&index, top.path(), &secure);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(text(top.path(), "requirements.txt"), "jinja2==3.1.5\n");
}

#[test]
fn withdrawn_pins_are_kept_and_told() {
    let index = Shelf::new(WHEELS);
    let top = folder(&[
        ("requirements.in", "odd\n"),
        ("requirements.txt", "odd==1.13\n"),
    ]);
    let run = compile(&index, top.path(), &[]);
    assert!(
        run.code == 0
            && run
                .err
                .contains("odd==1.13 was withdrawn from the index (unlucky)"),
        "{run:?}"
    );
    let run = compile(&index, top.path(), &["-U", "--no-annotate"]);
    assert_eq!(
        (run.code, text(top.path(), "requirements.txt").as_str()),
        (0, "odd==1.12\n")
    );
}

#[test]
fn what_cannot_be_done_is_told_and_nothing_is_written() {
    let index = Shelf::new(WHEELS);
    let top = folder(&[
        ("conflict.in", "flask==3.0\nwerkzeug<3\n"),
        ("gone.in", "no-such-package\n"),
        ("bad.in", "flask=>2\n-r missing.in\n"),
        ("setup.py", ""),
        ("pins.txt", "flask==3.0\n"),
    ]);
    for (args, told) in [
        (
            &[][..],
            "there is neither requirements.in nor pyproject.toml here",
        ),
        (&["nothing.in"], "nothing.in does not exist"),
        (
            &["conflict.in"],
            "error: conflict.in cannot be pinned: no versions satisfy all requirements\n  ",
        ),
        (&["gone.in"], "no-such-package"),
        (
            &["bad.in"],
            "what is asked for could not be read in 2 places, so nothing was written\n  bad.in:1: ",
        ),
        (&["setup.py"], "setup.py"),
        (
            &["pins.txt"],
            "pins.txt would be written over by its own pins",
        ),
        (
            &["conflict.in", "gone.in"],
            "several sources do not say what their output is called",
        ),
        (
            &["conflict.in", "-o", "-", "--check"],
            "`--check` wants a file to compare with",
        ),
        (
            &["conflict.in", "-P", "=="],
            "`--upgrade-package ==` names no package",
        ),
        (
            &["conflict.in", "-c", "nope.txt"],
            "nope.txt does not exist",
        ),
    ] {
        let run = compile(&index, top.path(), args);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{args:?}: {run:?}");
        assert!(
            run.err.contains(told) && run.err.contains("\nhint: "),
            "{args:?}: {}",
            run.err
        );
    }
    assert!(!top.path().join("conflict.txt").exists() && !top.path().join("gone.txt").exists());
    let run = compile(&index, top.path(), &["conflict.in", "--offline"]);
    assert!(run.code == 2 && run.err.contains("hint: "), "{run:?}");
}

#[test]
#[ignore = "asks PyPI, and runs pip"]
fn pip_takes_what_was_written() {
    let top = folder(&[("requirements.in", "flask\nrequests[socks]\n")]);
    let run = pyward(&["compile", "--generate-hashes"])
        .within(top.path())
        .env("PYWARD_OFFLINE", "0")
        .env("PYWARD_CACHE_DIR", top.path().join(".cache"))
        .run();
    assert_eq!(run.code, 0, "{run:?}");
    #[expect(
        clippy::disallowed_methods,
        reason = "the program that shall take the file"
    )]
    let pip = std::process::Command::new("python3")
        .args([
            "-m",
            "pip",
            "install",
            "--dry-run",
            "--ignore-installed",
            "--require-hashes",
            "-r",
            "requirements.txt",
        ])
        .current_dir(top.path())
        .output()
        .unwrap();
    assert!(
        pip.status.success(),
        "{}",
        String::from_utf8_lossy(&pip.stderr)
    );
}
