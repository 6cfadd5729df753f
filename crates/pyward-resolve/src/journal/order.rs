//! Paths compared by their bytes.
//!
//! A change moves thousands of files, and each is held against its neighbours several times. The standard library takes
//! paths apart for that; these never need it: paths of a change are relative and have no odd parts.

use std::cmp::Ordering;
use std::path::{MAIN_SEPARATOR, Path};

/// How many bytes are compared at once.
const STRIDE: usize = 16;

/// The order that paths have part by part: a folder comes right before all that is below it.
pub(crate) fn order(a: &Path, b: &Path) -> Ordering {
    // There two characters part a path.
    if cfg!(windows) {
        return a.cmp(b);
    }
    let (a, b) = (bytes(a), bytes(b));
    let same = a
        .chunks_exact(STRIDE)
        .zip(b.chunks_exact(STRIDE))
        .take_while(|(a, b)| a == b)
        .count()
        * STRIDE;
    let (a, b) = (
        a.get(same..).unwrap_or_default(),
        b.get(same..).unwrap_or_default(),
    );
    let rank = |byte: &u8| if *byte == b'/' { 0 } else { *byte };
    let differ = a.iter().zip(b).find(|(a, b)| a != b);
    differ.map_or(a.len().cmp(&b.len()), |(a, b)| rank(a).cmp(&rank(b)))
}

/// Whether a path is a folder or below it.
pub(crate) fn is_below(path: &Path, folder: &Path) -> bool {
    rest(path, folder).is_some()
}

/// Whether a path stands in a folder itself, not in one below it.
pub(super) fn is_in(path: &Path, folder: &Path) -> bool {
    rest(path, folder)
        .and_then(|rest| rest.split_first())
        .is_some_and(|(_, name)| memchr::memchr(MAIN_SEPARATOR as u8, name).is_none())
}

/// What is left of a path after a folder it is below.
fn rest<'a>(path: &'a Path, folder: &Path) -> Option<&'a [u8]> {
    let rest = bytes(path).strip_prefix(bytes(folder))?;
    let parts = rest
        .first()
        .is_none_or(|byte| *byte == MAIN_SEPARATOR as u8);
    parts.then_some(rest)
}

fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_below_a_folder_is_told_from_what_is_named_alike() {
        let below = |path: &str, folder: &str| is_below(Path::new(path), Path::new(folder));
        assert!(below("lib/a", "lib/a") && below("lib/a/b.py", "lib/a"));
        assert!(!below("lib/ab", "lib/a") && !below("lib", "lib/a"));
        let direct = |path: &str, folder: &str| is_in(Path::new(path), Path::new(folder));
        assert!(direct("lib/a.py", "lib"));
        assert!(!direct("lib/a/b.py", "lib") && !direct("lib", "lib") && !direct("liba", "lib"));
    }

    proptest::proptest! {
        #[test]
        fn the_order_is_that_of_the_standard_library(
            a in "[a/.-]{0,3}[a-c]{1,20}(/[-a-c.]{1,9}[a-c]){0,3}",
            b in "[a/.-]{0,3}[a-c]{1,20}(/[-a-c.]{1,9}[a-c]){0,3}",
        ) {
            let tidy = |text: &str| text.split('/').filter(|part| !part.is_empty() && *part != ".").collect::<Vec<_>>().join("/");
            let (a, b) = (tidy(&a), tidy(&b));
            let (a, b) = (Path::new(&a), Path::new(&b));
            proptest::prop_assert_eq!(order(a, b), a.cmp(b), "{:?} {:?}", a, b);
            proptest::prop_assert_eq!(is_below(a, b), a.starts_with(b), "{:?} {:?}", a, b);
        }
    }
}
