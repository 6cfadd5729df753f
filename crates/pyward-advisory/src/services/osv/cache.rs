//! Records that were fetched before, a file each. A record is asked for by the time of its last change, so what is kept
//! is never older than what the service would answer.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::intake::MAX_RECORD;
use crate::regular;

/// A folder of records; nothing is kept where there is none.
pub(super) struct Cache<'a>(Option<&'a Path>);

impl<'a> Cache<'a> {
    pub(super) fn new(folder: Option<&'a Path>) -> Self {
        Self(folder)
    }

    /// The text of a record, if it was last changed at `modified`.
    pub(super) fn get(&self, id: &str, modified: Option<&str>) -> Option<Vec<u8>> {
        let file = regular::open(&self.path(id)?).ok()?;
        let mut bytes = Vec::new();
        file.take(MAX_RECORD + 1).read_to_end(&mut bytes).ok()?;
        let json: Value = serde_json::from_slice(&bytes).ok()?;
        let kept = json.get("modified").and_then(Value::as_str)?;
        same_time(kept, modified?).then_some(bytes)
    }

    /// Keeps the text of a record. What cannot be written is fetched again another time.
    pub(super) fn put(&self, id: &str, bytes: &[u8]) {
        let Some(path) = self.path(id) else { return };
        let Some(folder) = path.parent() else { return };
        let _ = fs::create_dir_all(folder);
        if let Ok(mut file) = tempfile::NamedTempFile::new_in(folder)
            && file.write_all(bytes).is_ok()
        {
            let _ = file.persist(path);
        }
    }

    fn path(&self, id: &str) -> Option<PathBuf> {
        is_plain(id).then(|| Some(self.0?.join("osv").join(format!("{id}.json"))))?
    }
}

/// Whether an id can be the name of a file.
pub(super) fn is_plain(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !id.is_empty() && id.len() <= 100 && id.bytes().all(plain) && !id.starts_with('.')
}

/// Times may be told with more or fewer digits.
fn same_time(a: &str, b: &str) -> bool {
    let read = |text: &str| text.parse::<jiff::Timestamp>().ok();
    a == b || read(a).is_some_and(|time| read(b) == Some(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_current_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(Some(folder.path()));
        let record = br#"{"id":"GHSA-1","modified":"2026-01-01T00:00:00Z"}"#;
        cache.put("GHSA-1", record);
        assert_eq!(
            cache
                .get("GHSA-1", Some("2026-01-01T00:00:00.000Z"))
                .as_deref(),
            Some(&record[..])
        );
        assert_eq!(cache.get("GHSA-1", Some("2026-01-02T00:00:00Z")), None);
        assert_eq!(cache.get("GHSA-1", None), None);
        cache.put("../../GHSA-1", record);
        assert_eq!(
            cache.get("../../GHSA-1", Some("2026-01-01T00:00:00Z")),
            None
        );
        Cache::new(None).put("GHSA-1", record);
    }
}
