//! What kind of Python a file is.

/// What a file of Python is, or of what belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// A module or a script.
    Module,
    /// Type hints for a module (`.pyi`).
    Stub,
    /// A Jupyter notebook (`.ipynb`).
    Notebook,
    /// A template of Jinja or Django that makes a page: no Python, but written into by it.
    Template,
}

impl SourceKind {
    /// What a file is by its name and its first bytes (256 suffice): by its ending, or, where it has none, by a first line
    /// such as `#!/usr/bin/env python3`. `None`: no Python.
    pub fn of(path: &str, first: &[u8]) -> Option<Self> {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        match name.rsplit_once('.') {
            Some((stem, ending)) if !stem.is_empty() => {
                let ending = ending.to_ascii_lowercase();
                match ending.as_str() {
                    "py" | "pyw" => Some(Self::Module),
                    "pyi" => Some(Self::Stub),
                    "ipynb" => Some(Self::Notebook),
                    "html" | "htm" | "xhtml" | "djhtml" => Some(Self::Template),
                    "jinja" | "jinja2" | "j2" => makes_page(stem).then_some(Self::Template),
                    _ => None,
                }
            }
            _ => runs_python(first).then_some(Self::Module),
        }
    }
}

/// Whether a template of Jinja makes a page, by its name without the last ending: `page.html.j2`, `page.jinja2`.
fn makes_page(stem: &str) -> bool {
    stem.rsplit_once('.')
        .is_none_or(|(_, ending)| matches!(ending, "html" | "htm" | "xhtml"))
}

/// Whether a file's first line hands it to Python.
fn runs_python(first: &[u8]) -> bool {
    let Some(rest) = first.strip_prefix(b"#!") else {
        return false;
    };
    let line = rest.split(|byte| *byte == b'\n').next().unwrap_or(rest);
    let line = String::from_utf8_lossy(line.get(..254.min(line.len())).unwrap_or(line));
    line.split_whitespace().any(|word| {
        let program = word.rsplit('/').next().unwrap_or(word);
        let version = ["python", "pypy"]
            .iter()
            .find_map(|stem| program.strip_prefix(stem));
        version.is_some_and(|rest| rest.chars().all(|ch| ch.is_ascii_digit() || ch == '.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_decide_and_then_the_first_line() {
        assert_eq!(SourceKind::of("a/b.py", b""), Some(SourceKind::Module));
        assert_eq!(SourceKind::of("b.PYI", b""), Some(SourceKind::Stub));
        assert_eq!(SourceKind::of("b.ipynb", b"{}"), Some(SourceKind::Notebook));
        assert_eq!(SourceKind::of("a.HTML", b""), Some(SourceKind::Template));
        assert_eq!(SourceKind::of("a.html.j2", b""), Some(SourceKind::Template));
        assert_eq!(SourceKind::of("nginx.conf.j2", b""), None);
        assert_eq!(SourceKind::of("b.txt", b"#!/usr/bin/python\n"), None);
        for line in [
            "#!/usr/bin/env python3\n",
            "#!/usr/bin/python3.12 -E\nx",
            "#! /usr/bin/env -S pypy",
        ] {
            assert_eq!(
                SourceKind::of("bin/run", line.as_bytes()),
                Some(SourceKind::Module),
                "{line}"
            );
        }
        assert_eq!(SourceKind::of("bin/run", b"#!/bin/sh\npython x\n"), None);
        assert_eq!(SourceKind::of("bin/run", b"#!/usr/bin/pythonista\n"), None);
    }
}
