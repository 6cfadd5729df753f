//! What a requirements file is for, by its name.

use pyward_model::Scope;

/// Words in names and the group they stand for.
const WORDS: &[(&str, &str)] = &[
    ("dev", "dev"),
    ("devel", "dev"),
    ("develop", "dev"),
    ("development", "dev"),
    ("test", "test"),
    ("tests", "test"),
    ("testing", "test"),
    ("doc", "docs"),
    ("docs", "docs"),
    ("documentation", "docs"),
    ("lint", "lint"),
    ("linting", "lint"),
    ("linters", "lint"),
    ("typing", "typing"),
    ("mypy", "typing"),
    ("ci", "ci"),
    ("bench", "bench"),
    ("benchmark", "bench"),
    ("benchmarks", "bench"),
    ("examples", "examples"),
];

/// The scope of a file: `requirements-dev.txt` is for development, `requirements/test.txt` and
/// `tests/requirements.txt` for testing; a name that says nothing is for running.
pub(super) fn of(path: &str) -> Scope {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name
        .rsplit_once('.')
        .map_or(name, |(stem, _)| stem)
        .to_ascii_lowercase();
    if let Some(scope) = stem.split(['-', '_', '.']).find_map(named) {
        return scope;
    }
    let says_nothing = matches!(
        &*stem,
        "requirements" | "requirement" | "reqs" | "constraints"
    );
    let folder = folder
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    named(&folder)
        .filter(|_| says_nothing)
        .unwrap_or(Scope::Main)
}

fn named(word: &str) -> Option<Scope> {
    WORDS
        .iter()
        .find(|(known, _)| *known == word)
        .map(|(_, group)| Scope::group(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_a_file_is_for() {
        for (path, scope) in [
            ("requirements.txt", Scope::Main),
            ("requirements-dev.txt", Scope::Dev),
            ("dev-requirements.in", Scope::Dev),
            ("requirements_test.txt", Scope::Group("test".into())),
            ("requirements/tests.txt", Scope::Group("test".into())),
            ("requirements/base.txt", Scope::Main),
            ("docs/requirements.txt", Scope::Group("docs".into())),
            ("docs/app-requirements.txt", Scope::Main),
            ("a/requirements.lint.txt", Scope::Group("lint".into())),
            ("device-requirements.txt", Scope::Main),
            ("<stdin>", Scope::Main),
        ] {
            assert_eq!(of(path), scope, "{path}");
        }
    }
}
