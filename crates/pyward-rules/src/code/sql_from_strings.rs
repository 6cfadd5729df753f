use std::sync::LazyLock;

use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Field, Keyword, Kind, Node, Str};
use regex::Regex;

use crate::chain::Wanted;
use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// A string that looks like SQL is joined, formatted, replaced in or an f-string. Confidence is higher where the result goes straight to
    /// `execute`.
    ///
    /// ## Why
    /// A value that becomes part of the statement's text can change what the statement does.
    ///
    /// ## Bad
    /// ```bad app.py
    /// cursor.execute("SELECT * FROM users WHERE name = '" + name + "'")
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// cursor.execute("SELECT * FROM users WHERE name = %s", (name,))
    /// ```
    ///
    /// ## References
    /// - [OWASP: SQL injection prevention](https://cheatsheetseries.owasp.org/cheatsheets/SQL_Injection_Prevention_Cheat_Sheet.html)
    /// - [CWE-89: SQL injection](https://cwe.mitre.org/data/definitions/89.html)
    pub(crate) static SQL_FROM_STRINGS = {
        name: "sql-from-strings",
        family: Code,
        summary: "SQL put together from strings",
        severity: Some(Severity::Medium),
        confidence: Low,
        cwes: [89],
        aliases: ["B608", "S608"],
        subject: Subject::Code(Code::bandit("B608", "hardcoded_sql_expressions", &[Look::Str(find)])),
    };
}

/// What SQL begins with, and what must follow somewhere.
const SQL: [(&str, Option<&str>); 4] = [
    (r"select\s", Some(r"from\s")),
    (r"delete\s+from\s", None),
    (r"insert\s+into\s", Some(r"values[\s(]")),
    (r"update\s", Some(r"set\s")),
];

static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    let verbs = SQL.map(|(verb, rest)| match rest {
        Some(rest) => format!("{verb}.*{rest}"),
        None => verb.to_owned(),
    });
    Regex::new(&format!("(?is){}", verbs.join("|"))).expect("the pattern is fixed")
});

static PAIRS: LazyLock<[(Regex, Option<Regex>); 4]> = LazyLock::new(|| {
    let compiled =
        |pattern: &str| Regex::new(&format!("(?i){pattern}")).expect("the pattern is fixed");
    SQL.map(|(verb, rest)| (compiled(verb), rest.map(compiled)))
});

const WANTED: Wanted = Wanted {
    is_in: is_sql,
    last_in: last_sql,
};

fn is_sql(text: &str) -> bool {
    WHOLE.is_match(text)
}

fn find<'a>(cx: &Cx<'a>, text: Str<'a>) -> Option<Hit> {
    let node = text.node();
    let parent = node.parent()?;
    let (is_found, around, is_replaced) = match parent.kind() {
        Kind::BinOp => {
            let (is_found, around) = cx.chains().look(node, parent, &WANTED);
            (is_found, around, false)
        }
        Kind::Attribute => {
            let method = parent.attribute()?;
            let is_replaced = method == "replace";
            if !is_replaced && method != "format" {
                return None;
            }
            let around = parent.parent()?.parent();
            (is_sql(text.value()), around, is_replaced)
        }
        Kind::JoinedStr if parent.child(Field::Values).and_then(first_text) == Some(node) => {
            let texts = parent.children().filter_map(Node::str_value);
            (is_sql(&texts.collect::<String>()), parent.parent(), false)
        }
        _ => return None,
    };
    if !is_found || (!cx.is_compat() && is_placed(cx, parent)) {
        return None;
    }
    let called = around
        .and_then(Call::of)
        .and_then(|call| call.func().last_name());
    let is_executed = matches!(called, Some("execute" | "executemany"));
    let confidence = if is_executed && !is_replaced {
        Confidence::Medium
    } else {
        Confidence::Low
    };
    let message = "SQL is put together from strings";
    Some(Hit::new(Severity::Medium, confidence, message))
}

