//! Updates against a scripted server: what is asked for, what becomes of it, and that nothing that goes wrong touches
//! the store that is there.

#![expect(
    clippy::unwrap_used,
    reason = "a step of a test that fails ends the test"
)]

mod changes;
mod ecosystems;
mod failures;
mod scene;
