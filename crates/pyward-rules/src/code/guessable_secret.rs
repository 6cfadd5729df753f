use pyward_model::{Confidence, Severity};
use pyward_python::views::{Assign, Call, Field, Function, Keyword, Kind, Node};

use crate::declare::rule;
use crate::word;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A function of `random` makes something whose name, or the name of the function around it, speaks of a token,
    /// password, key, code or cookie; or what it makes ends in a cookie or a session.
    ///
    /// ## Why
    /// The numbers of `random` are meant for simulations: after 624 of them, and often after a few, all others can be told.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import random
    ///
    /// reset_token = "".join(random.choices("abcdef0123456789", k=32))
    /// ```
    ///
    /// ```bad app.py
    /// import random
    ///
    ///
    /// def make_otp():
    ///     return random.randint(100000, 999999)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import secrets
    ///
    /// reset_token = secrets.token_hex(16)
    /// ```
    ///
    /// ```good app.py
    /// import random
    ///
    /// step = random.random()
    /// ```
    ///
    /// ## References
    /// - [secrets](https://docs.python.org/3/library/secrets.html)
    /// - [CWE-330: use of insufficiently random values](https://cwe.mitre.org/data/definitions/330.html)
    /// - [CWE-338: cryptographically weak random generator](https://cwe.mitre.org/data/definitions/338.html)
    pub(crate) static GUESSABLE_SECRET = {
        name: "guessable-secret",
        family: Code,
        summary: "secret made by the random module",
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [330, 338],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(NAMES), find), Look::Call(Names::Method(METHODS), method)]).supersedes(&["B311"])),
    };
}

const NAMES: &[&str] = &[
    "random.random",
    "random.randrange",
    "random.randint",
    "random.choice",
    "random.choices",
    "random.uniform",
    "random.triangular",
    "random.randbytes",
    "random.sample",
    "random.getrandbits",
    "random.gauss",
    "random.normalvariate",
    "random.betavariate",
    "random.expovariate",
    "random.gammavariate",
    "random.lognormvariate",
    "random.paretovariate",
    "random.vonmisesvariate",
    "random.weibullvariate",
    "random.shuffle",
    "numpy.random.randint",
    "numpy.random.choice",
    "numpy.random.rand",
    "numpy.random.bytes",
];

const METHODS: &[&str] = &[
    "random",
    "randrange",
    "randint",
    "choice",
    "choices",
    "uniform",
    "randbytes",
    "sample",
    "getrandbits",
];

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    hit(cx.name(), call)
}

/// `random.Random().getrandbits(…)`.
fn method<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let (maker, method) = cx.method(call)?;
    hit(method, call).filter(|_| maker == "random.Random")
}

fn hit(function: &str, call: Call<'_>) -> Option<Hit> {
    let named = purpose(call.node())?;
    let message = format!(
        "{function} makes what others can tell in advance, and {named} must not be; use secrets"
    );
    Some(Hit::new(Severity::Medium, Confidence::Medium, message))
}

/// The secret a value is made for, by name.
fn purpose(node: Node<'_>) -> Option<&str> {
    for around in node.ancestors() {
        let name = match around.kind() {
            Kind::Keyword => Keyword::of(around).and_then(Keyword::name),
            Kind::Assign | Kind::AnnAssign | Kind::AugAssign => {
                let assign = Assign::of(around)?;
                let mut names = assign.targets().filter_map(target);
                return names
                    .find(|name| word::is_secret(name))
                    .or_else(|| {
                        assign
                            .targets()
                            .filter_map(Node::name_id)
                            .find(|name| is_kept(around, name))
                    })
                    .or_else(|| maker(node));
            }
            Kind::FunctionDef | Kind::AsyncFunctionDef => return maker(node),
            _ => None,
        };
        if let Some(name) = name.filter(|name| word::is_secret(name)) {
            return Some(name);
        }
    }
    None
}

/// The function around, if its name says that it makes a secret.
fn maker(node: Node<'_>) -> Option<&str> {
    let name = node.function().and_then(Function::of)?.name();
    let makes = [
        "make", "generate", "gen", "create", "new", "random", "get", "build",
    ];
    (word::is_secret(name) && word::has(name, &makes)).then_some(name)
}

fn target(node: Node<'_>) -> Option<&str> {
    match node.kind() {
        Kind::Subscript => node.child(Field::Slice)?.str_value(),
        _ => node.last_name(),
    }
}

/// Whether a name ends in a cookie or a session further down in the same function.
fn is_kept(assign: Node<'_>, name: &str) -> bool {
    let Some(function) = assign.function() else {
        return false;
    };
    let uses = |node: Node<'_>| {
        std::iter::once(node)
            .chain(node.descendants().take(500))
            .any(|inner| inner.name_id() == Some(name))
    };
    (assign.place() + 1..)
        .map_while(|place| assign.tree().node(place))
        .take_while(|node| node.is_within(function))
        .take(300)
        .any(|node| match node.kind() {
            Kind::Call => Call::of(node).is_some_and(|call| {
                call.func().attribute() == Some("set_cookie")
                    && (call.positionals().skip(1).any(uses)
                        || call.keyword("value").is_some_and(uses))
            }),
            Kind::Assign => Assign::of(node).is_some_and(|other| {
                let to_session = other.targets().any(|target| {
                    let table = target.child(Field::Value).and_then(Node::last_name);
                    target.kind() == Kind::Subscript && table == Some("session")
                });
                to_session && other.value().is_some_and(uses)
            }),
            _ => false,
        })
}
