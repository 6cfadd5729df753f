//! One wheel, laid out and held against its list of files.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use uv_distribution_filename::WheelFilename;
use uv_install_wheel::{InstallState, Layout, LinkMode, install_wheel};
use uv_pypi_types::Scheme;

use super::off_limits;
use super::tree::content;
use crate::Environment;
use crate::installed::{Record, is_hex_of, sha256_of};
use crate::journal::{Put, is_below, order};
use crate::sync::fetch::Unpacked;
use crate::sync::known::{Known, Note, State, key};

/// A file that lies ready.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Laid {
    /// Where it goes, from the root of the environment.
    pub(super) to: PathBuf,
    /// In bytes.
    pub(super) size: u64,
    /// In which state it is, where it is a link of the cache's.
    pub(super) state: Option<State>,
}

/// Lays out one wheel in a folder of its own, and verifies it. Sorted by where files go.
pub(super) fn lay_out(
    environment: &Environment,
    wheel: &Unpacked,
    at: usize,
    new: &Path,
) -> Result<Vec<Put>, String> {
    let filename = WheelFilename::from_str(&wheel.filename).map_err(|error| error.to_string())?;
    let base = PathBuf::from(at.to_string());
    let site = Site {
        environment,
        wheel: &wheel.folder,
        filename: &filename,
        root: new.join(&base),
    };
    let (mut laid, record) = match site.linked()? {
        Some(linked) => linked,
        None => site.whole()?,
    };
    laid.sort_unstable_by(|a, b| order(&a.to, &b.to));
    let put = digests(&site, laid, &base, &wheel.note)?;
    verify(&record, &put)?;
    Ok(put)
}

/// Where a wheel is laid out.
pub(super) struct Site<'a> {
    pub(super) environment: &'a Environment,
    pub(super) wheel: &'a Path,
    pub(super) filename: &'a WheelFilename,
    pub(super) root: PathBuf,
}

impl Site<'_> {
    fn packages(&self) -> PathBuf {
        self.root.join(&self.environment.places.packages)
    }

    /// Has the wheel installed as a whole.
    pub(super) fn whole(&self) -> Result<(Vec<Laid>, Record), String> {
        self.install(self.wheel)?;
        let laid = self.look()?;
        let packages = &self.environment.places.packages;
        let is_list = |to: &Path| {
            to.ends_with("RECORD")
                && to.parent().is_some_and(|folder| {
                    folder.extension().is_some_and(|ext| ext == "dist-info")
                        && folder.parent() == Some(packages)
                })
        };
        let list = laid.iter().map(|laid| laid.to.as_path());
        let list = list
            .filter(|to| is_list(to))
            .min()
            .ok_or("it has no list of its files")?;
        let record = Record::read(&self.root, packages, list)?;
        Ok((laid, record))
    }

    /// Has what is to be made of the wheel made, and links the rest. `None` where that cannot be done: nothing is laid
    /// out then.
    #[cfg(target_os = "linux")]
    pub(super) fn linked(&self) -> Result<Option<(Vec<Laid>, Record)>, String> {
        use super::links::{Unlinked, link_all};
        use super::shell::Shell;
        use crate::installed::Line;

        let Some(shell) = Shell::of(self.wheel, self.root.with_extension("shell")) else {
            return Ok(None);
        };
        self.install(&shell.folder)?;
        shell.remove();
        let list = shell.complete(&self.packages())?;
        let mut laid = self.look()?;
        let packages = &self.environment.places.packages;
        match link_all(self.wheel, &self.packages(), packages) {
            Ok(more) => laid.extend(more),
            Err(Unlinked::Failed(reason)) => return Err(reason),
            Err(Unlinked::Impossible) => {
                std::fs::remove_dir_all(&self.root).map_err(|error| error.to_string())?;
                return Ok(None);
            }
        }
        let lines = Line::all(&list).ok_or("its list of files makes no sense")?;
        Ok(Some((laid, Record::of_lines(packages, &lines)?)))
    }

    /// Elsewhere files are copied, or cloned.
    #[cfg(not(target_os = "linux"))]
    #[expect(clippy::unnecessary_wraps, reason = "it may fail elsewhere")]
    pub(super) fn linked(&self) -> Result<Option<(Vec<Laid>, Record)>, String> {
        Ok(None)
    }

    /// Installs an unpacked wheel into the root.
    fn install(&self, wheel: &Path) -> Result<(), String> {
        let (environment, places) = (self.environment, &self.environment.places);
        let packages = self.packages();
        std::fs::create_dir_all(&packages).map_err(|error| error.to_string())?;
        let layout = Layout {
            sys_executable: environment.executable.clone(),
            python_version: (environment.python.major, environment.python.minor),
            os_name: if places.windows { "nt" } else { "posix" }.to_owned(),
            scheme: Scheme {
                purelib: packages.clone(),
                platlib: packages,
                scripts: self.root.join(&places.scripts),
                data: self.root.clone(),
                include: self.root.join(&places.include),
            },
        };
        install_wheel::<(), ()>(
            &layout,
            false,
            wheel,
            self.filename,
            None,
            None,
            None,
            Some("pyward"),
            true,
            LinkMode::default(),
            &InstallState::default(),
        )
        .map_err(|error| crate::translate::chain(&error))
    }

    /// What lies in the root now.
    fn look(&self) -> Result<Vec<Laid>, String> {
        let content = content(&self.root)?;
        content.without_empty(&self.root);
        let laid = content.files.into_iter().map(|to| {
            let about = self.root.join(&to).symlink_metadata();
            let about = about.map_err(|error| error.to_string())?;
            Ok(Laid {
                to,
                size: about.len(),
                state: State::of_linked(&about),
            })
        });
        laid.collect()
    }
}

