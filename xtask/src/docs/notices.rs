//! `notices.md`: the kinds of notice, from their declaration.

use std::fmt::Write as _;

use pyward_model::NoticeKind;

pub(super) fn page() -> String {
    let mut page = super::head("`NoticeKind` of `pyward-model`");
    page.push_str(
        "# Notices\n\n\
         What could not be read, was left out, is stale or odd is told as a notice: in the human report below the findings, \
         in the `json` report under `notices`, by the words below. A notice is *incomplete* (part of the job was not done: \
         exit 3 where nothing blocks), a *gap* (something was not covered: exit 3 under `--strict`) or a *note*.\n\n\
         | Kind | What it says |\n|---|---|\n",
    );
    for kind in NoticeKind::ALL {
        let _ = writeln!(page, "| `{}` | {} |", kind.word(), kind.about());
    }
    page
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_kind_has_a_line_that_says_something() {
        let page = super::page();
        let lines: Vec<&str> = page
            .lines()
            .filter(|line| line.starts_with("| `"))
            .collect();
        assert_eq!(lines.len(), pyward_model::NoticeKind::ALL.len());
        assert!(lines.iter().all(|line| line.ends_with(". |")), "{lines:?}");
    }
}
