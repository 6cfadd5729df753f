//! What pyward writes, given to the tools that read it. They need the real index, so these tests run only when asked:
//! `cargo test -p pyward-edit --test real_tools -- --ignored`, with `pip` and `uv` on the path.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by failing"
)]

use std::path::Path;
use std::process::{Command, Output};

use pyward_edit::compile::{Layout, Pin, PinOrigin, Via, compile};
use pyward_edit::{Change, Request, find, manager};
use pyward_model::{Hash, PackageName, Version};

fn run(program: &str, folder: &Path, arguments: &[&str]) -> Output {
    #[expect(
        clippy::disallowed_methods,
        reason = "the proof is that other tools agree"
    )]
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

fn write(folder: &Path, file: &str, text: &str) {
    #[expect(clippy::disallowed_methods, reason = "a scratch folder of the test")]
    std::fs::write(folder.join(file), text).unwrap();
}

fn read(folder: &Path, file: &str) -> String {
    #[expect(clippy::disallowed_methods, reason = "a scratch folder of the test")]
    std::fs::read_to_string(folder.join(file)).unwrap()
}

fn hash(digits: &str) -> Hash {
    Hash {
        algorithm: "sha256".into(),
        digits: digits.into(),
    }
}

/// The hashes of idna 3.7, which are public and do not change.
fn idna() -> Change {
    Change {
        from: Some(Version::new("3.4")),
        hashes: vec![
            hash("82fee1fc78add43492d3a1898bfa6d8a904cc97d8427f683ed8e798d07761aa0"),
            hash("028ff3aadf0609c1fd278d8ea3089299412a7a8b9bd005dd08b9f8285bcb5cfc"),
        ],
        ..Change::new(PackageName::pypi("idna"), Version::new("3.7"))
    }
}

fn edit(file: &str, text: &str) -> String {
    let changes = [idna()];
    let request = Request::new(file, &changes);
    find(file).unwrap().edit(text, &request).unwrap().text
}

#[test]
#[ignore = "needs pip and the real index"]
fn pip_accepts_renewed_hashes() {
    let folder = tempfile::tempdir().unwrap();
    let text = "# pins\nidna==3.4 \\\n    --hash=sha256:814f528e8dead7d329833b91c5faa87d60bf71824cd12a7530b5526063d02cb4\n    # via requests\n";
    write(
        folder.path(),
        "requirements.txt",
        &edit("requirements.txt", text),
    );
    let arguments = [
        "install",
        "--dry-run",
        "--ignore-installed",
        "--require-hashes",
        "-r",
        "requirements.txt",
    ];
    let output = run("pip", folder.path(), &arguments);
    assert!(String::from_utf8_lossy(&output.stdout).contains("idna-3.7"));
}

#[test]
#[ignore = "needs pip and the real index"]
fn pip_accepts_a_compiled_file() {
    let folder = tempfile::tempdir().unwrap();
    let pin = Pin {
        name: PackageName::pypi("idna"),
        extras: std::collections::BTreeSet::new(),
        origin: PinOrigin::Version(Version::new("3.7")),
        marker: Some("python_version >= '3.5'".into()),
        hashes: idna().hashes,
        via: [Via::File("requirements.in".into())].into(),
    };
    let layout = Layout {
        command: Some("pyward compile --generate-hashes requirements.in".into()),
        hashes: true,
        ..Layout::default()
    };
    write(
        folder.path(),
        "requirements.txt",
        &compile(&[pin], &layout).text,
    );
    let arguments = [
        "install",
        "--dry-run",
        "--ignore-installed",
        "--require-hashes",
        "-r",
        "requirements.txt",
    ];
    run("pip", folder.path(), &arguments);
}

#[test]
#[ignore = "needs uv and the real index"]
fn uv_locks_what_the_manifest_and_the_instruction_say() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = "[project]\nname = \"demo\"\nversion = \"0.1\"\nrequires-python = \">=3.9\"\ndependencies = [\"idna==3.4\", \"click==8.1.7\"]\n";
    write(folder.path(), "pyproject.toml", manifest);
    run("uv", folder.path(), &["lock", "--no-python-downloads"]);
    write(
        folder.path(),
        "pyproject.toml",
        &edit("pyproject.toml", manifest),
    );
    let told = manager::instruction("uv.lock", &[idna()]).unwrap();
    for command in told.commands.iter().chain([&told.check]) {
        let arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        run(told.program, folder.path(), &arguments);
    }
    let lock = read(folder.path(), "uv.lock");
    assert!(
        lock.contains("name = \"idna\"\nversion = \"3.7\""),
        "{lock}"
    );
    assert!(
        lock.contains("name = \"click\"\nversion = \"8.1.7\""),
        "{lock}"
    );
}

#[test]
#[ignore = "needs uv and the real index"]
fn uv_installs_from_an_edited_pylock() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "requirements.in", "idna==3.4\n");
    let lock = [
        "pip",
        "compile",
        "requirements.in",
        "--format",
        "pylock.toml",
        "-o",
        "pylock.toml",
    ];
    run("uv", folder.path(), &lock);
    let before = read(folder.path(), "pylock.toml");
    write(folder.path(), "requirements.in", "idna==3.7\n");
    run("uv", folder.path(), &lock);
    let expected = read(folder.path(), "pylock.toml");
    let mut change = idna();
    change.files = files(&expected);
    let changes = [change];
    let request = Request::new("pylock.toml", &changes);
    let edited = find("pylock.toml")
        .unwrap()
        .edit(&before, &request)
        .unwrap();
    assert_eq!(edited.text, expected, "as uv writes it");
    write(folder.path(), "pylock.toml", &edited.text);
    run("uv", folder.path(), &["venv", "v"]);
    run(
        "uv",
        folder.path(),
        &["pip", "sync", "--python", "v", "pylock.toml"],
    );
}

/// The files of the only package of a lock.
fn files(lock: &str) -> Vec<pyward_edit::ReleaseFile> {
    let document: toml_edit::DocumentMut = lock.parse().unwrap();
    let package = &document["packages"][0];
    let of = |file: &dyn toml_edit::TableLike| {
        let url = file.get("url").unwrap().as_str().unwrap();
        pyward_edit::ReleaseFile {
            filename: url.rsplit('/').next().unwrap().into(),
            url: url.into(),
            size: Some(file.get("size").unwrap().as_integer().unwrap() as u64),
            hashes: vec![hash(
                file.get("hashes").unwrap()["sha256"].as_str().unwrap(),
            )],
            uploaded: Some(
                file.get("upload-time")
                    .unwrap()
                    .as_datetime()
                    .unwrap()
                    .to_string()
                    .into(),
            ),
        }
    };
    let sdist = package["sdist"].as_inline_table().unwrap();
    let wheel = package["wheels"][0].as_inline_table().unwrap();
    vec![of(sdist), of(wheel)]
}
