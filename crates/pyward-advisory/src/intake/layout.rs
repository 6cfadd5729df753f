//! What of a tree of files holds records.

use memchr::memmem;

/// Which files of a tree are read, and which of them are worth parsing. By default every JSON file, whatever it says.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Layout {
    /// Paths with such a part are left alone.
    pub(crate) without: &'static [&'static str],
    /// Records also come as YAML.
    pub(crate) yaml: bool,
    /// The tree is that of a database of many ecosystems: what does not hold the word `PyPI` is counted and not parsed.
    pub(crate) pypi_only: bool,
}

impl Layout {
    /// Whether a file is read, by its path with whatever separators.
    pub(crate) fn reads(&self, path: &str) -> bool {
        let path = path.replace('\\', "/");
        if self.without.iter().any(|part| path.contains(part)) {
            return false;
        }
        has_extension(&path, "json") || (self.yaml && is_yaml(&path))
    }

    /// Whether a file cannot speak of a PyPI package.
    pub(crate) fn passes_over(&self, bytes: &[u8]) -> bool {
        self.pypi_only && memmem::find(bytes, b"PyPI").is_none()
    }
}

/// Whether a path is that of a YAML file.
pub(super) fn is_yaml(path: &str) -> bool {
    has_extension(path, "yaml") || has_extension(path, "yml")
}

fn has_extension(path: &str, extension: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, last)| last == extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layout_says_which_files_are_read() {
        let all = Layout::default();
        assert!(all.reads("a/X-1.json") && !all.reads("a/X-1.yaml") && !all.reads("a/json"));
        let some = Layout {
            without: &["/unreviewed/"],
            yaml: true,
            pypi_only: true,
        };
        assert!(some.reads("vulns\\a\\X-1.yaml") && some.reads("a/X.yml"));
        assert!(!some.reads("advisories/unreviewed/X-1.json"));
        assert!(!some.reads("advisories\\unreviewed\\X-1.json"));
        assert!(
            some.passes_over(b"npm") && !some.passes_over(b"is PyPI") && !all.passes_over(b"npm")
        );
    }
}
