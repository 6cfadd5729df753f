//! No Rust file is longer than [`LONGEST`] lines, tests included: past it, a second noun wants a file of its own.

use super::Problem;
use crate::house::House;

/// Lines a Rust file may have.
const LONGEST: usize = 600;

pub(super) fn check(house: &House) -> Vec<Problem> {
    let lengths = house
        .rust()
        .map(|(path, text)| (path, text.lines().count()));
    lengths
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(path, lines)| {
            Problem::new(
                path,
                format!("{lines} lines; above {LONGEST}, split a second noun out"),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::said;

    #[test]
    fn one_line_too_many_is_told() {
        let longest = "//\n".repeat(LONGEST);
        let longer = format!("{longest}//\n");
        let files = [
            ("a.rs", longest.as_str()),
            ("b.rs", &longer),
            ("fixtures/c.rs", &longer),
        ];
        assert_eq!(
            said(check, &files),
            ["b.rs: 601 lines; above 600, split a second noun out"]
        );
    }
}
