//! Which of several upgrades breaks a command.

use std::collections::BTreeSet;

use pyward_model::PackageName;

/// What was found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// The command fails without any upgrade too.
    Broken,
    /// These must stay where they are; with them held, all others moved and the command succeeded.
    Held(BTreeSet<PackageName>),
    /// Nothing can move: whatever does breaks it.
    Nothing,
}

/// Looks for the packages that must be held so that the command succeeds. All of `names` together are known to break it.
///
/// A trial is told which packages are held, and whether what it did shall stand where it succeeds; it says whether the
/// command did. Each package that breaks it costs about as many trials as `names` can be halved; where two break it only
/// together, the later of them is held.
pub(crate) fn search<E>(
    names: &[PackageName],
    mut trial: impl FnMut(&BTreeSet<PackageName>, bool) -> Result<bool, E>,
) -> Result<Found, E> {
    let all: BTreeSet<PackageName> = names.iter().cloned().collect();
    if !trial(&all, false)? {
        return Ok(Found::Broken);
    }
    let mut held = BTreeSet::new();
    loop {
        let free: Vec<&PackageName> = names.iter().filter(|name| !held.contains(*name)).collect();
        // The first `good` of them move and the command succeeds; with the first `bad` it fails.
        let (mut good, mut bad) = (0, free.len());
        while bad - good > 1 {
            let middle = good.midpoint(bad);
            let rest = free.iter().skip(middle).map(|name| (*name).clone());
            let still: BTreeSet<PackageName> = held.iter().cloned().chain(rest).collect();
            if trial(&still, false)? {
                good = middle;
            } else {
                bad = middle;
            }
        }
        held.extend(free.get(good).map(|name| (*name).clone()));
        if held == all {
            return Ok(Found::Nothing);
        }
        if trial(&held, true)? {
            return Ok(Found::Held(held));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use proptest::prelude::*;

    use super::*;

    fn names(count: usize) -> Vec<PackageName> {
        let name = |number: usize| PackageName::pypi(&format!("p{number}"));
        (0..count).map(name).collect()
    }

    /// Searches where a command fails as soon as one of `sets` moves as a whole; what was found, and how many trials it took.
    fn searched(count: usize, sets: &[&[usize]]) -> (Found, usize) {
        let names = names(count);
        let mut trials = 0;
        let trial = |held: &BTreeSet<PackageName>, _: bool| -> Result<bool, Infallible> {
            trials += 1;
            let moves = |number: &usize| !held.contains(&names[*number]);
            Ok(!sets.iter().any(|set| set.iter().all(moves)))
        };
        let found = search(&names, trial).unwrap_or_else(|never| match never {});
        (found, trials)
    }

    fn held(numbers: &[usize]) -> Found {
        let all = names(100);
        Found::Held(numbers.iter().map(|number| all[*number].clone()).collect())
    }

    #[test]
    fn the_ones_that_break_it_are_held() {
        assert_eq!(searched(8, &[&[5]]), (held(&[5]), 5));
        assert_eq!(searched(8, &[&[0], &[7]]).0, held(&[0, 7]));
        assert_eq!(searched(8, &[&[2, 6]]).0, held(&[6]));
        assert_eq!(searched(64, &[&[33]]).1, 8);
    }

    #[test]
    fn where_nothing_can_move_it_says_so() {
        assert_eq!(searched(1, &[&[0]]), (Found::Nothing, 1));
        assert_eq!(searched(2, &[&[0], &[1]]).0, Found::Nothing);
        assert_eq!(searched(4, &[&[]]), (Found::Broken, 1));
    }

    proptest! {
        #[test]
        fn exactly_the_breaking_ones_are_held(count in 2_usize..40, bad in proptest::collection::btree_set(0_usize..40, 1..5)) {
            let bad: Vec<usize> = bad.into_iter().filter(|number| *number < count).collect();
            prop_assume!(!bad.is_empty() && bad.len() < count);
            let sets: Vec<&[usize]> = bad.chunks(1).collect();
            prop_assert_eq!(searched(count, &sets).0, held(&bad));
        }
    }
}