/// What is in the files, by what is noted of them or else by reading them. What was read is noted.
fn digests(
    site: &Site<'_>,
    laid: Vec<Laid>,
    base: &Path,
    place: &Path,
) -> Result<Vec<Put>, String> {
    let packages = &site.environment.places.packages;
    let noted = Known::read(place);
    let known = noted.files();
    let mut put = Vec::with_capacity(laid.len());
    let mut states = Vec::with_capacity(laid.len());
    let mut any_read = false;
    for Laid { to, size, state } in laid {
        if !is_below(&to, packages)
            && let Some(reason) = off_limits(&to)
        {
            return Err(reason);
        }
        let key = state.is_some().then(|| key(&to, packages)).flatten();
        let seen = key
            .as_deref()
            .and_then(|key| known.get(key))
            .filter(|(seen, _)| state == Some(*seen));
        let (sha256, size) = match seen {
            Some((_, sha256)) => ((*sha256).to_owned(), size),
            None => sha256_of(&site.root.join(&to))?,
        };
        any_read |= seen.is_none() && key.is_some();
        states.push(state);
        put.push(Put {
            from: base.join(&to),
            to,
            sha256,
            size,
        });
    }
    if any_read {
        let mut note = Note::new();
        for (put, state) in put.iter().zip(&states) {
            if let (Some(state), Some(key)) = (state, key(&put.to, packages)) {
                note.add(&key, state, &put.sha256);
            }
        }
        note.write(place);
    }
    Ok(put)
}

/// Whether the files are those that the wheel's list of files names, with the content it names.
fn verify(record: &Record, put: &[Put]) -> Result<(), String> {
    // A path is hashed part by part, and there are many.
    let laid = put.iter().map(|put| (bytes(&put.to), put));
    let laid: HashMap<&[u8], &Put> = laid.collect();
    for entry in &record.entries {
        let shown = || {
            let path = entry.path.to_string_lossy();
            pyward_model::printable(&path).into_owned()
        };
        match (laid.get(bytes(&entry.path)), &entry.sha256) {
            (None, _) => {
                return Err(format!(
                    "its list of files names `{}`, which is not there",
                    shown()
                ));
            }
            (Some(put), Some(sha256)) if !is_hex_of(&put.sha256, sha256) => {
                return Err(format!("`{}` is not what its list of files says", shown()));
            }
            _ => {}
        }
    }
    Ok(())
}

fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}
