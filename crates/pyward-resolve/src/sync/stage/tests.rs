//! Both ways of laying a wheel out, and what neither lets in.

use std::collections::BTreeMap;
use std::fs;
use std::str::FromStr as _;

use uv_distribution_filename::WheelFilename;

use super::wheel::Site;
use super::*;
use crate::installed::Line;
use crate::installed::fixture::{Venv, Wheel};

#[test]
fn the_environment_itself_is_off_limits() {
    for path in [
        "pyvenv.cfg",
        "PyVenv.CFG",
        ".pyward/journal/journal.json",
        "bin/python3.12",
        "Scripts/pythonw.exe",
        "bin/activate.fish",
    ] {
        assert!(off_limits(Path::new(path)).is_some(), "{path}");
    }
    for path in [
        "bin/pip",
        "bin/python-config",
        "lib/python3.12/site-packages/pyvenv.cfg",
    ] {
        assert!(off_limits(Path::new(path)).is_none(), "{path}");
    }
}

/// A wheel with what wheels have.
fn usual() -> Wheel {
    let mut wheel = Wheel::new("alpha", "1.0", &["beta"])
        .file("alpha/deep/er/data.txt", "1\n")
        .file("alpha-more.py", "more = 1\n")
        .file("alpha.py", "")
        .script("alpha");
    wheel.info("licenses/LICENSE", "free\n");
    wheel.info("top_level.txt", "alpha\n");
    wheel
}

/// What was laid out: by path, the text and whether it may be run.
fn seen(root: &Path) -> BTreeMap<PathBuf, (String, bool)> {
    let files = files_of_metadata(root);
    let seen = files.into_iter().map(|file| {
        let path = root.join(&file);
        let text = crate::installed::read_text(&path, 1 << 20).unwrap();
        #[cfg(unix)]
        let runs = std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions())
            & 0o111
            != 0;
        #[cfg(not(unix))]
        let runs = false;
        (file, (text, runs))
    });
    seen.collect()
}

struct Laying {
    venv: Venv,
    unpacked: Unpacked,
}

impl Laying {
    fn of(wheel: &Wheel) -> Self {
        let venv = Venv::new();
        let unpacked = wheel.unpack(&venv.path("cache"));
        Self { venv, unpacked }
    }

    /// Lays the wheel out below a folder; whether its files were linked, where they were to be.
    fn lay(&self, below: &str, linked: bool) -> Result<bool, String> {
        let environment = self.venv.open();
        let filename = WheelFilename::from_str(&self.unpacked.filename).unwrap();
        let site = Site {
            environment: &environment,
            wheel: &self.unpacked.folder,
            filename: &filename,
            root: self.venv.path(below),
        };
        if linked {
            return site.linked().map(|laid| laid.is_some());
        }
        site.whole().map(|_| true)
    }

    fn all(&self) -> Result<Vec<Put>, String> {
        let new = self.venv.path("new");
        fs::create_dir_all(&new).unwrap();
        lay_out(&self.venv.open(), &self.unpacked, 0, &new)
    }
}

#[test]
#[cfg(target_os = "linux")]
fn linking_lays_out_what_installing_would() {
    use std::os::unix::fs::MetadataExt as _;

    let laying = Laying::of(&usual());
    // Folders that no file is in are nobody's.
    fs::create_dir_all(laying.unpacked.folder.join("alpha/empty/still")).unwrap();
    assert_eq!(laying.lay("whole", false), Ok(true));
    assert_eq!(laying.lay("linked", true), Ok(true));
    let (whole, linked) = (
        seen(&laying.venv.path("whole")),
        seen(&laying.venv.path("linked")),
    );
    let scripts = |text: &str| text.replace("/whole/", "/linked/");
    let whole: BTreeMap<_, _> = whole
        .into_iter()
        .map(|(path, (text, runs))| (path, (scripts(&text), runs)))
        .collect();
    assert_eq!(linked, whole);
    assert!(
        linked.len() > 10 && linked[Path::new("bin/alpha")].1,
        "{linked:?}"
    );
    let packages = Path::new("lib/python3.12/site-packages");
    assert!(
        !laying
            .venv
            .path("linked")
            .join(packages)
            .join("alpha/empty")
            .exists()
    );
    let inode = |root: &Path, file: &str| root.join(file).metadata().unwrap().ino();
    let laid = laying.venv.path("linked").join(packages);
    let cache = &laying.unpacked.folder;
    assert_eq!(inode(&laid, "alpha.py"), inode(cache, "alpha.py"));
    // What is written to an environment is not written to the cache.
    for own in ["RECORD", "INSTALLER"] {
        let path = laid.join("alpha-1.0.dist-info").join(own);
        assert_eq!(path.metadata().unwrap().nlink(), 1, "{own}");
    }
    let list = cache.join("alpha-1.0.dist-info/RECORD");
    let text = crate::installed::read_text(&list, 1 << 20).unwrap();
    assert!(
        Line::all(&text).is_some_and(|lines| !lines.is_empty()),
        "{text}"
    );
    assert!(!laying.venv.path("linked.shell").exists());
}

#[test]
fn a_wheel_with_files_for_elsewhere_or_an_odd_list_is_installed_as_a_whole() {
    let data = usual().file("alpha-1.0.data/data/share/alpha.conf", "a = 1\n");
    let quoted = usual().file("alpha/a,b.txt", "1\n");
    let mut list = quoted.clone();
    list.info(
        "RECORD",
        "\"alpha/a,b.txt\",,\nalpha/__init__.py,,\nalpha-1.0.dist-info/RECORD,,\n",
    );
    for (wheel, brings) in [
        (data, "share/alpha.conf"),
        (list, "lib/python3.12/site-packages/alpha/a,b.txt"),
    ] {
        let laying = Laying::of(&wheel);
        assert_eq!(laying.lay("linked", true), Ok(false), "{brings}");
        assert!(!laying.venv.path("linked").exists());
        let put = laying.all().unwrap();
        let places: Vec<_> = put.iter().map(|put| put.to.as_path()).collect();
        assert!(places.contains(&Path::new(brings)), "{places:?}");
        assert!(places.is_sorted());
    }
}

