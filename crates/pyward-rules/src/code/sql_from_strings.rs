use std::sync::LazyLock;

use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Field, Kind, Node, Str};
use regex::Regex;

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

static SQL: LazyLock<Regex> = LazyLock::new(|| {
    let verbs = [
        r"select\s.*from\s",
        r"delete\s+from\s",
        r"insert\s+into\s.*values[\s(]",
        r"update\s.*set\s",
    ];
    Regex::new(&format!("(?is){}", verbs.join("|"))).expect("the pattern is fixed")
});

fn find(_: &Cx<'_>, text: Str<'_>) -> Option<Hit> {
    let node = text.node();
    let parent = node.parent()?;
    let (statement, around, is_replaced) = match parent.kind() {
        Kind::BinOp => joined(node, parent),
        Kind::Attribute => {
            let method = parent.attribute()?;
            let is_replaced = method == "replace";
            if !is_replaced && method != "format" {
                return None;
            }
            let around = parent.parent()?.parent();
            (text.value().to_owned(), around, is_replaced)
        }
        Kind::JoinedStr if parent.child(Field::Values).and_then(first_text) == Some(node) => {
            let texts = parent.children().filter_map(Node::str_value);
            (texts.collect(), parent.parent(), false)
        }
        _ => return None,
    };
    if !SQL.is_match(&statement) {
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

/// The first text of an f-string, from its first value on.
fn first_text(first: Node<'_>) -> Option<Node<'_>> {
    std::iter::successors(Some(first), |node| node.next_sibling())
        .find(|node| node.kind() == Kind::Str)
}

/// The strings of a chain of operations, joined by spaces, and what is around the chain. The string at hand comes first,
/// and the operation it stands in is not looked into again, as bandit has it.
fn joined<'a>(node: Node<'a>, parent: Node<'a>) -> (String, Option<Node<'a>>, bool) {
    let is_operation = |node: &Node<'a>| node.kind() == Kind::BinOp;
    let root = std::iter::successors(Some(parent), |node| node.parent().filter(is_operation))
        .last()
        .unwrap_or(parent);
    let mut text = node.str_value().unwrap_or("").to_owned();
    let mut waiting = vec![root];
    while let Some(next) = waiting.pop() {
        if next == parent {
            continue;
        }
        if next.kind() == Kind::BinOp {
            let (left, right) = (next.child(Field::Left), next.child(Field::Right));
            waiting.extend(right.into_iter().chain(left));
        } else if let Some(part) = next.str_value() {
            text.push(' ');
            text.push_str(part);
        }
    }
    (text, root.parent(), false)
}
