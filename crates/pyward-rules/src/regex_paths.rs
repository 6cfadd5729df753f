//! How many ways a regular expression has through one text: what makes it slow.
//!
//! An engine that backtracks, as Python's does, tries all ways where what follows fails. Two ways round the same loop on
//! the same text (`(a+)+`, `(\w|\d)*`, `(.*,)*`) double the time with every turn; several loops behind each other that can
//! share one text (`.+-.+-.+`) make it grow with a power.
//!
//! The pattern becomes the automaton of Glushkov: a position for each of its characters, an edge where one can follow
//! another, and a note where it can do so in two ways. Marks (`$`, `\b`) are passed over, and no way leads through what is
//! not looked into.

use crate::regex_shape::{Chars, Loop, Piece};

/// The most positions looked at. What has more is not told.
const MOST_POSITIONS: usize = 256;

/// The most steps from one position to another that one pattern may take.
const MOST_STEPS: usize = 2_000_000;

/// And all patterns of a module together. Real ones take some hundreds each.
pub(crate) const STEPS: usize = 20_000_000;

/// As often as this a piece is repeated where its pattern counts.
const MOST_COPIES: u32 = 6;

/// How the time grows with the length of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Growth {
    /// With every turn of a loop it doubles.
    Doubles,
    /// With the length to this power, 2 or more.
    Power(usize),
}

/// How the time of a pattern grows, where it does so faster than a text. `is_whole`: it must match up to the end of the
/// text; `is_search`: it may begin anywhere in it. `steps` is what may still be spent on it, and then what is left.
pub(crate) fn growth(
    piece: &Piece,
    is_whole: bool,
    is_search: bool,
    steps: &mut usize,
) -> Option<Growth> {
    let given = MOST_STEPS.min(*steps);
    let mut paths = Paths {
        positions: Vec::new(),
        left: given,
    };
    let found = paths.growth(piece, is_whole, is_search);
    *steps -= given - paths.left;
    found
}

struct Paths {
    positions: Vec<Position>,
    /// How many steps may still be taken. Where there are none, nothing is told.
    left: usize,
}

struct Position {
    chars: Chars,
    /// What can follow, and whether it can in two ways.
    next: Vec<(usize, bool)>,
    /// It is in a loop behind which something can fail.
    fails: bool,
}

/// A piece, built.
struct Part {
    first: Vec<usize>,
    last: Vec<usize>,
    /// It can match nothing.
    is_optional: bool,
}

impl Part {
    const NOTHING: Self = Self {
        first: Vec::new(),
        last: Vec::new(),
        is_optional: true,
    };
}

impl Paths {
    fn growth(&mut self, piece: &Piece, is_whole: bool, is_search: bool) -> Option<Growth> {
        let part = self.build(piece, is_whole, false)?;
        let reach = self.reach()?;
        if self.doubles(&reach)? {
            return Some(Growth::Doubles);
        }
        let power = self.power(&reach, &part.first, is_search && !is_anchored(piece))?;
        (power > 1).then_some(Growth::Power(power))
    }

    fn spend(&mut self, steps: usize) -> Option<()> {
        self.left = self.left.checked_sub(steps).or_else(|| {
            self.left = 0;
            None
        })?;
        Some(())
    }

    /// `fails`: what follows the piece can fail; `is_looped`: so can what follows a loop around it.
    fn build(&mut self, piece: &Piece, fails: bool, is_looped: bool) -> Option<Part> {
        match piece {
            Piece::Set(chars) => self.position(*chars, is_looped),
            // Nothing is known of what it takes: no way goes through it.
            Piece::Opaque => self.position(Chars::NONE, is_looped),
            Piece::Mark | Piece::Start => Some(Part::NOTHING),
            Piece::Seq(items) => {
                let mut fails_behind = vec![fails; items.len()];
                for number in (1..items.len()).rev() {
                    let fails = *fails_behind.get(number)? || can_fail(items.get(number)?);
                    *fails_behind.get_mut(number - 1)? = fails;
                }
                let mut whole = Part::NOTHING;
                for (item, fails) in items.iter().zip(fails_behind) {
                    let part = self.build(item, fails, is_looped)?;
                    whole = self.behind(whole, part)?;
                }
                Some(whole)
            }
            Piece::Alt(branches) => {
                let mut whole = Part::NOTHING;
                whole.is_optional = false;
                for branch in branches {
                    let part = self.build(branch, fails, is_looped)?;
                    whole.first.extend(part.first);
                    whole.last.extend(part.last);
                    whole.is_optional |= part.is_optional;
                }
                Some(whole)
            }
            Piece::Repeat(of) => self.repeat(of, fails, is_looped),
        }
    }

