//! What bandit reads of the arguments of a call.

use pyward_python::views::{Call, Keyword, Kind, Node};

/// Whether bandit has a value for an argument: it knows attributes, names, constants and displays, and takes whatever
/// else for not given.
pub(crate) fn is_read(node: Node<'_>) -> bool {
    let is_display = matches!(
        node.kind(),
        Kind::List | Kind::Tuple | Kind::Set | Kind::Dict
    );
    is_display || node.last_name().is_some() || node.constant().is_some()
}

/// Whether bandit fails as it reads the keyword arguments of a call, and so says nothing of it.
pub(crate) fn keywords_fail(call: Call<'_>) -> bool {
    call.keywords().map(Keyword::value).any(fails)
}

/// Whether bandit fails as it reads the positional arguments of a call.
pub(crate) fn positionals_fail(call: Call<'_>) -> bool {
    call.positionals().any(fails)
}

/// Whether bandit fails as it reads a value: a set it would have to make of what Python cannot put into one, as templates
/// of Python files have it (`{{ name }}`).
pub(crate) fn fails(node: Node<'_>) -> bool {
    match node.kind() {
        Kind::List | Kind::Tuple => node.children().any(fails),
        Kind::Set => node
            .children()
            .any(|item| fails(item) || !is_hashable(item)),
        _ => false,
    }
}

/// Whether what bandit reads of a value can be put into a set.
pub(crate) fn is_hashable(node: Node<'_>) -> bool {
    match node.kind() {
        Kind::List | Kind::Set | Kind::Dict => false,
        Kind::Tuple => node.children().all(is_hashable),
        _ => true,
    }
}
