//! Paths as those see them who stand where pyward was run.

use std::borrow::Cow;

use pyward_model::Report;

/// The folder between where pyward was run and what its paths are relative to.
#[derive(Debug, Default)]
pub(crate) struct SourceRoot {
    /// Empty, or with `/` at its end.
    prefix: String,
}

impl SourceRoot {
    /// Of a report about one folder below where pyward was run its path; of all others nothing.
    pub(crate) fn of(report: &Report) -> Self {
        let [target] = report.targets.as_slice() else {
            return Self::default();
        };
        let path = target.path.replace('\\', "/");
        let parts: Vec<&str> = path
            .split('/')
            .filter(|part| !matches!(*part, "" | "."))
            .collect();
        let is_below = target.kind == "directory"
            && !path.starts_with('/')
            && !path.contains(':')
            && !parts.contains(&"..");
        if !is_below || parts.is_empty() {
            return Self::default();
        }
        Self {
            prefix: format!("{}/", parts.join("/")),
        }
    }

    /// A path as seen from where pyward was run; absolute ones stay what they are.
    pub(crate) fn path<'a>(&self, path: &'a str) -> Cow<'a, str> {
        let is_absolute = path.starts_with('/') || path.get(1..2) == Some(":");
        let path = path.strip_prefix("./").unwrap_or(path);
        if self.prefix.is_empty() || is_absolute || path.starts_with(&self.prefix) {
            return Cow::Borrowed(path);
        }
        match path {
            "." | "" => Cow::Owned(self.prefix.clone()),
            path => Cow::Owned(format!("{}{path}", self.prefix)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn seen(target: &str, kind: &'static str, path: &str) -> String {
        let mut report = sample::clean();
        report.targets[0].path = target.into();
        report.targets[0].kind = kind;
        SourceRoot::of(&report).path(path).into_owned()
    }

    #[test]
    fn paths_start_where_pyward_was_run() {
        assert_eq!(seen(".", "directory", "a.py"), "a.py");
        assert_eq!(seen("./sub/", "directory", "./a.py"), "sub/a.py");
        assert_eq!(seen("sub", "directory", "sub/a.py"), "sub/a.py");
        assert_eq!(seen("sub", "directory", "/usr/a.py"), "/usr/a.py");
        assert_eq!(seen("/srv/sub", "directory", "a.py"), "a.py");
        assert_eq!(seen("../sub", "directory", "a.py"), "a.py");
        assert_eq!(seen("sub/uv.lock", "file", "uv.lock"), "uv.lock");
    }
}
