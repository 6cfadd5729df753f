use std::sync::Arc;

use pyward_python::{Module, Source, SourceKind};
use pyward_rules::{CodeFindings, CodeSettings, FileFindings, Setting, Unfollowed, code};

use super::*;

const SOURCE: &str = "\
import subprocess
from flask import Flask, request
app = Flask(__name__)
password = 'hunter2'
@app.route('/')
def run():
    subprocess.run(request.args['x'], shell=True)
    subprocess.run('ls', shell=True)  # nosec B602
    x = 1  # nosec
";

fn findings() -> CodeFindings {
    let modules: Vec<Module> = [("a.py", SOURCE), ("b.py", "x = = 1\nassert x\n")]
        .map(|(path, text)| Module::parse(Source::decode(path, text.as_bytes()).unwrap()))
        .into();
    let mut found = code(modules, &CodeSettings::default());
    found.unfollowed.push(Unfollowed {
        path: Arc::from("a.py"),
        function: "run".into(),
        what: "it takes too many steps to follow".into(),
    });
    assert!(found.findings().count() > 3);
    assert!(found.findings().any(|finding| !finding.is_active()));
    assert!(found.files.iter().any(|file| !file.unused.is_empty()));
    found
}

fn same(a: &CodeFindings, b: &CodeFindings) -> bool {
    format!("{a:?}") == format!("{b:?}")
}

fn cache(folder: &tempfile::TempDir) -> Cache {
    Cache {
        folder: folder.path().join(FOLDER),
        program: "0".into(),
    }
}

#[test]
fn what_is_kept_is_found_again_and_nothing_else_is() {
    let folder = tempfile::tempdir().unwrap();
    let cache = cache(&folder);
    let found = findings();
    let one = digest(b"one");
    assert!(cache.find(&one).is_none());
    cache.keep(&one, &found);
    assert!(same(&cache.find(&one).unwrap(), &found));
    assert!(cache.find(&digest(b"two")).is_none());
    // An entry under the name of another is none.
    std::fs::rename(cache.path(&one), cache.path(&digest(b"two"))).unwrap();
    assert!(cache.find(&digest(b"two")).is_none());
}

#[test]
fn damaged_entries_count_as_not_there() {
    let key = digest(b"key");
    let whole = record::encode(&findings(), &key).unwrap();
    assert!(record::decode(&whole, &key).is_some());
    for length in 0..whole.len() {
        assert!(record::decode(&whole[..length], &key).is_none());
    }
    for at in (0..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x41;
        assert!(record::decode(&bytes, &key).is_none());
        // With a digest that fits, whatever is read is read without harm.
        let body = bytes.len() - 32;
        let check = digest(&bytes[..body]);
        bytes[body..].copy_from_slice(&check);
        let _ = record::decode(&bytes, &key);
    }
}

#[test]
fn what_could_not_be_read_is_not_kept() {
    let mut found = findings();
    found.files.push(FileFindings {
        is_unread: true,
        ..found.files[0].clone()
    });
    assert!(record::encode(&found, &digest(b"")).is_none());
}

#[test]
fn old_entries_go_and_files_of_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    let cache = cache(&folder);
    std::fs::create_dir_all(&cache.folder).unwrap();
    let foreign = cache.folder.join("notes.txt");
    #[expect(clippy::disallowed_methods, reason = "a file of somebody else")]
    std::fs::write(&foreign, "mine").unwrap();
    let found = CodeFindings::default();
    for number in 0..MOST_ENTRIES + 10 {
        cache.keep(&digest(&number.to_le_bytes()), &found);
    }
    assert_eq!(
        std::fs::read_dir(&cache.folder).unwrap().count(),
        MOST_ENTRIES + 1
    );
    assert!(foreign.exists());
    let last = digest(&(MOST_ENTRIES + 9).to_le_bytes());
    assert!(cache.find(&last).is_some());
}

#[test]
fn every_part_of_the_key_counts() {
    let plain = CodeSettings::default();
    let of = |program: &str, settings: &CodeSettings, files: &[(&str, &str)]| {
        let files = files.iter().map(|(path, text)| File {
            path,
            kind: SourceKind::Module,
            content: digest(text.as_bytes()),
        });
        key(program, settings, files)
    };
    let files = [("a.py", "x"), ("b.py", "y")];
    let mut keys = vec![
        of("1", &plain, &files),
        of("2", &plain, &files),
        of("1", &plain, &[("a.py", "x")]),
        of("1", &plain, &[("a.py", "y"), ("b.py", "x")]),
        of("1", &plain, &[("c.py", "x"), ("b.py", "y")]),
    ];
    let mut change = |change: fn(&mut CodeSettings)| {
        let mut settings = CodeSettings::default();
        change(&mut settings);
        keys.push(of("1", &settings, &files));
    };
    change(|it| it.mode = pyward_rules::Mode::Compat);
    change(|it| it.ignore_nosec = true);
    change(|it| it.public = true);
    change(|it| it.context = 5);
    change(|it| it.tests.extend(["B101".to_owned()]));
    change(|it| it.skips.extend(["B101".to_owned()]));
    for (name, value) in [("a", true), ("a", false), ("b", true)] {
        let mut settings = CodeSettings::default();
        let section = settings.options.entry("s".into()).or_default();
        section.insert(name.into(), Setting::Flag(value));
        keys.push(of("1", &settings, &files));
    }
    let count = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), count);
    assert_eq!(of("1", &plain, &files), of("1", &plain, &files));
}
