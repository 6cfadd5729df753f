//! Work that others' code may panic in.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread, right now, is caught and told as a fault of the file that is read. Whoever has a hook
/// for panics may stay silent then.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// The parser is made for editors, and there are sources that it gives up on with a panic. One such file must not end the
/// audit of all others. `None` where it did; nothing of the work is left then.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = GUARDED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(before);
    done.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_and_what_comes_after_is_not() {
        assert_eq!(guarded(|| 1 + 1), Some(2));
        assert!(guarded(is_guarded).unwrap());
        assert_eq!(guarded(|| -> u8 { panic!("of the parser") }), None);
        assert!(!is_guarded());
    }
}
