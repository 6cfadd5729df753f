//! Where two lines of history parted.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::object::ObjectId;
use super::{Repository, RevisionError};

/// Most commits that are looked at.
const COMMITS: usize = 1_000_000;

const LEFT: u8 = 1;
const RIGHT: u8 = 2;
const BOTH: u8 = LEFT | RIGHT;
/// An ancestor of a commit that both have: it is not the last one.
const OLD: u8 = 4;

/// The last commit that is in the history of both, the youngest if there are several; `None` where they share none.
pub(super) fn parted(
    repository: &Repository,
    left: ObjectId,
    right: ObjectId,
) -> Result<Option<ObjectId>, RevisionError> {
    let mut walk = Walk::default();
    walk.reach(repository, left, LEFT)?;
    walk.reach(repository, right, RIGHT)?;
    let mut shared = Vec::new();
    // Whatever waits and is not old may still lead to another shared commit.
    while walk.fresh > 0
        && let Some((made, id)) = walk.queue.pop()
    {
        let mut mark = walk.left(id);
        if mark & BOTH == BOTH {
            if mark & OLD == 0 {
                shared.push((made, id));
            }
            mark |= OLD;
        }
        for parent in repository.parents(id)? {
            walk.reach(repository, parent, mark)?;
        }
        if walk.marks.len() > COMMITS {
            return Err(RevisionError::TooLarge(COMMITS as u64));
        }
    }
    shared.retain(|(_, id)| walk.marks.get(id).is_some_and(|mark| mark & OLD == 0));
    shared.sort();
    Ok(shared.last().map(|(_, id)| *id))
}

/// Commits on the way down, the youngest first.
#[derive(Default)]
struct Walk {
    marks: BTreeMap<ObjectId, u8>,
    queue: BinaryHeap<(i64, ObjectId)>,
    waiting: BTreeSet<ObjectId>,
    /// How many wait that are not old.
    fresh: usize,
}

impl Walk {
    /// Puts marks on a commit, which waits to hand them on if they are new to it.
    fn reach(
        &mut self,
        repository: &Repository,
        id: ObjectId,
        mark: u8,
    ) -> Result<(), RevisionError> {
        let known = self.marks.entry(id).or_default();
        let before = *known;
        *known |= mark;
        let now = *known;
        if now == before {
            return Ok(());
        }
        let grew_old = now & OLD != 0 && before & OLD == 0;
        if self.waiting.insert(id) {
            self.queue.push((repository.commit(id)?.made, id));
            self.fresh += usize::from(now & OLD == 0);
        } else {
            self.fresh -= usize::from(grew_old);
        }
        Ok(())
    }

    /// Takes a commit off those that wait: its marks.
    fn left(&mut self, id: ObjectId) -> u8 {
        let mark = self.marks.get(&id).copied().unwrap_or(0);
        self.waiting.remove(&id);
        self.fresh -= usize::from(mark & OLD == 0);
        mark
    }
}
