//! The order and the comments of requirements files, kept as `pip freeze -r` keeps them.

use std::collections::{BTreeMap, BTreeSet};

use pyward_model::{Location, Notice, NoticeKind, PackageName, printable};

use super::{Frozen, Pin};
use crate::formats::requirements_txt::{name_asked, shown};

/// What stands between the lines of the files and the rest.
const ADDED: &str = "## The following requirements were added by pip freeze:";

/// Beginnings of lines that are kept as they are.
const KEPT: [&str; 11] = [
    "-r",
    "--requirement",
    "-f",
    "--find-links",
    "-i",
    "--index-url",
    "--pre",
    "--trusted-host",
    "--process-dependency-links",
    "--extra-index-url",
    "--use-feature",
];

/// A requirements file whose order and comments are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Its path as shown.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Writes the lines of the files, each package in its place, and takes these packages out of the rest.
pub(super) fn lay_out(layouts: &[Layout], pins: &mut Vec<Pin>, frozen: &mut Frozen) {
    let rest = std::mem::take(pins);
    let mut writer = Writer {
        places: rest
            .iter()
            .zip(0..)
            .map(|(pin, at)| (pin.name.clone(), at))
            .collect(),
        pins: rest.into_iter().map(Some).collect(),
        kept: BTreeSet::new(),
        asked: BTreeSet::new(),
        frozen,
    };
    for layout in layouts {
        writer.file(layout);
    }
    writer.frozen.lines.push(ADDED.to_owned());
    pins.extend(writer.pins.into_iter().flatten());
}

struct Writer<'a> {
    /// The packages by their names; `None` where one is written already.
    places: BTreeMap<PackageName, usize>,
    pins: Vec<Option<Pin>>,
    /// Comments, blank lines and options: each is written once, however often it stands there.
    kept: BTreeSet<String>,
    /// Installed packages that were asked for.
    asked: BTreeSet<PackageName>,
    frozen: &'a mut Frozen,
}

impl Writer<'_> {
    fn file(&mut self, layout: &Layout) {
        let text = layout.text.strip_prefix('\u{feff}').unwrap_or(&layout.text);
        if text.is_empty() {
            return;
        }
        let text = text.strip_suffix('\n').unwrap_or(text);
        let mut lines = (1u32..).zip(text.split('\n'));
        while let Some((number, line)) = lines.next() {
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with('#') {
                self.keep(line);
                continue;
            }
            let mut whole = line.trim_end().to_owned();
            let mut joined = whole.clone();
            while joined.ends_with('\\') {
                joined.truncate(joined.trim_end_matches('\\').len());
                let Some((_, more)) = lines.next() else { break };
                joined.push(' ');
                joined.push_str(more.trim());
                whole.push('\n');
                whole.push_str(more.trim_end());
            }
            let place = Location::line(&*layout.path, number);
            self.line(&whole, &joined, place);
        }
    }

    /// A line that asks for something; `whole` is how it is written, `joined` without breaks.
    fn line(&mut self, whole: &str, joined: &str, place: Location) {
        let is_editable = joined.starts_with("-e") || joined.starts_with("--editable");
        let required = if let Some(rest) = joined.strip_prefix("--editable") {
            rest.trim().trim_start_matches('=')
        } else {
            joined.strip_prefix("-e").unwrap_or(joined)
        };
        // pip gives up at an option that it does not expect here; it is as good as those that it keeps.
        if !is_editable
            && (KEPT.iter().any(|kept| joined.starts_with(kept)) || joined.starts_with('-'))
        {
            return whole.split('\n').for_each(|line| self.keep(line));
        }
        match name_asked(without_comment(required), is_editable) {
            Ok(Some(name)) => self.package(name, place),
            Ok(None) => {
                let message = format!(
                    "`{}` names no package, so its place is not kept",
                    shown(joined)
                );
                let notice = Notice::info(NoticeKind::Skipped, Some(place), message);
                let hint = "add `#egg=NAME` to the URL";
                self.frozen.notices.push(notice.hint(hint));
            }
            Err(problem) => {
                let message = format!("{problem}; the line is kept as it is");
                let notice = Notice::gap(NoticeKind::Malformed, Some(place), message);
                self.frozen.notices.push(notice);
                let lines = whole.split('\n').map(str::to_owned);
                self.frozen.lines.extend(lines);
            }
        }
    }

    fn package(&mut self, name: PackageName, place: Location) {
        let at = self.places.get(&name);
        if let Some(pin) = at.and_then(|at| self.pins.get_mut(*at)?.take()) {
            self.frozen.push(pin);
            self.asked.insert(name);
            return;
        }
        let shown = printable(name.as_str());
        let message = if self.asked.contains(&name) {
            format!("{shown} is asked for twice, and written once")
        } else {
            format!("{shown} is not installed, so it has no pin")
        };
        let notice = Notice::info(NoticeKind::Skipped, Some(place), message);
        self.frozen.notices.push(notice);
    }

    fn keep(&mut self, line: &str) {
        let line = line.trim_end();
        if self.kept.insert(line.to_owned()) {
            self.frozen.lines.push(line.to_owned());
        }
    }
}

/// A line up to its comment: a `#` that begins it or follows white space.
fn without_comment(line: &str) -> &str {
    let mut after_space = true;
    let comment = line.char_indices().find(|(_, ch)| {
        let begins = *ch == '#' && after_space;
        after_space = ch.is_whitespace();
        begins
    });
    let end = comment.map_or(line.len(), |(at, _)| at);
    line.get(..end).unwrap_or(line).trim()
}
