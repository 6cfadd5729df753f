//! bandit: its settings hold here as they stand.

use super::tables;
use crate::peer::{Carried, Found, Peer};

pub(super) static PEER: Peer = Peer {
    name: "bandit",
    files: &["pyproject.toml", ".bandit"],
    read,
};

/// Why there is nothing to do.
const WHY: &str = "`pyward code` reads it as bandit does; nothing need be moved";

fn read(found: &Found<'_>, carried: &mut Carried) {
    if found.path == ".bandit" {
        carried.keeps(found.line(1), "the whole file", WHY);
        return;
    }
    tables::with(found, &["tool", "bandit"], carried, |table, carried| {
        let first = table.iter().next();
        let place = first.map(|(_, item)| tables::place(found, item));
        let place = place.unwrap_or_else(|| found.line(1));
        carried.keeps(place, "[tool.bandit]", WHY);
    });
}
