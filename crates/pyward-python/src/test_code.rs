//! What is code of tests.

/// Whether a file is one of tests, by its path.
pub fn is_test(path: &str) -> bool {
    path.split(['/', '\\']).any(|part| {
        matches!(part, "test" | "tests" | "testing" | "conftest.py")
            || part.starts_with("test_")
            || part.ends_with("_test.py")
            || part.ends_with("_tests.py")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_known_by_their_paths() {
        for path in [
            "tests/app.py",
            "a\\test\\b.py",
            "test_app.py",
            "a/app_test.py",
            "conftest.py",
        ] {
            assert!(is_test(path), "{path}");
        }
        for path in ["app.py", "latest/app.py", "testimony.py", "attest.py"] {
            assert!(!is_test(path), "{path}");
        }
    }
}
