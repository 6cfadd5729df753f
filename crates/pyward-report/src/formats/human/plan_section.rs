//! The plan of an upgrade: what moves, what it clears, what stays and why, what was done.

use pyward_model::{Change, Cleared, Plan, Severity, Stuck};
use unicode_width::UnicodeWidthStr as _;

use super::page::{Line, Page};
use super::palette;
use crate::wording;

/// The columns of names and versions are not made wider than this.
const WIDEST: usize = 28;

pub(super) fn write(page: &mut Page, plan: &Plan) {
    page.blank();
    if plan.changes.is_empty() && plan.stuck.is_empty() {
        page.line(Line::new().styled(palette::PASS, "nothing to upgrade"));
        return;
    }
    changes(page, &plan.changes);
    for stuck in &plan.stuck {
        self::stuck(page, stuck);
    }
    progress(page, plan);
}

/// A table: `jinja2  3.1.2 → 3.1.6  patch  clears 5 (5 medium)`.
fn changes(page: &mut Page, changes: &[Change]) {
    let rows: Vec<(String, String, &Change)> = changes
        .iter()
        .map(|change| {
            (
                wording::prose(change.name.as_str()),
                versions(change),
                change,
            )
        })
        .collect();
    let widest = |widths: &mut dyn Iterator<Item = usize>| {
        let widest = widths.max().unwrap_or_default();
        widest.min(WIDEST)
    };
    let versions_at = 4 + widest(&mut rows.iter().map(|row| row.0.width()));
    let step_at = versions_at + 2 + widest(&mut rows.iter().map(|row| row.1.width()));
    let clears_at = step_at + "pre-release".len() + 2;
    for (name, versions, change) in &rows {
        let head = Line::indent(2)
            .styled(palette::STRONG, name)
            .pad_to(versions_at.max(name.width() + 3))
            .styled(palette::PLAIN, versions)
            .pad_to(step_at)
            .styled(palette::QUIET, change.step.word())
            .pad_to(clears_at);
        page.flow(head, palette::PLAIN, &why(change), clears_at);
        for hint in &change.hints {
            let hint = wording::prose(hint);
            page.flow(
                Line::indent(4).styled(palette::INCOMPLETE, "! "),
                palette::PLAIN,
                &hint,
                6,
            );
        }
    }
}

fn versions(change: &Change) -> String {
    let shown = |version: &pyward_model::Version| wording::prose(version.as_str());
    match (&change.from, &change.to) {
        (Some(from), Some(to)) => format!("{} → {}", shown(from), shown(to)),
        (None, Some(to)) => format!("+ {}", shown(to)),
        (Some(from), None) => format!("- {}", shown(from)),
        (None, None) => String::new(),
    }
}

/// What it clears, or why it moves; and who needs it.
fn why(change: &Change) -> String {
    let mut why = match (&change.because, change.clears.as_slice()) {
        (_, [_, ..]) => format!("clears {}", counted(&change.clears)),
        (Some(because), []) => wording::prose(because),
        (None, []) => String::new(),
    };
    if !change.direct && !change.via.is_empty() {
        let names: Vec<String> = change
            .via
            .iter()
            .map(|name| wording::prose(name.as_str()))
            .collect();
        let via = format!("via {}", wording::listed(&names, 2));
        why = if why.is_empty() {
            via
        } else {
            format!("{why} · {via}")
        };
    }
    why
}

/// `5 (1 high, 4 medium)`.
fn counted(flaws: &[Cleared]) -> String {
    let levels: Vec<String> = Severity::ALL
        .iter()
        .filter_map(|level| {
            let count = flaws.iter().filter(|flaw| flaw.severity == *level).count();
            (count > 0).then(|| format!("{count} {}", level.word()))
        })
        .collect();
    match (flaws, levels.as_slice()) {
        ([one], _) => format!("{} ({})", wording::prose(&one.id), one.severity.word()),
        _ => format!("{} ({})", flaws.len(), levels.join(", ")),
    }
}

fn stuck(page: &mut Page, stuck: &Stuck) {
    page.blank();
    let name = wording::prose(stuck.name.as_str());
    let version = wording::prose(stuck.version.as_str());
    page.line(
        Line::new()
            .styled(palette::FAIL, "stays")
            .gap()
            .styled(palette::STRONG, &format!("{name} {version}"))
            .gap()
            .styled(palette::PLAIN, &counted(&stuck.flaws)),
    );
    page.flow(
        Line::indent(7),
        palette::PLAIN,
        &wording::prose(&stuck.because),
        7,
    );
    if let Some(way_out) = &stuck.way_out {
        page.flow(
            Line::indent(7).styled(palette::REMEDY, "→ "),
            palette::REMEDY,
            &wording::prose(way_out),
            9,
        );
    }
}

fn progress(page: &mut Page, plan: &Plan) {
    let progress = &plan.progress;
    if !progress.written.is_empty() {
        page.blank();
        let word = if progress.rolled_back {
            "restored"
        } else {
            "written"
        };
        let written: Vec<String> = progress
            .written
            .iter()
            .map(|it| wording::prose(it))
            .collect();
        let head = Line::new().styled(palette::TITLE, word).gap();
        let indent = head.columns();
        page.flow(head, palette::PLAIN, &written.join(", "), indent);
    }
    if let Some(verified) = &progress.verified {
        let (style, ending) = match verified.exit_code {
            Some(0) => (palette::PASS, "passed".to_owned()),
            Some(code) => (palette::FAIL, format!("failed with exit code {code}")),
            None => (palette::FAIL, "was stopped".to_owned()),
        };
        page.line(
            Line::new()
                .styled(palette::TITLE, "verified")
                .gap()
                .styled(
                    palette::PLAIN,
                    &format!("`{}` ", wording::prose(&verified.command)),
                )
                .styled(style, &ending),
        );
        if verified.exit_code != Some(0) {
            for line in &verified.last_lines {
                page.line(Line::indent(4).styled(palette::QUIET, &wording::prose(line)));
            }
        }
    }
    if progress.rolled_back {
        page.line(Line::new().styled(palette::FAIL, "everything was taken back"));
    }
}
