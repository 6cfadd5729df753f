//! Git's own files: any bytes in place of a pack, its index, an object or a list of references give files or an error.
#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use pyward_target::{Limits, checkout_into};

/// The folder of this process.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let name = format!("pyward-fuzz-git-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    let _ = fs::remove_dir_all(&folder);
    copy(
        &PathBuf::from(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../crates/pyward-target/tests/fixtures/git-sha1"
        )),
        &folder.join(".git"),
    );
    folder
});

fn copy(from: &PathBuf, to: &PathBuf) {
    fs::create_dir_all(to).expect("the folder can be made");
    for child in fs::read_dir(from).expect("the fixture is there").flatten() {
        let (path, there) = (child.path(), to.join(child.file_name()));
        if path.is_dir() {
            copy(&path, &there);
        } else {
            fs::copy(path, there).expect("the fixture can be copied");
        }
    }
}

libfuzzer_sys::fuzz_target!(|input: (u8, Vec<u8>)| {
    let (which, bytes) = input;
    let git = FOLDER.join(".git");
    let in_pack = |ending: &str| {
        let files = fs::read_dir(git.join("objects/pack"));
        let mut files = files.into_iter().flatten().flatten().map(|it| it.path());
        files.find(|it| it.extension().is_some_and(|it| it == ending))
    };
    let place = match which % 5 {
        0 => in_pack("pack"),
        1 => in_pack("idx"),
        2 => Some(git.join("packed-refs")),
        3 => Some(git.join("objects/15/228392ba718fbbc1b077785d9920a289492653")),
        _ => Some(git.join("HEAD")),
    };
    let Some(place) = place else { return };
    let Ok(before) = fs::read(&place) else { return };
    let _ = fs::write(&place, &bytes);
    let into = FOLDER.join("files");
    let _ = fs::remove_dir_all(&into);
    for rev in ["HEAD", "v1a", "main~2^2", "main...topic"] {
        let _ = checkout_into(&FOLDER, rev, &|_, _| true, &into, &Limits::default());
        let _ = fs::remove_dir_all(&into);
    }
    let _ = fs::write(&place, before);
});
