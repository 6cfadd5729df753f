//! Which names people may have meant.

/// Names longer than this are not compared.
const LONGEST: usize = 64;

/// Up to three of `names` that differ from `wanted` by a slip or two, nearest first.
pub(crate) fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted: Vec<char> = wanted.to_lowercase().chars().collect();
    if wanted.len() > LONGEST {
        return Vec::new();
    }
    let most = (wanted.len() / 3).clamp(1, 4);
    let mut near: Vec<(usize, &str)> = names
        .into_iter()
        .filter(|name| name.len() <= LONGEST)
        .map(|name| (distance(&wanted, name), name))
        .filter(|(distance, _)| *distance <= most)
        .collect();
    near.sort_unstable();
    near.into_iter().take(3).map(|(_, name)| name).collect()
}

/// How many characters must be put in, taken out or changed to make one of the other, whatever their case.
fn distance(wanted: &[char], name: &str) -> usize {
    let mut row: Vec<usize> = (0..=wanted.len()).collect();
    for (i, ch) in name.to_lowercase().chars().enumerate() {
        let mut left = i + 1;
        let mut next = vec![left];
        for (pair, want) in row.windows(2).zip(wanted) {
            let &[diagonal, above] = pair else { continue };
            left = (diagonal + usize::from(*want != ch))
                .min(above + 1)
                .min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_forgiven() {
        let names = ["requirements.txt", "README.md", "Pipfile", "uv.lock"];
        assert_eq!(nearest("requirments.txt", names), ["requirements.txt"]);
        assert_eq!(nearest("pipfile", names), ["Pipfile"]);
        assert_eq!(nearest("poetry.lock", names), Vec::<&str>::new());
        assert_eq!(nearest("", names), Vec::<&str>::new());
    }

    #[test]
    fn distances_are_those_of_levenshtein() {
        for (a, b, steps) in [("kitten", "sitting", 3), ("", "abc", 3), ("abc", "", 3)] {
            assert_eq!(distance(&a.chars().collect::<Vec<_>>(), b), steps);
        }
    }
}
