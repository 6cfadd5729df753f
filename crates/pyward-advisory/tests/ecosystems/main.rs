//! Components of other ecosystems than PyPI: named, ordered and matched by the rules of theirs, out of stores of their
//! own that nobody opens who has no such components.

#![expect(
    clippy::unwrap_used,
    reason = "a step of a test that fails ends the test"
)]

mod orders;
mod scene;
mod stores;
