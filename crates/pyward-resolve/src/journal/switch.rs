//! A change, forth and back.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::whole::{holds_only, is_put, whole_of};
use super::{Folders, Journal, Put, Steps};

/// How many files are moved between two looks at whether the user wants to stop.
const BREATH: usize = 32;

/// Takes away and puts in place. Whatever happens in between, `back` undoes it. `tell` hears how many of the files are
/// moved, and says whether to go on.
pub(crate) fn forward(
    folders: &Folders,
    journal: &Journal,
    steps: &Steps,
    tell: &mut dyn FnMut(usize, usize) -> bool,
) -> io::Result<bool> {
    let singly = journal.put_singly().count();
    let all = journal.take.len() + journal.whole.len() + singly;
    let (old, new) = (folders.old_files(), folders.new_files());
    let mut moved = 0;
    let mut breathe = |moved: usize| !moved.is_multiple_of(BREATH) || tell(moved, all);
    for path in &journal.take {
        if !breathe(moved) {
            return Ok(false);
        }
        steps.carry(&folders.root.join(path), &old.join(path))?;
        moved += 1;
    }
    let whole = journal.whole.iter().map(|whole| (&whole.from, &whole.to));
    let singly = journal.put_singly().map(|put| (&put.from, &put.to));
    for (from, to) in whole.chain(singly) {
        if !breathe(moved) {
            return Ok(false);
        }
        steps.carry(&new.join(from), &folders.root.join(to))?;
        moved += 1;
    }
    let touched: BTreeSet<&Path> = journal.take.iter().map(PathBuf::as_path).collect();
    let there = |path: &Path| is_put(&journal.put, path);
    sweep(folders, &touched, &there, steps)?;
    Ok(tell(all, all))
}

/// Undoes `forward`, from wherever it or an earlier `back` was cut short.
pub(super) fn back(folders: &Folders, journal: &Journal, steps: &Steps) -> io::Result<()> {
    let (old, new) = (folders.old_files(), folders.new_files());
    let here = |path: &Path| path.symlink_metadata().is_ok();
    let mut moved = Vec::new();
    for whole in &journal.whole {
        let (from, to) = (new.join(&whole.from), folders.root.join(&whole.to));
        // Where something else has come to stand in it, its files go back one by one.
        if !here(&from) && here(&to) && holds_only(folders, whole, &journal.put) {
            steps.carry(&to, &from)?;
            moved.push(whole.clone());
        }
    }
    let left = |put: &&Put| whole_of(&moved, &put.to).is_none();
    for put in journal.put.iter().rev().filter(left) {
        let (from, to) = (new.join(&put.from), folders.root.join(&put.to));
        // What is not in `new` any more is what stands in its place.
        if !here(&from) && here(&to) {
            steps.carry(&to, &from)?;
        }
    }
    let touched: BTreeSet<&Path> = journal.put.iter().map(|put| put.to.as_path()).collect();
    let there = |path: &Path| journal.take.contains(path);
    sweep(folders, &touched, &there, steps)?;
    for path in journal.take.iter().rev() {
        let (from, to) = (old.join(path), folders.root.join(path));
        if here(&from) {
            steps.carry(&from, &to)?;
        }
    }
    Ok(())
}

/// Removes what the interpreter compiled of files that were moved, and folders that are empty now. Compiled files that
/// belong to what is `there` stay.
fn sweep(
    folders: &Folders,
    touched: &BTreeSet<&Path>,
    there: &dyn Fn(&Path) -> bool,
    steps: &Steps,
) -> io::Result<()> {
    let root = &folders.root;
    for folder in parents(touched.iter().copied()) {
        let cache = folder.join("__pycache__");
        for entry in std::fs::read_dir(root.join(&cache))
            .into_iter()
            .flatten()
            .flatten()
        {
            let compiled = cache.join(entry.file_name());
            let name = entry.file_name().to_string_lossy().into_owned();
            let source = name.split('.').next().map(|stem| format!("{stem}.py"));
            let is_of_touched =
                source.is_some_and(|source| touched.contains(folder.join(source).as_path()));
            if is_of_touched && !there(&compiled) {
                steps.remove_file(&root.join(&compiled))?;
            }
        }
        steps.remove_if_empty(&root.join(&cache))?;
    }
    // Deepest first.
    let mut empty: BTreeSet<PathBuf> = parents(touched.iter().copied());
    while let Some(folder) = empty.pop_last() {
        let fixed = folders.fixed.iter().any(|fixed| fixed.starts_with(&folder));
        if !fixed
            && steps.remove_if_empty(&root.join(&folder))?
            && let Some(parent) = folder.parent()
        {
            empty.insert(parent.to_owned());
        }
    }
    Ok(())
}

/// The folders that paths stand in.
pub(crate) fn parents<'a>(paths: impl Iterator<Item = &'a Path>) -> BTreeSet<PathBuf> {
    let mut folders = BTreeSet::new();
    for path in paths {
        if let Some(parent) = path.parent()
            && !folders.contains(parent)
        {
            folders.insert(parent.to_owned());
        }
    }
    folders
}
