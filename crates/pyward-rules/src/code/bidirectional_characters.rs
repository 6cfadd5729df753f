use pyward_model::{Confidence, Severity};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// The file has a character that controls the direction of text. The first line with one is reported.
    ///
    /// ## Why
    /// Such characters change the order in which text is shown, so that a reviewer sees other code than Python runs.
    ///
    /// ## Bad
    /// ```bad app.py
    /// access = "user‏" # check
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// access = "user" # check
    /// ```
    ///
    /// ## References
    /// - [Trojan Source](https://trojansource.codes/)
    /// - [CWE-838: inappropriate encoding for output context](https://cwe.mitre.org/data/definitions/838.html)
    pub(crate) static BIDIRECTIONAL_CHARACTERS = {
        name: "bidirectional-characters",
        family: Code,
        summary: "characters that make source read otherwise than it runs",
        severity: Some(Severity::High),
        confidence: Medium,
        cwes: [838],
        aliases: ["B613"],
        subject: Subject::Code(Code::bandit("B613", "trojansource", &[Look::Module(find)])),
    };
}

/// In the order in which a line is searched for them.
const CHARACTERS: &[char] = &[
    '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}',
    '\u{2069}', '\u{200f}',
];

fn find(cx: &Cx<'_>) -> Vec<Hit> {
    let module = cx.module();
    let text = &*module.source().text;
    // In UTF-8 all of them begin with the same byte, which most files do not have.
    if !text.as_bytes().contains(&0xe2) {
        return Vec::new();
    }
    let Some(at) = text.find(CHARACTERS) else {
        return Vec::new();
    };
    let before = text.get(..at).unwrap_or("");
    let start = before.rfind(ends_line).map_or(0, |end| {
        end + before
            .get(end..)
            .and_then(|rest| rest.chars().next())
            .map_or(1, char::len_utf8)
    });
    let rest = text.get(start..).unwrap_or("");
    let line = rest.split(ends_line).next().unwrap_or(rest);
    let found = CHARACTERS.iter().find_map(|ch| Some((ch, line.find(*ch)?)));
    let Some((character, place)) = found else {
        return Vec::new();
    };
    let column = line.get(..place).map_or(0, |before| before.chars().count()) + 1;
    let ends = before.matches(ends_line).count() - before.matches("\r\n").count();
    let message = format!(
        "U+{:04X} changes the order in which text is shown",
        u32::from(*character)
    );
    let first = start + place;
    vec![Hit {
        span: Some(module.span(first, first + character.len_utf8())),
        line: u32::try_from(ends + 1).ok(),
        column: u32::try_from(column).ok(),
        ..Hit::new(Severity::High, Confidence::Medium, message)
    }]
}

/// Whether Python's `str.splitlines` ends a line there.
fn ends_line(ch: char) -> bool {
    matches!(
        ch,
        '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}
