//! Several packages asked for at once.

use super::shelf::{File, Shelf, name};
use crate::ResolveError;

#[test]
fn several_packages_are_answered_in_the_order_asked() {
    let shelf = Shelf::new(&[
        File::wheel("a", "1.0", &[]),
        File::wheel("a", "2.0", &[]),
        File::wheel("b", "3.0", &[]),
    ]);
    let engine = shelf.engine();
    let names = [name("b"), name("gone"), name("a")];
    let answers = engine.releases_of(&names);
    let told: Vec<String> = answers
        .iter()
        .map(|answer| match answer {
            Ok(found) => format!("{} {}", found.name, found.releases.len()),
            Err(ResolveError::NotFound { package }) => format!("no {package}"),
            Err(error) => error.to_string(),
        })
        .collect();
    assert_eq!(told, ["b 1", "no gone", "a 2"]);
    let asked = shelf.server.requests().len();
    assert!(engine.releases(&name("a")).is_ok());
    assert_eq!(shelf.server.requests().len(), asked, "it is remembered");
}
