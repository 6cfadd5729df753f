//! Which names people may have meant: for hints of every crate.

/// Names longer than this are not compared.
const LONGEST: usize = 64;

/// Up to three of `names` that differ from `wanted` by a slip or two (a third of its characters, four at most), nearest
/// first. Case does not count, nor whether words are joined by `-` or `_`.
pub fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    if wanted.len() > LONGEST {
        return Vec::new();
    }
    let wanted = plain(wanted);
    let most = (wanted.len() / 3).clamp(1, 4);
    let mut near: Vec<(usize, &str)> = names
        .into_iter()
        .filter(|name| name.len() <= LONGEST)
        .map(|name| (distance(&wanted, &plain(name)), name))
        .filter(|(distance, _)| *distance <= most)
        .collect();
    near.sort_unstable();
    near.into_iter().take(3).map(|(_, name)| name).collect()
}

fn plain(name: &str) -> Vec<char> {
    name.to_lowercase().replace('_', "-").chars().collect()
}

/// Edit distance with neighbours swapped as one edit (optimal string alignment), over three rows.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, to) in b.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX);
            let replaced = at(&last, j) + usize::from(from != to);
            let mut best = replaced.min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = j > 0 && i > 0 && a.get(i - 1) == Some(to) && b.get(j - 1) == Some(from);
            if swapped {
                best = best.min(at(&before_last, j - 1) + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_forgiven() {
        let names = [
            "requirements.txt",
            "README.md",
            "Pipfile",
            "uv.lock",
            "max-db-age",
        ];
        assert_eq!(nearest("requirments.txt", names), ["requirements.txt"]);
        assert_eq!(nearest("pipfile", names), ["Pipfile"]);
        assert_eq!(nearest("max_db_aeg", names), ["max-db-age"]);
        assert_eq!(nearest("poetry.lock", names), Vec::<&str>::new());
        assert_eq!(nearest("", names), Vec::<&str>::new());
        assert_eq!(nearest(&"x".repeat(100), names), Vec::<&str>::new());
    }

    #[test]
    fn a_swap_is_one_step() {
        for (a, b, steps) in [
            ("kitten", "sitting", 3),
            ("", "abc", 3),
            ("abc", "", 3),
            ("hihg", "high", 1),
        ] {
            assert_eq!(distance(&plain(a), &plain(b)), steps, "{a} {b}");
        }
    }
}
