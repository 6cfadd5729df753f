//! Blocks of metadata in a script, found as the specification's regular expression finds them:
//!
//! ```text
//! (?m)^# /// (?P<type>[a-zA-Z0-9-]+)$\s(?P<content>(^#(| .*)$\s)+)^# ///$
//! ```
//!
//! A block opens with `# /// TYPE`, has at least one line, and closes with the *last* `# ///` of the comment lines that
//! follow without a gap. A run of comment lines holds one block at most, so the text is gone through once.

/// A block.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block<'a> {
    /// Its type.
    pub(super) kind: &'a str,
    /// The line it opens with, counted from 1.
    pub(super) line: u32,
    /// The lines between the first and the last, the comment signs still in them.
    lines: Vec<&'a str>,
}

/// Everything that looks like a block.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found<'a> {
    /// Those that are blocks, in order.
    pub(super) blocks: Vec<Block<'a>>,
    /// Type and line of those that open and do not close.
    pub(super) open: Vec<(&'a str, u32)>,
}

impl Block<'_> {
    /// The text of the block, on the lines it has in the script: those before it are empty.
    pub(super) fn content(&self) -> String {
        let mut content = "\n".repeat(self.line as usize);
        for line in &self.lines {
            let text = line.strip_prefix("# ").or_else(|| line.strip_prefix('#'));
            content.push_str(text.unwrap_or_default());
            content.push('\n');
        }
        content
    }
}

/// The blocks of a script.
pub(super) fn find(text: &str) -> Found<'_> {
    let mut found = Found::default();
    let mut run = Vec::new();
    let mut first = 1;
    for (number, line) in (1u32..).zip(lines(text)) {
        if line == "#" || line.starts_with("# ") {
            if run.is_empty() {
                first = number;
            }
            run.push(line);
        } else if !run.is_empty() {
            in_run(&run, first, &mut found);
            run.clear();
        }
    }
    in_run(&run, first, &mut found);
    found
}

/// The block in a run of comment lines, whose first has the number `first`.
fn in_run<'a>(run: &[&'a str], first: u32, found: &mut Found<'a>) {
    let close = run.iter().rposition(|line| *line == "# ///");
    for (at, (number, line)) in (first..).zip(run).enumerate() {
        let Some(kind) = kind(line) else { continue };
        // At least one line stands between.
        let Some(lines) = close.and_then(|close| run.get(at + 1..close)) else {
            found.open.push((kind, number));
            continue;
        };
        if lines.is_empty() {
            found.open.push((kind, number));
            continue;
        }
        found.blocks.push(Block {
            kind,
            line: number,
            lines: lines.to_vec(),
        });
        // What stands after the last `# ///` of the run opens nothing that closes.
        let rest = close.map_or(run.len(), |close| close + 1);
        for (number, line) in (first..).zip(run).skip(rest) {
            found
                .open
                .extend(self::kind(line).map(|kind| (kind, number)));
        }
        return;
    }
}

fn kind(line: &str) -> Option<&str> {
    let kind = line.strip_prefix("# /// ")?;
    let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    (!kind.is_empty() && kind.bytes().all(fits)).then_some(kind)
}

/// Lines as Python reads them from a file: ended by `\n`, `\r\n` or `\r`.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n')
        .flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> (Vec<(String, u32, String)>, Vec<u32>) {
        let found = find(text);
        let own = |block: &Block<'_>| {
            let content = block.content();
            (
                block.kind.to_owned(),
                block.line,
                content.trim_start_matches('\n').to_owned(),
            )
        };
        (
            found.blocks.iter().map(own).collect(),
            found.open.iter().map(|(_, line)| *line).collect(),
        )
    }

    #[test]
    fn a_block_ends_with_the_last_closing_line_of_its_comments() {
        let text = "x = 1\n# /// script\n# a = 1\n#\n# ///\n#  b\n# ///\n# more\n\n# ///\n";
        let content = "a = 1\n\n///\n b\n";
        assert_eq!(
            found(text),
            (vec![("script".into(), 2, content.into())], vec![])
        );
    }

    #[test]
    fn what_is_no_block_is_left_alone() {
        for (text, open) in [
            ("# /// script\n# ///", vec![1]),
            ("# /// script\n# a\n", vec![1]),
            ("# /// script\n#a\n# ///", vec![1]),
            ("# /// script\n# a\n\n# ///", vec![1]),
            (" # /// script\n# a\n# ///", vec![]),
            ("# /// script \n# a\n# ///", vec![]),
            ("# /// scr_ipt\n# a\n# ///", vec![]),
            ("# ///script\n# a\n# ///", vec![]),
            ("# /// script\n# a\n# /// ", vec![1]),
        ] {
            assert_eq!(found(text), (vec![], open), "{text:?}");
        }
    }

    #[test]
    fn line_ends_of_all_systems_are_one() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["# /// script", "# a", "# ///", ""].join(end);
            assert_eq!(
                found(&text).0,
                [("script".into(), 1, "a\n".into())],
                "{end:?}"
            );
        }
    }

    #[test]
    fn blocks_of_any_type_are_found_and_swallow_what_stands_in_them() {
        let text = "# /// a-1\n# /// script\n# x\n# ///\ny\n# /// script\n# z\n# ///\n";
        assert_eq!(
            found(text).0,
            [
                ("a-1".into(), 1, "/// script\nx\n".into()),
                ("script".into(), 6, "z\n".into())
            ]
        );
    }

    /// The regular expression, followed character by character with its backtracking.
    fn by_the_expression(text: &str) -> Vec<(String, u32, String)> {
        let lines: Vec<&str> = text.split('\n').collect();
        let comment = |line: &str| line == "#" || line.starts_with("# ");
        let mut blocks = Vec::new();
        let mut at = 0;
        while at < lines.len() {
            let opens = kind(lines[at]);
            let mut taken = at + 1;
            // A line of the content must end, so the last line of the text is none.
            while taken + 1 < lines.len() && comment(lines[taken]) {
                taken += 1;
            }
            let close = (at + 2..=taken)
                .rev()
                .find(|close| lines.get(*close) == Some(&"# ///"));
            match opens.zip(close) {
                Some((kind, close)) => {
                    let mut content = String::new();
                    for line in &lines[at + 1..close] {
                        content.push_str(line.strip_prefix("# ").unwrap_or(&line[1..]));
                        content.push('\n');
                    }
                    blocks.push((kind.to_owned(), at as u32 + 1, content));
                    at = close + 1;
                }
                None => at += 1,
            }
        }
        blocks
    }

    proptest! {
        #[test]
        fn it_finds_what_the_expression_finds(
            text in proptest::collection::vec("(# /// script|# /// b|# ///|# ///|#|# x|#x|| # ///|# /// |code)", 0..14)
        ) {
            let text = text.join("\n");
            let mine: Vec<_> = find(&text).blocks.iter().map(|block| {
                let content = block.content();
                (block.kind.to_owned(), block.line, content[block.line as usize..].to_owned())
            }).collect();
            prop_assert_eq!(mine, by_the_expression(&text));
        }

        #[test]
        fn any_text_is_read(text in "((# |///|script|#|\n|\r|.)){0,40}") {
            let found = find(&text);
            prop_assert!(found.blocks.len() + found.open.len() <= text.len());
        }
    }
}
