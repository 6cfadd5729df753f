//! Whether a text is fixed by what was assigned to names above it, as bandit follows assignments.
//!
//! It reads a function or module from its first statement to the line of the use, branches included, without knowing which
//! of them run. Where its plugin fails, nothing is said of the text.

use foldhash::HashMap;
use std::cell::Cell;

use pyward_python::views::{Assign, Call, Field, Function, Kind, Node};

/// How deep names may stand for names; Python ends bandit's search at about this depth, too.
const DEEPEST: usize = 300;

/// A function or module whose assignments are followed.
pub(crate) struct Assigned<'a, 'c> {
    around: Node<'a>,
    /// What is known of names above a line.
    known: HashMap<(&'a str, u32), bool>,
    /// How many statements may still be looked at.
    left: &'c Cell<usize>,
}

/// What an assignment found gives.
enum Found<'a> {
    One(Node<'a>),
    Several(Vec<Node<'a>>),
}

/// Bandit's plugin fails.
struct Fails;

type Fields = &'static [Field];

/// What one statement says of a name.
enum Step<'a> {
    Given(Node<'a>),
    Nothing,
    /// Nothing by itself, but statements in these fields may.
    Into(Fields),
}

impl<'a, 'c> Assigned<'a, 'c> {
    /// Whether a text in a call is fixed. `None`: bandit fails over it. Once `left`, the number of statements of the module
    /// that may be looked at, is used up, no name is.
    pub(crate) fn is_safe(call: Node<'a>, text: Node<'a>, left: &'c Cell<usize>) -> Option<bool> {
        let around = call
            .ancestors()
            .find(|node| matches!(node.kind(), Kind::Module | Kind::FunctionDef))?;
        let mut assigned = Self {
            around,
            known: HashMap::default(),
            left,
        };
        match text.kind() {
            Kind::Name => assigned.name(text, call.line(), DEEPEST),
            Kind::Call => assigned.call(text, DEEPEST),
            Kind::BinOp => assigned.formatted(text),
            _ => Some(false),
        }
    }

    /// `"…" % x`.
    fn formatted(&mut self, text: Node<'a>) -> Option<bool> {
        let is_text = text.child(Field::Left).map(Node::kind) == Some(Kind::Str);
        if text.operator() != Some("%") || !is_text {
            return Some(false);
        }
        let right = text.child(Field::Right)?;
        let parts = if right.kind() == Kind::Tuple {
            right.children().collect()
        } else {
            vec![right]
        };
        self.all(parts, text.line(), DEEPEST)
    }

    /// `"…".format(x)`.
    fn call(&mut self, node: Node<'a>, fuel: usize) -> Option<bool> {
        let Some(call) = Call::of(node) else {
            return Some(false);
        };
        let func = call.func();
        let receiver = func.children().next().and_then(Node::constant);
        let is_format = func.attribute() == Some("format") && receiver.is_some();
        if !is_format || call.keywords().next().is_some() {
            return Some(false);
        }
        self.all(call.positionals().collect(), node.line(), fuel)
    }

    /// Whether all parts of a text are fixed.
    fn all(&mut self, parts: Vec<Node<'a>>, line: u32, fuel: usize) -> Option<bool> {
        let fuel = fuel.checked_sub(1)?;
        let mut waiting = std::collections::VecDeque::from(parts);
        while let Some(part) = waiting.pop_front() {
            let is_fixed = match part.kind() {
                Kind::Str => true,
                Kind::Name => self.name(part, line, fuel)?,
                Kind::Call => self.call(part, fuel)?,
                Kind::Starred => {
                    let inner = part.children().next()?;
                    let is_display = matches!(inner.kind(), Kind::List | Kind::Tuple);
                    if is_display {
                        waiting.extend(inner.children());
                    }
                    is_display
                }
                _ => false,
            };
            if !is_fixed {
                return Some(false);
            }
        }
        Some(true)
    }

    /// Whether all that is assigned to a name above a line is fixed.
    fn name(&mut self, name: Node<'a>, until: u32, fuel: usize) -> Option<bool> {
        let fuel = fuel.checked_sub(1)?;
        let id = name.name_id()?;
        if let Some(known) = self.known.get(&(id, until)) {
            return Some(*known);
        }
        let is_safe = self.looked_for(id, until, fuel)?;
        self.known.insert((id, until), is_safe);
        Some(is_safe)
    }

    fn looked_for(&mut self, id: &'a str, until: u32, fuel: usize) -> Option<bool> {
        if let Some(function) = Function::of(self.around) {
            let mut parameters = function.parameters().into_iter();
            if parameters.any(|it| it.node.field() == Field::Args && it.name == id) {
                return Some(false);
            }
        }
        let mut is_safe = false;
        let body = self.around.children_in(Field::Body);
        for statement in body.take_while(|statement| statement.line() < until) {
            if !spend(self.left) {
                return Some(false);
            }
            match given(statement, id, self.left).ok()? {
                None => {}
                Some(Found::One(value)) => {
                    is_safe = match value.kind() {
                        Kind::Str => true,
                        Kind::Name => self.name(value, value.line(), fuel)?,
                        Kind::Call => self.call(value, fuel)?,
                        _ => return Some(false),
                    };
                }
                Some(Found::Several(values)) => {
                    for value in values {
                        let is_fixed = match value.kind() {
                            Kind::Str => true,
                            Kind::Name => self.name(value, statement.line(), fuel)?,
                            _ => false,
                        };
                        if !is_fixed {
                            return Some(false);
                        }
                    }
                    is_safe = true;
                }
            }
        }
        Some(is_safe)
    }
}

/// What a statement gives to a name, the statements within included.
fn given<'a>(
    statement: Node<'a>,
    id: &str,
    left: &Cell<usize>,
) -> Result<Option<Found<'a>>, Fails> {
    match step(statement, id)? {
        Step::Given(value) => Ok(Some(Found::One(value))),
        Step::Nothing => Ok(None),
        Step::Into(fields) => {
            let found = within(statement, fields, id, left)?;
            Ok((!found.is_empty()).then_some(Found::Several(found)))
        }
    }
}

