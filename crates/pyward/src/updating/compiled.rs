//! A file of wishes, resolved and written as a file of pins: `requirements.in` to `requirements.txt`.

use std::collections::BTreeSet;
use std::path::Path;

use pyward_edit::compile::{Layout, Pin, PinOrigin, Via, compile};
use pyward_model::{Location, Notice, NoticeKind, PackageName, Plan, Report, printable};
use pyward_resolve::{Resolution, Resolved, Source};
use pyward_target::Tree;

use crate::failure::Failure;
use crate::fixing::edits::{self, Edits};
use crate::fixing::job::{Job, Planner, is_conflict, notes};
use crate::fixing::project;
use crate::fixing::rewrite::Rewrite;

/// What helps where wishes exclude each other.
const CONFLICT: &str = "check the file for requirements that exclude each other, or keep its pins: `pyward update --req requirements.txt --upgrade conservative`";

/// A file of wishes and the file of pins that is made of it, as named.
pub(crate) struct Compilation<'a> {
    pub(crate) wishes: &'a Path,
    pub(crate) pins: &'a Path,
    /// The command that makes the pins again, for the head of the file.
    pub(crate) command: String,
}

/// Plans for the wishes and writes the whole outcome as pins. Hashes are written where the file had some.
pub(crate) fn compiled(
    job: &Job<'_>,
    tree: &Tree,
    report: &Report,
    compilation: &Compilation<'_>,
) -> Result<(Plan, Edits), Failure> {
    let progress = job.terminal.progress("resolving");
    let planner = Planner::new(job, tree.root(), report)?;
    let projects = project::find(&report.inventory);
    let Some(project) = projects.first() else {
        return Ok((Plan::default(), Edits::default()));
    };
    let base = planner.request(project, &report.inventory)?;
    let planned = planner.ask(project, base).map_err(|error| {
        let failure = planner.failure(project, &error);
        if is_conflict(&error) && !planner.is_offline {
            return failure.hint(CONFLICT);
        }
        failure
    })?;
    drop(progress);
    let shown = compilation.pins.display().to_string();
    let path = job.environment.working_folder.join(compilation.pins);
    let before = read(tree, compilation)?;
    let wishes = file_name(compilation.wishes);
    let layout = Layout {
        command: Some(compilation.command.clone()),
        hashes: before
            .as_deref()
            .is_some_and(|bytes| String::from_utf8_lossy(bytes).contains("--hash=")),
        ..Layout::default()
    };
    let written = compile(&pins(&planned.resolution, &wishes), &layout);
    let mut edits = Edits {
        notices: planner.notices.clone(),
        ..Edits::default()
    };
    edits.notices.extend(notes(&shown, &planned));
    let lost = |names: &[PackageName], what: &str| {
        let names: Vec<_> = names.iter().map(|it| printable(it.as_str())).collect();
        let place = Some(Location::file(shown.as_str()));
        let message = format!("{what}: {}", names.join(", "));
        (!names.is_empty()).then(|| Notice::incomplete(NoticeKind::Unsupported, place, message))
    };
    edits.notices.extend(lost(
        &written.unwritable,
        "these cannot be written as a pin, and are left out",
    ));
    edits
        .notices
        .extend(lost(&written.unhashed, "no hash is known of these"));
    // Exact pins among the wishes are versions of today, and move with the others.
    let pins_name = file_name(compilation.pins);
    let wished = edits::edits(tree, project, &planned.plan, &planned.resolution)?;
    let of_wishes = |rewrite: &Rewrite| file_name(&rewrite.path) != pins_name;
    edits
        .rewrites
        .extend(wished.rewrites.into_iter().filter(of_wishes));
    let after = written.text.into_bytes();
    if before.as_ref() != Some(&after) {
        edits.rewrites.push(Rewrite {
            shown: shown.clone(),
            path,
            before,
            after,
        });
    }
    Ok((planned.plan, edits))
}

/// What stands in the file of pins now.
fn read(tree: &Tree, compilation: &Compilation<'_>) -> Result<Option<Vec<u8>>, Failure> {
    let Some(named) = tree.entries().first() else {
        return Ok(None);
    };
    let Ok(path) = tree.resolve(&named.path, &file_name(compilation.pins)) else {
        return Ok(None);
    };
    let bytes = tree.read(&path).map_err(|error| {
        let shown = compilation.pins.display().to_string();
        Failure::usage(format!("{} cannot be read: {error}", printable(&shown)))
    })?;
    Ok(Some(bytes))
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn pins(resolution: &Resolution, wishes: &str) -> Vec<Pin> {
    let pin = |resolved: &Resolved| {
        let origin = match (&resolved.origin, &resolved.version) {
            (Source::Url(url), _) => PinOrigin::Url(url.clone()),
            (Source::Index(_), Some(version)) => PinOrigin::Version(version.clone()),
            (Source::Index(_), None) => return None,
        };
        let mut via: BTreeSet<Via> = resolved.via.iter().cloned().map(Via::Package).collect();
        if resolved.direct {
            via.insert(Via::File(wishes.into()));
        }
        Some(Pin {
            name: resolved.name.clone(),
            extras: resolved.extras.clone(),
            origin,
            marker: resolved.marker.clone(),
            hashes: resolved.hashes.clone(),
            via,
        })
    };
    resolution.packages.iter().filter_map(pin).collect()
}
