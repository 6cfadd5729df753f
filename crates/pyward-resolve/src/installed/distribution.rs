//! What is installed, by its metadata.

use std::path::{Path, PathBuf};

use pyward_model::{PackageName, Version, printable, without_credentials};

use super::door::read_text;
use super::{Environment, EnvironmentError};

/// The longest metadata file that is read, in bytes.
const METADATA_LIMIT: u64 = 8 * 1024 * 1024;
/// How many entries of the packages folder are looked at.
const ENTRY_LIMIT: usize = 200_000;

/// One installed package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// The package.
    pub name: PackageName,
    /// Its version.
    pub version: Version,
    /// Its requirements (PEP 508), as its metadata has them.
    pub requires: Vec<Box<str>>,
    /// The Python versions it is for.
    pub requires_python: Option<Box<str>>,
    /// What installed it, where it says so.
    pub installer: Option<Box<str>>,
    /// Where it came from, where that was no index (`direct_url.json`, PEP 610), without credentials.
    pub url: Option<Box<str>>,
    /// Whether it is installed in place.
    pub editable: bool,
    /// The folder (or file) of its metadata, in the packages folder.
    pub metadata: PathBuf,
}

impl Installed {
    /// Whether it keeps a list of its files (`RECORD`), so that it can be removed.
    pub fn has_record(&self, environment: &Environment) -> bool {
        let folder = environment.site_packages().join(&self.metadata);
        folder.join("RECORD").is_file()
    }
}

/// All that is installed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InstalledSet {
    /// The packages, sorted by name, version and metadata folder. A name that stands twice is a fault of the environment.
    pub packages: Vec<Installed>,
    /// What could not be read, in sentences, sorted.
    pub oddities: Vec<String>,
}

impl InstalledSet {
    /// The package of that name; the first where there are several.
    pub fn get(&self, name: &PackageName) -> Option<&Installed> {
        self.packages.iter().find(|package| package.name == *name)
    }
}

impl Environment {
    /// Reads what is installed, from metadata alone.
    pub fn packages(&self) -> Result<InstalledSet, EnvironmentError> {
        let folder = self.site_packages();
        let unreadable = |error: std::io::Error| EnvironmentError::Unreadable {
            path: folder.clone(),
            reason: error.to_string(),
        };
        let mut set = InstalledSet::default();
        for entry in std::fs::read_dir(&folder)
            .map_err(unreadable)?
            .take(ENTRY_LIMIT)
        {
            let metadata = PathBuf::from(entry.map_err(unreadable)?.file_name());
            match read(&folder, &metadata) {
                Some(Ok(package)) => set.packages.push(package),
                Some(Err(reason)) => set.oddities.push(format!(
                    "`{}` could not be read: {}",
                    printable(&metadata.to_string_lossy()),
                    printable(&reason)
                )),
                None => {}
            }
        }
        set.packages.sort_by(|a, b| {
            (&a.name, &a.version, &a.metadata).cmp(&(&b.name, &b.version, &b.metadata))
        });
        set.oddities.sort();
        Ok(set)
    }
}

/// The package whose metadata an entry of the packages folder is, if it is any's.
fn read(folder: &Path, metadata: &Path) -> Option<Result<Installed, String>> {
    let path = folder.join(metadata);
    let kind = metadata.extension()?.to_str()?;
    let file = match kind {
        // pip renames what it cannot remove so that it begins with a tilde.
        _ if metadata.to_string_lossy().starts_with('~') => return None,
        "dist-info" => path.join("METADATA"),
        "egg-info" if path.is_dir() => path.join("PKG-INFO"),
        "egg-info" => path.clone(),
        _ => return None,
    };
    let text = match read_text(&file, METADATA_LIMIT) {
        Ok(text) => text,
        Err(reason) => return Some(Err(reason)),
    };
    let mut headers = Headers::read(&text);
    let (Some(name), Some(version)) = (headers.name.take(), headers.version.take()) else {
        return Some(Err("its metadata names no package and version".to_owned()));
    };
    let installer = read_text(&path.join("INSTALLER"), 1000).ok();
    let origin = read_text(&path.join("direct_url.json"), 64 * 1024)
        .ok()
        .and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
    let editable = origin
        .as_ref()
        .and_then(|origin| origin.get("dir_info")?.get("editable")?.as_bool())
        .unwrap_or(false);
    let url = origin
        .as_ref()
        .and_then(|origin| origin.get("url")?.as_str())
        .map(|url| without_credentials(url).into());
    Some(Ok(Installed {
        name: PackageName::pypi(name),
        version: Version::new(version),
        requires: headers.requires,
        requires_python: headers.python.map(Into::into),
        installer: installer
            .as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(Into::into),
        url,
        editable,
        metadata: metadata.to_owned(),
    }))
}

/// The headers of core metadata that matter here.
#[derive(Default)]
struct Headers<'a> {
    name: Option<&'a str>,
    version: Option<&'a str>,
    python: Option<&'a str>,
    requires: Vec<Box<str>>,
}

impl<'a> Headers<'a> {
    fn read(text: &'a str) -> Self {
        let mut headers = Self::default();
        // The headers end with a truly empty line: a line of blanks goes on with the header before it.
        for line in text.lines().take_while(|line| !line.is_empty()) {
            if line.starts_with([' ', '\t']) {
                continue;
            }
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let value = value.trim();
            match key.to_ascii_lowercase().as_str() {
                _ if value.is_empty() => {}
                "name" => headers.name = headers.name.or(Some(value)),
                "version" => headers.version = headers.version.or(Some(value)),
                "requires-python" => headers.python = headers.python.or(Some(value)),
                "requires-dist" => headers.requires.push(value.into()),
                _ => {}
            }
        }
        headers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_end_with_an_empty_line_and_not_with_blanks() {
        let text = "Name: a\r\nVersion: 1\r\nLicense: x\r\n  \r\n more\r\nRequires-Dist: b\r\n\r\nRequires-Dist: c\r\n";
        let headers = Headers::read(text);
        assert_eq!((headers.name, headers.version), (Some("a"), Some("1")));
        assert_eq!(headers.requires, [Box::from("b")]);
    }
}