#[test]
#[cfg(unix)]
fn what_is_noted_of_files_for_elsewhere_is_not_read_again() {
    let wheel = usual().file("alpha-1.0.data/data/share/alpha.conf", "a = 1\n");
    let laying = Laying::of(&wheel);
    laying.all().unwrap();
    let note = crate::installed::read_text(&laying.unpacked.note, 1 << 20).unwrap();
    assert!(note.contains(" /share/alpha.conf\n"), "{note}");
    assert!(note.contains(" alpha/deep/er/data.txt\n"), "{note}");
    assert!(!note.contains("RECORD\n"), "{note}");
}

#[test]
#[cfg(unix)]
fn a_link_in_the_cache_is_not_followed() {
    for (from, to) in [
        ("alpha/link.py", "/etc/passwd"),
        ("alpha/folder", "/etc"),
        ("alpha-1.0.dist-info/entry_points.txt", "/etc/passwd"),
    ] {
        let laying = Laying::of(&Wheel::new("alpha", "1.0", &[]));
        std::os::unix::fs::symlink(to, laying.unpacked.folder.join(from)).unwrap();
        let error = laying.all().unwrap_err();
        assert!(error.contains("is neither a file nor a folder"), "{error}");
        let laid = laying.venv.path("new/0/lib/python3.12/site-packages");
        assert!(!laid.join("alpha/folder/passwd").exists());
    }
}

#[test]
fn what_the_list_of_files_says_must_be_so() {
    let list = |text: &str| {
        let mut wheel = Wheel::new("alpha", "1.0", &[]);
        wheel.info("RECORD", text);
        Laying::of(&wheel).all().map(|put| put.len())
    };
    let wrong = format!("sha256={}", "A".repeat(43));
    assert!(list("alpha/__init__.py,,\n").is_ok());
    for (text, reason) in [
        (
            format!("alpha/__init__.py,{wrong},1\n"),
            "is not what its list of files says",
        ),
        (format!("alpha/gone.py,{wrong},1\n"), "which is not there"),
        (
            "../../../../../etc/passwd,,\n".to_owned(),
            "outside the environment",
        ),
        (
            format!("alpha-1.0.dist-info/METADATA,{wrong},1\n"),
            "is not what its list",
        ),
        ("alpha/__init__.py,x\ny,z,a,b\n".to_owned(), "RECORD"),
    ] {
        let error = list(&text).unwrap_err();
        assert!(error.contains(reason), "{text}: {error}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn folders_are_linked_to_a_depth_and_what_stands_there_stays() {
    use super::links::{Unlinked, link_all};

    let folder = tempfile::TempDir::new().unwrap();
    let (wheel, place) = (folder.path().join("wheel"), folder.path().join("place"));
    let mut deep = wheel.clone();
    for _ in 0..64 {
        deep.push("d");
    }
    fs::create_dir_all(&deep).unwrap();
    fs::create_dir_all(place.join("a")).unwrap();
    for file in [
        wheel.join("new.py"),
        wheel.join("there.py"),
        place.join("there.py"),
    ] {
        fs::File::create_new(file).unwrap();
    }
    let named = |laid: Result<Vec<super::wheel::Laid>, Unlinked>| -> Vec<PathBuf> {
        laid.unwrap().into_iter().map(|laid| laid.to).collect()
    };
    let laid = named(link_all(&wheel, &place, Path::new("lib")));
    assert_eq!(laid, [Path::new("lib/new.py")]);
    assert!(!place.join("d").exists());
    fs::create_dir(deep.join("d")).unwrap();
    let error = link_all(&wheel, &place, Path::new("lib")).unwrap_err();
    assert_eq!(
        error,
        Unlinked::Failed("its folders are more than 64 deep".to_owned())
    );
    // A link that leads out of where files are put is no folder of theirs.
    fs::remove_dir_all(wheel.join("d")).unwrap();
    let outside = folder.path().join("outside");
    fs::create_dir_all(&outside).unwrap();
    fs::create_dir(wheel.join("way")).unwrap();
    fs::File::create_new(wheel.join("way/out.py")).unwrap();
    std::os::unix::fs::symlink(&outside, place.join("way")).unwrap();
    assert!(matches!(
        link_all(&wheel, &place, Path::new("lib")),
        Err(Unlinked::Failed(_))
    ));
    assert!(!outside.join("out.py").exists());
}

#[test]
#[cfg(target_os = "linux")]
fn what_cannot_be_linked_is_copied() {
    // Another file system, on most machines.
    let Ok(other) = tempfile::TempDir::new_in("/dev/shm") else {
        return;
    };
    let mut laying = Laying::of(&usual());
    laying.unpacked = usual().unpack(other.path());
    let device = |path: &Path| std::os::unix::fs::MetadataExt::dev(&path.metadata().unwrap());
    if device(other.path()) == device(laying.venv.folder.path()) {
        return;
    }
    assert_eq!(laying.lay("linked", true), Ok(false));
    assert!(!laying.venv.path("linked").exists() && !laying.venv.path("linked.shell").exists());
    let put = laying.all().unwrap();
    assert!(
        put.iter()
            .any(|put| put.to.ends_with("alpha/deep/er/data.txt"))
    );
}
