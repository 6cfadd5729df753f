//! No file is forgotten: every Rust file of a crate's `src` is declared by the module it stands below. The compiler does
//! not miss a file that nobody declares, and its tests never run.

use super::Problem;
use crate::house::House;

pub(super) fn check(house: &House) -> Vec<Problem> {
    let files = house
        .rust()
        .map(|(path, _)| path)
        .filter(|path| path.contains("/src/"));
    files
        .filter_map(|path| Some(Problem::new(path, objection(house, path)?)))
        .collect()
}

fn objection(house: &House, path: &str) -> Option<String> {
    let (folder, file) = path.rsplit_once('/')?;
    let name = file.strip_suffix(".rs")?;
    let parents = if folder.ends_with("/src") {
        if matches!(name, "lib" | "main") {
            return None;
        }
        vec![format!("{folder}/lib.rs"), format!("{folder}/main.rs")]
    } else {
        vec![format!("{folder}.rs")]
    };
    let is_declared = parents
        .iter()
        .filter_map(|parent| house.text(parent))
        .any(|text| declares(text, name));
    (!is_declared).then(|| {
        format!(
            "no `mod {name};` in {}: it is not part of the crate",
            parents.join(" or ")
        )
    })
}

/// Whether a file declares a module as another file.
pub(super) fn declares(text: &str, name: &str) -> bool {
    let wanted = format!("mod {name};");
    text.lines().map(str::trim).any(|line| {
        line == wanted || (line.starts_with("pub") && line.ends_with(&format!(" {wanted}")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::said;

    #[test]
    fn a_file_nobody_declares_is_told() {
        let files = [
            ("crates/a/src/lib.rs", "mod b;\npub mod c;\n"),
            ("crates/a/src/b.rs", "pub(crate) mod d;\n// mod e;\n"),
            ("crates/a/src/b/d.rs", ""),
            ("crates/a/src/b/e.rs", ""),
            ("crates/a/src/c.rs", ""),
            ("crates/a/tests/cli.rs", ""),
        ];
        let expected =
            "crates/a/src/b/e.rs: no `mod e;` in crates/a/src/b.rs: it is not part of the crate";
        assert_eq!(said(check, &files), [expected]);
    }
}
