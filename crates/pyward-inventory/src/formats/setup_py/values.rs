//! Values that stand in a module as they are.

use std::collections::BTreeMap;

use pyward_python::Tree;
use pyward_python::views::{Assign, Call, Field, Kind, Node};

/// How many steps one value may take: names of names, sums of sums.
const STEPS: usize = 20_000;
/// How deep values are looked into.
const DEPTH: usize = 32;

/// The variables of a module: those that are given a value at its top, and what is done to them later.
pub(super) struct Variables<'a> {
    values: BTreeMap<&'a str, Vec<Node<'a>>>,
    /// What is added to a list: `x += …`, `x.append(…)`, `x.extend(…)`.
    added: BTreeMap<&'a str, Vec<Added<'a>>>,
    /// What is put into a dict: `x["key"] = …`.
    put: BTreeMap<&'a str, Vec<(Node<'a>, Node<'a>)>>,
}

/// Something that is added to a list.
#[derive(Clone, Copy)]
struct Added<'a> {
    value: Node<'a>,
    /// Whether the value is an element, and not a list of them.
    is_one: bool,
}

/// A list of texts, as far as it is there.
#[derive(Default)]
pub(super) struct Read<'a> {
    /// The texts, with their lines.
    pub(super) texts: Vec<(&'a str, u32)>,
    /// Parts that are computed.
    pub(super) open: Vec<Node<'a>>,
    /// Where something was added after the variable got its value.
    pub(super) added: Vec<Node<'a>>,
}

impl<'a> Variables<'a> {
    pub(super) fn of(tree: &'a Tree<'a>) -> Self {
        let mut variables = Self {
            values: BTreeMap::new(),
            added: BTreeMap::new(),
            put: BTreeMap::new(),
        };
        for node in tree.nodes() {
            if let Some(assign) = Assign::of(node) {
                variables.assignment(assign);
            } else if let Some(call) = Call::of(node) {
                variables.call(call);
            }
        }
        for added in variables.added.values_mut() {
            added.sort_by_key(|added| added.value.line());
        }
        variables
    }

    fn assignment(&mut self, assign: Assign<'a>) {
        let Some(value) = assign.value() else { return };
        // What a function calls its own is none of the module's.
        if assign.node().function().is_some() {
            return;
        }
        for target in assign.targets() {
            match (target.kind(), assign.node().kind()) {
                (Kind::Name, Kind::AugAssign) => {
                    let added = Added {
                        value,
                        is_one: false,
                    };
                    self.add(target, added);
                }
                (Kind::Name, _) => {
                    if let Some(name) = target.name_id() {
                        self.values.entry(name).or_default().push(value);
                    }
                }
                (Kind::Subscript, _) => {
                    let of = target.child(Field::Value).and_then(Node::name_id);
                    if let Some((name, key)) = of.zip(target.child(Field::Slice)) {
                        self.put.entry(name).or_default().push((key, value));
                    }
                }
                _ => {}
            }
        }
    }

    fn call(&mut self, call: Call<'a>) {
        let func = call.func();
        let is_one = match func.attribute() {
            Some("append") => true,
            Some("extend") => false,
            _ => return,
        };
        if let Some((of, value)) = func.child(Field::Value).zip(call.positional(0)) {
            self.add(of, Added { value, is_one });
        }
    }

    fn add(&mut self, to: Node<'a>, added: Added<'a>) {
        if let Some(name) = to.name_id() {
            self.added.entry(name).or_default().push(added);
        }
    }

    /// The one value a name was given, or the value itself; `None` where it is given several.
    pub(super) fn value(&self, mut node: Node<'a>) -> Option<Node<'a>> {
        for _ in 0..DEPTH {
            let Some(name) = node.name_id() else {
                return Some(node);
            };
            match self.values.get(name)?.as_slice() {
                [only] => node = *only,
                _ => return None,
            }
        }
        None
    }

    /// The texts of a list.
    pub(super) fn texts(&self, node: Node<'a>) -> Read<'a> {
        let mut read = Read::default();
        let mut steps = STEPS;
        self.gather(node, DEPTH, &mut steps, &mut read);
        read
    }

    fn gather(&self, node: Node<'a>, depth: usize, steps: &mut usize, read: &mut Read<'a>) {
        let (Some(depth), Some(left)) = (depth.checked_sub(1), steps.checked_sub(1)) else {
            return read.open.push(node);
        };
        *steps = left;
        match node.kind() {
            Kind::Str => {
                if let Some(text) = node.str_value() {
                    read.texts.push((text, node.line()));
                }
            }
            Kind::List | Kind::Tuple | Kind::Set | Kind::Starred => {
                for child in node.children() {
                    self.gather(child, depth, steps, read);
                }
            }
            Kind::None => {}
            Kind::BinOp if node.operator() == Some("+") => {
                for side in node.children() {
                    self.gather(side, depth, steps, read);
                }
            }
            Kind::Call => match copied(node) {
                Some(list) => self.gather(list, depth, steps, read),
                None => read.open.push(node),
            },
            Kind::Name => self.variable(node, depth, steps, read),
            // The texts of one extra among others: `extras["test"]`.
            Kind::Subscript => match self.entry(node) {
                Some(value) => self.gather(value, depth, steps, read),
                None => read.open.push(node),
            },
            _ => read.open.push(node),
        }
    }

    fn variable(&self, node: Node<'a>, depth: usize, steps: &mut usize, read: &mut Read<'a>) {
        let name = node.name_id().unwrap_or_default();
        match self.values.get(name).map(Vec::as_slice) {
            Some([only]) => self.gather(*only, depth, steps, read),
            _ => return read.open.push(node),
        }
        for added in self.added.get(name).into_iter().flatten() {
            read.added.push(added.value);
            // Of `append(x)` only a text is a requirement; both are gathered alike.
            if added.is_one && !matches!(added.value.kind(), Kind::Str | Kind::Name) {
                read.open.push(added.value);
            } else {
                self.gather(added.value, depth, steps, read);
            }
        }
    }

    /// What stands under a key of a dict.
    fn entry(&self, subscript: Node<'a>) -> Option<Node<'a>> {
        let wanted = subscript.child(Field::Slice)?.str_value()?;
        let (entries, open) = self.entries(subscript.child(Field::Value)?);
        let mut found = entries
            .into_iter()
            .filter(|(key, _)| key.str_value() == Some(wanted));
        let first = found.next()?.1;
        (found.next().is_none() && open.is_empty()).then_some(first)
    }

    /// The entries of a dict, and the parts that are computed.
    pub(super) fn entries(&self, node: Node<'a>) -> (Vec<(Node<'a>, Node<'a>)>, Vec<Node<'a>>) {
        let Some(dict) = self.value(node).filter(|it| it.kind() == Kind::Dict) else {
            return (Vec::new(), vec![node]);
        };
        let mut entries = Vec::new();
        let mut open = Vec::new();
        for (key, value) in dict.entries() {
            match key {
                Some(key) => entries.push((key, value)),
                None => open.push(value),
            }
        }
        let put = node.name_id().and_then(|name| self.put.get(name));
        entries.extend(put.into_iter().flatten().copied());
        (entries, open)
    }
}

/// What a list is made of by `list(…)`, `sorted(…)` and their like, which leave the texts as they are.
fn copied(node: Node<'_>) -> Option<Node<'_>> {
    let call = Call::of(node)?;
    let copies = matches!(
        call.func().name_id(),
        Some("list" | "tuple" | "set" | "sorted")
    );
    (copies && call.positional_count() == 1).then(|| call.positional(0))?
}
