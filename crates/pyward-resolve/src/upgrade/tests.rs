//! Plans over small worlds made up here, and over an index on this machine.

mod engine;
mod minimal;
mod stories;
mod stuck;
mod universe;
