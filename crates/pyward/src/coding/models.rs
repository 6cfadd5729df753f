//! Models of data flows that people write for their own code, named by `code.models`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pyward_model::printable;
use pyward_policy::Settings;
use pyward_rules::{OwnModel, shell_matches};

use crate::config;
use crate::failure::Failure;

/// Bytes a file may have.
const LARGEST: u64 = 1 << 20;

/// How many files there may be.
const MOST: usize = 100;

/// How many names of a folder are looked at for a glob.
const NAMES: usize = 10_000;

/// The model with what the files of the settings add; `None` where they name none.
pub(crate) fn load(settings: &Settings) -> Result<Option<OwnModel>, Failure> {
    if settings.code_models.is_empty() {
        return Ok(None);
    }
    let folder = PathBuf::from(&settings.ground.config_folder);
    let mut paths = BTreeSet::new();
    for named in &settings.code_models {
        let found = found(&folder, named)?;
        if found.is_empty() {
            let message = format!(
                "`code.models` names {}, and no such file is there",
                printable(named)
            );
            return Err(
                Failure::usage(message).hint("paths start at the folder of the config file")
            );
        }
        paths.extend(found);
    }
    if paths.len() > MOST {
        let message = format!("`code.models` names more than {MOST} files");
        return Err(Failure::usage(message).hint("put several into one"));
    }
    let mut files = Vec::new();
    for shown in paths {
        let path = inside(&folder, &shown)?;
        let text = config::read_up_to(&path, LARGEST)?.ok_or_else(|| refused(&shown, "is gone"))?;
        files.push((printable(&shown).into_owned(), text));
    }
    let own = OwnModel::read(&files).map_err(|error| {
        let hint = error.hint();
        Failure::usage(error.to_string()).hint(hint)
    })?;
    Ok(Some(own))
}

fn refused(shown: &str, why: &str) -> Failure {
    Failure::usage(format!("the model {} {why}", printable(shown)))
        .hint("correct `code.models` in the config file")
}

/// The files a path or glob stands for, as seen from the folder. A glob stands in the last part.
fn found(folder: &Path, named: &str) -> Result<Vec<String>, Failure> {
    let plain = named.strip_prefix("./").unwrap_or(named);
    let is_outside = plain.split('/').any(|part| matches!(part, "" | "." | ".."));
    if is_outside || plain.contains('\\') {
        return Err(refused(
            named,
            "does not lie below the folder of the config file",
        ));
    }
    let (below, name) = plain.rsplit_once('/').unwrap_or(("", plain));
    let is_glob = |text: &str| text.contains(['*', '?', '[']);
    if is_glob(below) {
        return Err(refused(named, "has a glob in more than its last part"));
    }
    if !is_glob(name) {
        let is_there = folder.join(plain).is_file();
        return Ok(is_there.then(|| plain.to_owned()).into_iter().collect());
    }
    let names = std::fs::read_dir(folder.join(below)).into_iter().flatten();
    let names = names
        .take(NAMES)
        .filter_map(|child| child.ok()?.file_name().into_string().ok());
    let mut found: Vec<String> = names
        .filter(|child| shell_matches(name, child))
        .map(|child| match below {
            "" => child,
            below => format!("{below}/{child}"),
        })
        .filter(|path| folder.join(path).is_file())
        .collect();
    found.sort();
    Ok(found)
}

/// The file itself, if links do not lead out of the folder.
fn inside(folder: &Path, shown: &str) -> Result<PathBuf, Failure> {
    let real = |path: &Path| {
        path.canonicalize()
            .map_err(|error| refused(shown, &error.to_string()))
    };
    let (folder, path) = (real(folder)?, real(&folder.join(shown))?);
    if path.starts_with(folder) {
        Ok(path)
    } else {
        Err(refused(
            shown,
            "is a link that leads out of the folder of the config file",
        ))
    }
}
