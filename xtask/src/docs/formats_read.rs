//! `formats-read.md`: what the inventory reads, from the registry of formats.

use std::fmt::Write as _;

use pyward_inventory::{FORMATS, Role};

/// The parts a format can play, with what each means for a project that has several files.
const ROLES: &[(Role, &str, &str)] = &[
    (
        Role::Lock,
        "Locks",
        "Every dependency with its version, transitive ones too. A lock covers the manifest beside it.",
    ),
    (
        Role::Requirements,
        "Requirements",
        "Requirements line by line; what names no version is told as a gap.",
    ),
    (
        Role::Manifest,
        "Manifests",
        "What a project asks for itself. Beside a lock it says which dependencies are direct.",
    ),
    (
        Role::Environment,
        "Environments",
        "What is installed. Nothing in an environment is started or imported.",
    ),
    (
        Role::Sbom,
        "Bills of materials",
        "What another tool has found.",
    ),
    (
        Role::Archive,
        "Archives",
        "Packages as they are handed out, one file or a folder of them. Nothing is unpacked to disk; what a package needs and \
         no other file of its folder holds is told as a gap.",
    ),
];

pub(super) fn page() -> String {
    let mut page = super::head("`FORMATS` of `pyward-inventory`");
    page.push_str(
        "# What pyward reads\n\n\
         A folder is looked through for files of these formats. A file that is named on the command line is recognised by \
         its name, else by its content; `--as NAME` decides otherwise. Scripts with metadata of their own (PEP 723) look like any \
         other code, and looking into all of it would take longer than all the rest: they are read where they are named, or \
         where their lock (`tool.py.lock`) stands beside them. What cannot be read is told as a \
         [notice](notices.md), and the rest is read all the same.\n",
    );
    for (role, title, about) in ROLES {
        let formats: Vec<_> = FORMATS
            .iter()
            .filter(|format| format.role() == *role)
            .collect();
        if formats.is_empty() {
            continue;
        }
        let _ = write!(
            page,
            "\n## {title}\n\n{about}\n\n| `--as` | What it is |\n|---|---|\n"
        );
        for format in formats {
            let _ = writeln!(page, "| `{}` | {} |", format.name(), format.title());
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_a_line() {
        let page = page();
        for format in FORMATS {
            assert_eq!(
                page.matches(&format!("| `{}` |", format.name())).count(),
                1,
                "{}",
                format.name()
            );
        }
    }
}