    fn repeat(&mut self, of: &Loop, fails: bool, is_looped: bool) -> Option<Part> {
        let mut whole = Part::NOTHING;
        // All that must be there but, of a loop without end, the last.
        let certain = match of.most {
            None => of.least.saturating_sub(1),
            Some(_) => of.least,
        };
        for _ in 0..certain.min(MOST_COPIES) {
            let part = self.build(&of.inner, fails, is_looped)?;
            whole = self.behind(whole, part)?;
        }
        let Some(most) = of.most else {
            let mut part = self.build(&of.inner, fails, is_looped || fails)?;
            self.connect(&part.last.clone(), &part.first.clone())?;
            part.is_optional |= of.least == 0;
            return self.behind(whole, part);
        };
        // `a{0,2}` is `(a(a)?)?`: one way for each length.
        let mut rest = Part::NOTHING;
        for _ in 0..most.saturating_sub(of.least).min(2) {
            let part = self.build(&of.inner, fails, is_looped)?;
            rest = self.behind(part, rest)?;
            rest.is_optional = true;
        }
        self.behind(whole, rest)
    }

    fn position(&mut self, chars: Chars, fails: bool) -> Option<Part> {
        let number = self.positions.len();
        if number >= MOST_POSITIONS {
            return None;
        }
        self.positions.push(Position {
            chars,
            next: Vec::new(),
            fails,
        });
        Some(Part {
            first: vec![number],
            last: vec![number],
            is_optional: false,
        })
    }

    /// One piece behind another.
    fn behind(&mut self, mut one: Part, other: Part) -> Option<Part> {
        self.connect(&one.last, &other.first)?;
        if one.is_optional {
            one.first.extend(&other.first);
        }
        let mut last = other.last;
        if other.is_optional {
            last.extend(&one.last);
        }
        Some(Part {
            first: one.first,
            last,
            is_optional: one.is_optional && other.is_optional,
        })
    }

    fn connect(&mut self, from: &[usize], to: &[usize]) -> Option<()> {
        for one in from {
            self.spend(to.len() * self.next(*one).len().max(1))?;
            let next = &mut self.positions.get_mut(*one)?.next;
            for other in to {
                match next.iter_mut().find(|(known, _)| known == other) {
                    Some((_, is_twice)) => *is_twice = true,
                    None => next.push((*other, false)),
                }
            }
        }
        Some(())
    }

    fn next(&self, number: usize) -> &[(usize, bool)] {
        self.positions
            .get(number)
            .map_or(&[], |position| &position.next)
    }

    fn chars(&self, number: usize) -> Chars {
        self.positions
            .get(number)
            .map_or(Chars::NONE, |position| position.chars)
    }

    /// For each position those that can come behind it.
    fn reach(&mut self) -> Option<Vec<Vec<bool>>> {
        let count = self.positions.len();
        let edges: usize = self.positions.iter().map(|it| it.next.len()).sum();
        self.spend(count * edges)?;
        let from = |start: usize| {
            let mut seen = vec![false; count];
            let mut open = vec![start];
            while let Some(number) = open.pop() {
                for (next, _) in self.next(number) {
                    if let Some(seen) = seen.get_mut(*next)
                        && !*seen
                    {
                        *seen = true;
                        open.push(*next);
                    }
                }
            }
            seen
        };
        Some((0..count).map(from).collect())
    }

