//! `# via` comments, in which pip-compile and uv say why a package is there.

use pyward_model::PackageName;

/// Who needs a package, as the comments at its line say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Annotation {
    /// Packages, in the order written.
    pub(super) packages: Vec<PackageName>,
    /// A file or project asks for it itself.
    pub(super) by_project: bool,
    /// A list was begun and goes on in the next comment.
    open: bool,
    /// There was a `# via`.
    present: bool,
}

impl Annotation {
    /// Whether any comment was of this kind.
    pub(super) fn is_present(&self) -> bool {
        self.present
    }

    /// Takes what stands after a `#` in the line of the package or below it.
    pub(super) fn take(&mut self, comment: &str) {
        let text = comment.trim();
        if let Some(list) = text
            .strip_prefix("via")
            .filter(|list| list.is_empty() || list.starts_with([' ', '\t', ':']))
        {
            let list = list.trim_start_matches(':').trim();
            self.present = true;
            self.open = list.is_empty();
            self.items(list);
        } else if self.open && comment.starts_with("  ") {
            self.items(text);
        } else {
            self.open = false;
        }
    }

    fn items(&mut self, list: &str) {
        for item in list
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
        {
            if let Some(option) = item.strip_prefix('-') {
                // A constraint chooses a version; it does not ask for the package.
                let names_version = option.starts_with('c')
                    || option.starts_with("-constraint")
                    || option.starts_with("-override");
                self.by_project |= !names_version;
            } else if item.contains(" (") {
                // `name (pyproject.toml)` is the project.
                self.by_project = true;
            } else {
                let name = item.split('[').next().unwrap_or_default().trim();
                let name = PackageName::pypi(name);
                if name.is_valid() {
                    self.packages.push(name);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(comments: &[&str]) -> (Vec<String>, bool, bool) {
        let mut annotation = Annotation::default();
        for comment in comments {
            annotation.take(comment);
        }
        let packages = annotation
            .packages
            .iter()
            .map(ToString::to_string)
            .collect();
        (packages, annotation.by_project, annotation.is_present())
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn both_styles_are_read() {
        assert_eq!(
            read(&[" via flask, Jinja2"]),
            (names(&["flask", "jinja2"]), false, true)
        );
        assert_eq!(
            read(&[" via", "   flask", "   celery[redis]"]),
            (names(&["flask", "celery"]), false, true)
        );
        assert_eq!(read(&[" via: flask"]), (names(&["flask"]), false, true));
    }

    #[test]
    fn files_and_projects_ask_themselves_and_constraints_do_not() {
        assert_eq!(
            read(&[" via -r requirements.in (line 3)"]),
            (vec![], true, true)
        );
        assert_eq!(
            read(&[" via", "   my-app (pyproject.toml)", "   flask"]),
            (names(&["flask"]), true, true)
        );
        assert_eq!(
            read(&[" via", "   -c constraints.txt", "   flask"]),
            (names(&["flask"]), false, true)
        );
    }

    #[test]
    fn other_comments_say_nothing() {
        assert_eq!(
            read(&[" viable", " pinned for a reason"]),
            (vec![], false, false)
        );
        assert_eq!(
            read(&[" via flask", "   not a list"]),
            (names(&["flask"]), false, true)
        );
        assert_eq!(
            read(&[" via", "   flask", " from https://pypi.org/simple", "   x"]),
            (names(&["flask"]), false, true)
        );
    }
}