/// What the statements in a statement give to a name. Long chains of `elif` nest deep, so nothing recurses.
fn within<'a>(
    statement: Node<'a>,
    fields: Fields,
    id: &str,
    left: &Cell<usize>,
) -> Result<Vec<Node<'a>>, Fails> {
    let mut found = Vec::new();
    let inner = |statement: Node<'a>, fields: Fields, waiting: &mut Vec<Node<'a>>| {
        let place = waiting.len();
        let is_in = |child: &Node<'a>| fields.contains(&child.field());
        waiting.extend(statement.children().filter(is_in));
        if let Some(added) = waiting.get_mut(place..) {
            added.reverse();
        }
    };
    let mut waiting = Vec::new();
    inner(statement, fields, &mut waiting);
    while let Some(next) = waiting.pop() {
        spend(left);
        match step(next, id)? {
            Step::Given(value) => found.push(value),
            Step::Nothing => {}
            Step::Into(fields) => inner(next, fields, &mut waiting),
        }
    }
    Ok(found)
}

/// What one statement by itself gives to a name, or where to look on.
fn step<'a>(statement: Node<'a>, id: &str) -> Result<Step<'a>, Fails> {
    let value = match statement.kind() {
        Kind::Assign => assigned(statement, id)?,
        Kind::AugAssign => {
            let target = statement.child(Field::Target).and_then(Node::name_id);
            let value = statement.child(Field::Value);
            value.filter(|_| target == Some(id))
        }
        // Its last item decides; to bandit it gives itself.
        Kind::With if !is_async(statement) => {
            let item = statement.children_in(Field::Items).last();
            let name = item.and_then(|item| item.child(Field::OptionalVars)?.name_id());
            Some(statement).filter(|_| name == Some(id))
        }
        _ => None,
    };
    Ok(match value {
        Some(value) => Step::Given(value),
        None => match fields(statement) {
            [] => Step::Nothing,
            fields => Step::Into(fields),
        },
    })
}

/// The fields with statements that bandit looks into.
fn fields(statement: Node<'_>) -> Fields {
    match statement.kind() {
        Kind::With | Kind::For if is_async(statement) => &[],
        Kind::FunctionDef | Kind::ExceptHandler | Kind::With => &[Field::Body],
        Kind::Try if !is_star(statement) => &[
            Field::Body,
            Field::Handlers,
            Field::Orelse,
            Field::Finalbody,
        ],
        Kind::If | Kind::For | Kind::While => &[Field::Body, Field::Orelse],
        _ => &[],
    }
}

/// What a plain assignment gives to a name: by its first target, or one of a tuple. Bandit fails over a target that is no
/// name, and over a value that is missing.
fn assigned<'a>(statement: Node<'a>, id: &str) -> Result<Option<Node<'a>>, Fails> {
    let both =
        Assign::of(statement).and_then(|assign| Some((assign.targets().next()?, assign.value()?)));
    let Some((target, value)) = both else {
        return Ok(None);
    };
    if target.kind() != Kind::Tuple || value.kind() != Kind::Tuple {
        return Ok((target.name_id() == Some(id)).then_some(value));
    }
    for (number, name) in target.children().enumerate() {
        if name.name_id().ok_or(Fails)? == id {
            return value.children().nth(number).map(Some).ok_or(Fails);
        }
    }
    Ok(None)
}

/// Whether a statement begins with `async`.
fn is_async(statement: Node<'_>) -> bool {
    statement.text().starts_with("async")
}

/// Whether a `try` has `except*`.
fn is_star(statement: Node<'_>) -> bool {
    let first = statement.children_in(Field::Handlers).next();
    first.is_some_and(|handler| {
        let behind = handler.text().strip_prefix("except").unwrap_or("");
        behind.trim_start().starts_with('*')
    })
}

/// Counts a statement that is looked at. `false`: it was one too many.
fn spend(left: &Cell<usize>) -> bool {
    let rest = left.get();
    left.set(rest.saturating_sub(1));
    rest > 0
}
