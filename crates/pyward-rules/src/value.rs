//! What values are, as far as one module tells.

use foldhash::HashMap;

use pyward_python::Tree;
use pyward_python::views::{Assign, Call, Class, Const, Field, Kind, Node};

use crate::Cx;

/// The most expressions a value is traced back to.
const MOST: usize = 16;

/// The most expressions that are looked at to trace one value.
const STEPS: usize = 64;

/// The deepest nesting of what is put together from constants.
const NESTED: usize = 3;

/// The longest chain of names and choices that is followed.
const LONGEST: usize = 8;

/// Stands for what is not known in a text that is put together.
pub(crate) const HOLE: char = '\u{fffc}';

impl<'a> Cx<'a> {
    /// The expressions a value may come from: through names, `a if b else c`, `a or b`, and look-ups in tables that are
    /// written down. What is not seen through stands for itself.
    pub fn origins(&self, node: Node<'a>) -> Vec<Node<'a>> {
        let (mut found, mut steps) = (Vec::new(), STEPS);
        self.trace(node, LONGEST, &mut steps, &mut found);
        found
    }

    fn trace(&self, node: Node<'a>, fuel: usize, steps: &mut usize, found: &mut Vec<Node<'a>>) {
        let Some(fuel) = fuel.checked_sub(1).filter(|_| found.len() < MOST) else {
            return;
        };
        let Some(left) = steps.checked_sub(1) else {
            return;
        };
        *steps = left;
        match node.kind() {
            Kind::Name => {
                let values = self.values_of(node);
                if values.is_empty() {
                    found.push(node);
                }
                for value in values {
                    self.trace(value, fuel, steps, found);
                }
            }
            Kind::IfExp => {
                for field in [Field::Body, Field::Orelse] {
                    if let Some(part) = node.child(field) {
                        self.trace(part, fuel, steps, found);
                    }
                }
            }
            Kind::BoolOp => {
                for part in node.children() {
                    self.trace(part, fuel, steps, found);
                }
            }
            Kind::Subscript => match self.looked_up(node) {
                Some(value) => self.trace(value, fuel, steps, found),
                None => found.push(node),
            },
            _ => found.push(node),
        }
    }

    /// The entry that `table[key]` reads from a table written down.
    fn looked_up(&self, node: Node<'a>) -> Option<Node<'a>> {
        let table = node.child(Field::Value)?;
        let table = self.value_of(table).unwrap_or(table);
        let key = node.child(Field::Slice)?;
        match table.kind() {
            Kind::Dict => {
                let key = key.constant()?;
                let same = |known: &Node<'a>| known.constant().as_ref() == Some(&key);
                let entries = table.entries();
                let entry = entries
                    .into_iter()
                    .rev()
                    .find(|(known, _)| known.as_ref().is_some_and(same));
                entry.map(|(_, value)| value)
            }
            Kind::List | Kind::Tuple => {
                let place = usize::try_from(key.int_value()?).ok()?;
                table.children().nth(place)
            }
            _ => None,
        }
    }

    /// The texts a value may be.
    pub fn texts(&self, node: Node<'a>) -> Vec<&'a str> {
        let origins = self.origins(node);
        origins.into_iter().filter_map(Node::str_value).collect()
    }

    /// The text a value is, where there is one only.
    pub fn text(&self, node: Node<'a>) -> Option<&'a str> {
        match self.origins(node).as_slice() {
            [one] => one.str_value(),
            _ => None,
        }
    }

    /// The constant a value is, where there is one only.
    pub fn constant(&self, node: Node<'a>) -> Option<Const<'a>> {
        match self.origins(node).as_slice() {
            [one] => one.constant(),
            _ => None,
        }
    }

    /// The text a value is, put together from constants (`"a" + B`, `f"{A}b"`), with a [`HOLE`] for each part that is not
    /// known here. At most `limit` bytes.
    pub fn written(&self, node: Node<'a>, limit: usize) -> Option<String> {
        let mut text = String::new();
        self.write(node, LONGEST, limit, &mut text)?;
        (text.chars().any(|ch| ch != HOLE)).then_some(text)
    }

    fn write(&self, node: Node<'a>, fuel: usize, limit: usize, text: &mut String) -> Option<()> {
        let origins = self.origins(node);
        let (Some(fuel), [one]) = (fuel.checked_sub(1), origins.as_slice()) else {
            text.push(HOLE);
            return Some(());
        };
        match one.kind() {
            Kind::BinOp if one.operator() == Some("+") => {
                self.write(one.child(Field::Left)?, fuel, limit, text)?;
                self.write(one.child(Field::Right)?, fuel, limit, text)?;
            }
            Kind::JoinedStr => {
                for part in one.children() {
                    let mut inside = part.children();
                    match (part.str_value(), inside.next(), inside.next()) {
                        (Some(value), ..) => text.push_str(value),
                        (None, Some(value), None) => self.write(value, fuel, limit, text)?,
                        _ => text.push(HOLE),
                    }
                }
            }
            _ => match one.constant() {
                Some(Const::Str(value)) => text.push_str(value),
                Some(Const::Bytes(bytes)) => text.push_str(&String::from_utf8_lossy(&bytes)),
                _ => text.push(HOLE),
            },
        }
        (text.len() <= limit).then_some(())
    }

    /// Whether a value is surely `False`.
    pub fn is_false(&self, node: Node<'a>) -> bool {
        self.constant(node) == Some(Const::Bool(false))
    }

    /// Whether a value is surely `True`.
    pub fn is_true(&self, node: Node<'a>) -> bool {
        self.constant(node) == Some(Const::Bool(true))
    }

    /// The integer a value is, reckoned where constants are reckoned with.
    pub fn number(&self, node: Node<'a>) -> Option<i64> {
        self.reckon(node, LONGEST)
    }

    fn reckon(&self, node: Node<'a>, fuel: usize) -> Option<i64> {
        let fuel = fuel.checked_sub(1)?;
        match self.origins(node).as_slice() {
            [one] if one.kind() == Kind::BinOp => {
                let left = self.reckon(one.child(Field::Left)?, fuel)?;
                let right = self.reckon(one.child(Field::Right)?, fuel)?;
                let small = || u32::try_from(right).ok();
                match one.operator()? {
                    "+" => left.checked_add(right),
                    "-" => left.checked_sub(right),
                    "*" => left.checked_mul(right),
                    "//" => left.checked_div(right),
                    "**" => left.checked_pow(small()?),
                    "<<" => left.checked_mul(1_i64.checked_shl(small()?)?),
                    "|" => Some(left | right),
                    "&" => Some(left & right),
                    "^" => Some(left ^ right),
                    _ => None,
                }
            }
            [one] => one.int_value(),
            _ => None,
        }
    }

    /// Whether a value is bytes or text written into the source, in whatever form: `b"…"`, `b"\0" * 16`, `bytes(16)`,
    /// `bytes.fromhex("…")`, `"…".encode()`.
    pub fn is_fixed_bytes(&self, node: Node<'a>) -> bool {
        let origins = self.origins(node);
        !origins.is_empty()
            && origins
                .into_iter()
                .all(|origin| self.is_fixed(origin, NESTED))
    }

    fn is_fixed(&self, node: Node<'a>, fuel: usize) -> bool {
        let Some(fuel) = fuel.checked_sub(1) else {
            return false;
        };
        match node.kind() {
            Kind::Bytes | Kind::Str => true,
            Kind::BinOp => node.children().all(|part| {
                part.int_value().is_some()
                    || self
                        .origins(part)
                        .into_iter()
                        .all(|origin| origin.int_value().is_some() || self.is_fixed(origin, fuel))
            }),
            Kind::Call => {
                let Some(call) = Call::of(node) else {
                    return false;
                };
                let of_first = |is: &dyn Fn(Node<'a>) -> bool| call.positional(0).is_some_and(is);
                let is_plain = |first: Node<'a>| {
                    self.origins(first).into_iter().all(|origin| {
                        origin.int_value().is_some()
                            || origin.is_literal()
                            || self.is_fixed(origin, fuel)
                    })
                };
                let name = self.qualified(call.func()).unwrap_or_default();
                match name.as_str() {
                    "bytes" | "bytearray" => of_first(&is_plain),
                    "bytes.fromhex" | "binascii.unhexlify" | "binascii.a2b_hex"
                    | "base64.b64decode" | "codecs.decode" => of_first(&is_plain),
                    _ => {
                        call.func().attribute() == Some("encode")
                            && call.func().children().next().is_some_and(|text| {
                                let origins = self.origins(text);
                                !origins.is_empty()
                                    && origins.into_iter().all(|it| it.str_value().is_some())
                            })
                    }
                }
            }
            _ => false,
        }
    }

    /// The whole name of what was called to make a value (`requests.Session`): through names, `with`, `await`, and
    /// attributes of `self` that the class assigns.
    pub fn maker(&self, node: Node<'a>) -> Option<String> {
        self.made(node, LONGEST)
    }

    fn made(&self, node: Node<'a>, fuel: usize) -> Option<String> {
        let fuel = fuel.checked_sub(1)?;
        match node.kind() {
            Kind::Call => {
                let called = self.qualified(Call::of(node)?.func())?;
                (!called.is_empty()).then_some(called)
            }
            Kind::Await => self.made(node.children().next()?, fuel),
            Kind::Name => {
                let value = self.value_of(node).or_else(|| self.entered(node))?;
                self.made(value, fuel)
            }
            Kind::Attribute => self.made(self.own_attribute(node)?, fuel),
            _ => None,
        }
    }

    /// What the class around assigns to `self.x`, if it does so once.
    pub fn own_attribute(&self, node: Node<'a>) -> Option<Node<'a>> {
        let name = node.attribute()?;
        if node.children().next()?.name_id() != Some("self") {
            return None;
        }
        let class = node.ancestors().find_map(Class::of)?;
        let known = self.own_attributes();
        known.get(&(class.place(), name)).copied().flatten()
    }

    /// For a call of a method: what made the object, and the method's name.
    pub fn method(&self, call: Call<'a>) -> Option<(String, &'a str)> {
        let method = call.func().attribute()?;
        let object = call.func().children().next()?;
        Some((self.maker(object)?, method))
    }
}

/// By class and name: what is assigned to an attribute of `self`; nothing where that is done more than once.
pub(crate) type OwnAttributes<'a> = HashMap<(usize, &'a str), Option<Node<'a>>>;

/// Lists what the classes of a module assign to attributes of `self`.
pub(crate) fn own_attributes<'a>(tree: &'a Tree<'a>) -> OwnAttributes<'a> {
    let mut known = OwnAttributes::default();
    for node in tree.nodes().filter(|node| node.kind() == Kind::Attribute) {
        let is_own = matches!(node.field(), Field::Target | Field::Targets)
            && node.children().next().and_then(Node::name_id) == Some("self");
        if !is_own {
            continue;
        }
        let class = node.ancestors().find_map(Class::of);
        if let (Some(class), Some(name)) = (class, node.attribute()) {
            let value = node.parent().and_then(Assign::of).and_then(Assign::value);
            let entry = known.entry((class.place(), name));
            entry.and_modify(|value| *value = None).or_insert(value);
        }
    }
    known
}

/// Whether an expression puts a text together from parts that are not all constants: an f-string with something in it,
/// `+` or `%` of a text, or `.format()`.
pub(crate) fn is_formatted(node: Node<'_>) -> bool {
    let is_text = |node: Node<'_>| matches!(node.kind(), Kind::Str | Kind::JoinedStr);
    match node.kind() {
        Kind::JoinedStr => node
            .children()
            .any(|part| part.kind() == Kind::FormattedValue),
        Kind::BinOp => {
            let texts = |node: Node<'_>| {
                node.children()
                    .any(|part| is_text(part) || is_formatted(part))
            };
            matches!(node.operator(), Some("+" | "%"))
                && texts(node)
                && node
                    .descendants()
                    .take(500)
                    .any(|part| matches!(part.kind(), Kind::Name | Kind::Call | Kind::Subscript))
        }
        Kind::Call => Call::of(node).is_some_and(|call| {
            let on_text = call.func().children().next().is_some_and(is_text);
            call.func().attribute() == Some("format")
                && on_text
                && call
                    .descendants()
                    .take(500)
                    .any(|part| part.kind() == Kind::Name)
        }),
        _ => false,
    }
}

/// The function around a node, or the module.
pub(crate) fn around(node: Node<'_>) -> Node<'_> {
    node.function()
        .or_else(|| node.ancestors().last())
        .unwrap_or(node)
}