/// Whether all that is put in is a placeholder or went through what quotes: the text is no one's to choose.
fn is_placed<'a>(cx: &Cx<'a>, parent: Node<'a>) -> bool {
    let values = if parent.kind() == Kind::Attribute {
        let call = parent.parent().and_then(Call::of);
        call.map(|call| {
            let named = call.keywords().map(Keyword::value);
            call.positionals().chain(named).collect()
        })
    } else {
        let is_chained = |node: &Node<'a>| node.kind() == Kind::BinOp;
        let above = std::iter::successors(Some(parent), |node| {
            node.parent()
                .filter(is_chained)
                .filter(|_| is_chained(node))
        });
        above.take(MOST_VALUES).last().and_then(parts)
    };
    values.is_some_and(|values: Vec<Node<'a>>| {
        !values.is_empty() && values.iter().all(|value| is_placeholder(cx, *value))
    })
}

/// What is put into a text by operators or as an f-string; `None` where it is too much.
fn parts(whole: Node<'_>) -> Option<Vec<Node<'_>>> {
    let (mut work, mut values) = (vec![whole], Vec::new());
    // The top of a longer chain was not reached.
    let above = whole.parent().map(Node::kind);
    let mut left = MOST_VALUES * 8;
    if whole.kind() == Kind::BinOp && above == Some(Kind::BinOp) {
        return None;
    }
    while let Some(node) = work.pop() {
        left -= 1;
        match node.kind() {
            Kind::BinOp | Kind::JoinedStr | Kind::FormattedValue | Kind::Tuple => {
                work.extend(node.children());
            }
            Kind::Str => {}
            _ => values.push(node),
        }
        if values.len() > MOST_VALUES || work.len() > MOST_VALUES || left == 0 {
            return None;
        }
    }
    Some(values)
}

/// The most values of a text that are looked at.
const MOST_VALUES: usize = 32;

/// `", ".join("?" for _ in ids)`, `"?" * n`, `quote_identifier(name)`, or a name for one of these.
fn is_placeholder<'a>(cx: &Cx<'a>, value: Node<'a>) -> bool {
    let origins = cx.origins(value);
    !origins.is_empty()
        && origins.into_iter().all(|origin| match origin.kind() {
            Kind::Str | Kind::Number => true,
            _ => Call::of(origin).is_some_and(|call| {
                let name = call.func().last_name().unwrap_or_default();
                let is_quoting = ["quote", "escape"]
                    .iter()
                    .any(|part| name.to_ascii_lowercase().contains(part));
                let is_joined =
                    name == "join" && call.positional(0).is_some_and(|given| is_repeated(given));
                is_quoting || is_joined
            }),
        })
}

/// Whether a comprehension gives the same text again and again, or one with only numbers in it.
fn is_repeated(given: Node<'_>) -> bool {
    if !matches!(given.kind(), Kind::GeneratorExp | Kind::ListComp) {
        return false;
    }
    let counts = given.children().any(|part| {
        part.kind() == Kind::Comprehension
            && part.children().any(|part| {
                Call::of(part).is_some_and(|call| call.func().last_name() == Some("range"))
            })
    });
    given.children().next().is_some_and(|element| {
        element.kind() == Kind::Str || (counts && element.kind() == Kind::JoinedStr)
    })
}

/// The first text of an f-string, from its first value on.
fn first_text(first: Node<'_>) -> Option<Node<'_>> {
    std::iter::successors(Some(first), |node| node.next_sibling())
        .find(|node| node.kind() == Kind::Str)
}

/// Where SQL begins for the last time in a text.
fn last_sql(text: &str) -> Option<usize> {
    let start = |pattern: &Regex, text: &str| pattern.find_iter(text).last().map(|it| it.start());
    let pairs = PAIRS.iter().filter_map(|(verb, rest)| {
        let end = match rest {
            Some(rest) => start(rest, text)?,
            None => text.len(),
        };
        start(verb, text.get(..end)?)
    });
    pairs.max()
}

#[cfg(test)]
mod tests;
