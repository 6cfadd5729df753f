//! Strings in chains of operators (`"a" + b + "c"`), read once a chain.

use foldhash::HashMap;

use pyward_python::views::{Field, Kind, Node};

/// The most bytes that are put together for strings in the groups of all chains of a module. Nobody writes such a file:
/// without a limit its time would grow with the square of its length.
const MOST: usize = 64 << 20;

/// The chains of a module met so far.
#[derive(Default)]
pub(crate) struct Chains {
    /// By the number of an operation: its chain.
    of: HashMap<usize, usize>,
    all: Vec<Chain>,
    spent: usize,
}

/// The strings of one chain.
struct Chain {
    /// All of them, in their order, joined by spaces.
    text: String,
    /// For each, the number of its node and where it begins in the text.
    parts: Vec<(usize, usize)>,
    /// Where in the text what is looked for begins for the last time.
    last: Option<usize>,
    /// What stands around the chain.
    around: Option<usize>,
}

/// What is looked for in strings.
pub(crate) struct Wanted {
    /// Whether a text has it.
    pub(crate) is_in: fn(&str) -> bool,
    /// Where in a text it begins for the last time. What it is may depend on what stands behind, never on what is before.
    pub(crate) last_in: fn(&str) -> Option<usize>,
}

impl Chains {
    /// Whether something is in a string and those that are joined with it, and the node around their chain. As bandit has
    /// it the string comes first, and of the operation it stands in nothing else counts.
    pub(crate) fn look<'a>(
        &mut self,
        node: Node<'a>,
        operation: Node<'a>,
        wanted: &Wanted,
    ) -> (bool, Option<Node<'a>>) {
        let own = node.str_value().unwrap_or("");
        let outer = operation.parent();
        if outer.is_none_or(|outer| outer.kind() != Kind::BinOp) {
            return ((wanted.is_in)(own), outer);
        }
        let number = match self.of.get(&operation.place()) {
            Some(number) => *number,
            None => self.read(operation, wanted),
        };
        let Some(chain) = self.all.get(number) else {
            return (false, None);
        };
        let around = chain.around.and_then(|place| node.tree().node(place));
        let before = chain.before(operation.place());
        let behind = chain.before(operation.end_place());
        if before == 0 && node.field() == Field::Right {
            // All that follows it, and it begins it.
            let from = behind.checked_sub(1).and_then(|at| chain.parts.get(at));
            let is_found = from.is_some_and(|(_, from)| chain.last >= Some(*from));
            return (is_found, around);
        }
        let size = own.len() + chain.text.len();
        if self.spent + size > MOST {
            return (false, around);
        }
        self.spent += size;
        let (before, behind) = (chain.head(before), chain.tail(behind));
        let all: Vec<&str> = [Some(own), before, behind].into_iter().flatten().collect();
        ((wanted.is_in)(&all.join(" ")), around)
    }

    /// Reads the chain an operation is part of.
    fn read(&mut self, operation: Node<'_>, wanted: &Wanted) -> usize {
        let number = self.all.len();
        let is_operation = |node: &Node<'_>| node.kind() == Kind::BinOp;
        let outward =
            std::iter::successors(Some(operation), |node| node.parent().filter(is_operation));
        let root = outward.last().unwrap_or(operation);
        let (mut text, mut parts) = (String::new(), Vec::new());
        let mut waiting = vec![root];
        while let Some(next) = waiting.pop() {
            if next.kind() == Kind::BinOp {
                self.of.insert(next.place(), number);
                let (left, right) = (next.child(Field::Left), next.child(Field::Right));
                waiting.extend(right.into_iter().chain(left));
            } else if let Some(part) = next.str_value() {
                if !parts.is_empty() {
                    text.push(' ');
                }
                parts.push((next.place(), text.len()));
                text.push_str(part);
            }
        }
        self.all.push(Chain {
            last: (wanted.last_in)(&text),
            text,
            parts,
            around: root.parent().map(Node::place),
        });
        number
    }
}

impl Chain {
    /// How many strings stand before a node.
    fn before(&self, place: usize) -> usize {
        self.parts.partition_point(|(part, _)| *part < place)
    }

    /// So many strings from the first on.
    fn head(&self, count: usize) -> Option<&str> {
        let end = match self.parts.get(count) {
            Some((_, start)) => start.checked_sub(1)?,
            None => self.text.len(),
        };
        self.text.get(..end).filter(|_| count > 0)
    }

    /// All strings but so many.
    fn tail(&self, count: usize) -> Option<&str> {
        self.text.get(self.parts.get(count)?.1..)
    }
}