    /// Whether some loop can be gone round in two ways on the same text.
    fn doubles(&mut self, reach: &[Vec<bool>]) -> Option<bool> {
        let reaches =
            |from: usize, to: usize| reach.get(from).and_then(|row| row.get(to)) == Some(&true);
        let in_loop = |number: usize| {
            reaches(number, number) && self.positions.get(number).is_some_and(|it| it.fails)
        };
        let count = self.positions.len();
        let is_twice = |number: usize| {
            let mut next = self.next(number).iter();
            next.any(|(next, is_twice)| *is_twice && reaches(*next, number))
        };
        if (0..count).any(|number| in_loop(number) && is_twice(number)) {
            return Some(true);
        }
        // Two that go the same text at once: where they have parted and meet again, there are two ways.
        let mut seen = vec![false; count * count];
        let mut open: Vec<(usize, usize)> = (0..count)
            .filter(|it| in_loop(*it))
            .map(|it| (it, it))
            .collect();
        let mut steps = count * count / 8;
        while let Some((one, other)) = open.pop() {
            steps += self.next(one).len() * self.next(other).len();
            if steps > self.left {
                self.left = 0;
                return None;
            }
            for (next, _) in self.next(one) {
                for (beside, _) in self.next(other) {
                    let is_round = reaches(*next, one)
                        && reaches(*beside, other)
                        && reaches(*next, *beside)
                        && reaches(*beside, *next);
                    if !is_round || !self.chars(*next).meets(self.chars(*beside)) {
                        continue;
                    }
                    if next == beside {
                        if one != other {
                            return Some(true);
                        }
                        continue;
                    }
                    if let Some(seen) = seen.get_mut(next * count + beside)
                        && !*seen
                    {
                        *seen = true;
                        open.push((*next, *beside));
                    }
                }
            }
        }
        self.spend(steps)?;
        Some(false)
    }

    /// How many loops behind each other can share one text, and one more where a match can begin anywhere in it.
    fn power(&mut self, reach: &[Vec<bool>], first: &[usize], is_search: bool) -> Option<usize> {
        let loops: Vec<usize> = (0..self.positions.len())
            .filter(|it| self.next(*it).iter().any(|(next, _)| next == it))
            .collect();
        let mut most = 0;
        for start in &loops {
            let chars = self.chars(*start);
            let begins = is_search && self.leads(first, *start, chars)?;
            let found = self.longest(*start, chars, &loops, reach)?;
            most = most.max(found + usize::from(begins));
        }
        Some(most)
    }

    /// The most loops from this one on that share some of the characters; none where nothing behind the last can fail.
    fn longest(
        &mut self,
        start: usize,
        chars: Chars,
        loops: &[usize],
        reach: &[Vec<bool>],
    ) -> Option<usize> {
        self.spend(loops.len())?;
        let own = usize::from(self.positions.get(start).is_some_and(|it| it.fails));
        let reaches =
            |from: usize, to: usize| reach.get(from).and_then(|row| row.get(to)) == Some(&true);
        let mut most = own;
        for other in loops {
            // Behind this one, and not the same loop.
            let is_behind = *other != start && reaches(start, *other) && !reaches(*other, start);
            let chars = chars.common(self.chars(*other));
            if !is_behind || chars == Chars::NONE {
                continue;
            }
            let next: Vec<usize> = self.next(start).iter().map(|(next, _)| *next).collect();
            if self.leads(&next, *other, chars)? {
                let found = self.longest(*other, chars, loops, reach)?;
                if found > 0 {
                    most = most.max(found + 1);
                }
            }
        }
        Some(most)
    }

    /// Whether a way from one of some positions to another takes nothing but some characters.
    fn leads(&mut self, from: &[usize], to: usize, chars: Chars) -> Option<bool> {
        let mut seen = vec![false; self.positions.len()];
        let mut open: Vec<(usize, Chars)> = from.iter().map(|it| (*it, chars)).collect();
        self.spend(self.positions.len())?;
        while let Some((number, chars)) = open.pop() {
            self.spend(self.next(number).len())?;
            let left = chars.common(self.chars(number));
            if left == Chars::NONE {
                continue;
            }
            if number == to {
                return Some(true);
            }
            if let Some(seen) = seen.get_mut(number)
                && !*seen
            {
                *seen = true;
                open.extend(self.next(number).iter().map(|(next, _)| (*next, left)));
            }
        }
        Some(false)
    }
}

/// Whether it matches at the beginning of a text only.
fn is_anchored(piece: &Piece) -> bool {
    match piece {
        Piece::Start => true,
        Piece::Seq(items) => items.first().is_some_and(is_anchored),
        _ => false,
    }
}

fn can_fail(piece: &Piece) -> bool {
    matches!(piece, Piece::Mark | Piece::Start | Piece::Opaque) || !is_optional(piece)
}

/// Whether a piece can match nothing.
fn is_optional(piece: &Piece) -> bool {
    match piece {
        Piece::Set(_) => false,
        Piece::Seq(items) => items.iter().all(is_optional),
        Piece::Alt(branches) => branches.iter().any(is_optional),
        Piece::Repeat(of) => of.least == 0 || is_optional(&of.inner),
        Piece::Mark | Piece::Start | Piece::Opaque => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regex_shape::parse;

    fn of(pattern: &str) -> Option<Growth> {
        grown(&parse(pattern, false).unwrap(), false, false)
    }

    fn grown(piece: &Piece, is_whole: bool, is_search: bool) -> Option<Growth> {
        growth(piece, is_whole, is_search, &mut STEPS.clone())
    }

    #[test]
    fn loops_that_split_one_text_in_many_ways_are_told() {
        for pattern in [
            r"^(a+)+$",
            r"^(\w+\s?)+$",
            r"(.*,)*x",
            r"^(\w|\d)*$",
            r#""(?:[^"]|\\.)*""#,
            r"(?:\s*\w+)*:",
            r"^([a-zA-Z0-9]+)*@",
            r"(x{1,5})*y",
            r"(?P<n>(?:ab)+)+c",
            r"(?:ab|a|b)*c",
            r"(?:\s+\w+|\s*=\s*|'.*?')*>",
            r"(\*{1,2})(?:\\[\\*]|[^*])*\1x",
            r"(?:a?b?a?)*$",
        ] {
            assert_eq!(of(pattern), Some(Growth::Doubles), "{pattern}");
        }
        let whole = parse(r"(\w+)*", false).unwrap();
        assert_eq!(grown(&whole, true, false), Some(Growth::Doubles));
        let verbose = parse("( \\w+ # word\n )+ $", true).unwrap();
        assert_eq!(grown(&verbose, false, false), Some(Growth::Doubles));
    }

    #[test]
    fn loops_that_cannot_are_not() {
        for pattern in [
            r"^(\w+\.)*\w+$",
            r"(\w+)+",
            r"^[a-z]+(-[a-z]+)*$",
            r#""(?:[^"\\]|\\.)*""#,
            r"^(?:\s+\S+)*$",
            r"(a|b)*c",
            r"(?>a+)+b",
            r"(?:a++)+b",
            r"(\d{3})+$",
            r"(?:\d{1,3}\.){3}\d",
            r"^(?:(?:a|b)c)*d",
            r"(?:x(?=y))*z",
            r"(\*)(?:(?:(?<!\\)(?:\\\\)*\*)|[^*])+x",
        ] {
            assert_eq!(of(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn loops_behind_each_other_make_a_power() {
        for (pattern, power) in [
            (r"\s*(\d+)\s*(\S+) (.*)", Some(2)),
            (r"(.+?)-(.+?)-(.+?)-(.+?)\.whl$", Some(4)),
            (r"a+b+c", None),
            (r"\d+\s+\d+x", None),
            (r".*x.*", None),
            (r"\w+\w*$", Some(2)),
            (r"[^-]+-[^-]+-[^-]+$", None),
        ] {
            assert_eq!(of(pattern), power.map(Growth::Power), "{pattern}");
        }
        let blanks = parse(r"\s+$", false).unwrap();
        assert_eq!(grown(&blanks, false, true), Some(Growth::Power(2)));
        assert_eq!(grown(&blanks, false, false), None);
        let line = parse(r"^( *)(.*)$", false).unwrap();
        assert_eq!(grown(&line, false, true), Some(Growth::Power(2)));
    }

    #[test]
    fn what_takes_too_many_steps_is_not_told() {
        let deep = format!("{}$", ".*?a".repeat(120));
        let mut steps = STEPS;
        let piece = parse(&deep, false).unwrap();
        assert_eq!(growth(&piece, false, false, &mut steps), None);
        assert_eq!(steps, STEPS - MOST_STEPS);
        let mut steps = 1;
        let small = parse("(a+)+b", false).unwrap();
        assert_eq!(growth(&small, false, false, &mut steps), None);
        assert_eq!(steps, 0);
    }

    proptest::proptest! {
        #[test]
        fn any_pattern_is_measured(pattern in r"[ab(){}*+?.|$\\dw0-3,:]{0,30}", is_whole: bool, is_search: bool) {
            if let Some(piece) = parse(&pattern, false) {
                grown(&piece, is_whole, is_search);
            }
        }
    }
}
