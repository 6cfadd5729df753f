//! Settings of frameworks, in the ways they are written: `NAME = …` in a module or class, `config["NAME"] = …`,
//! `config.update(NAME=…)`.

use pyward_python::views::{Assign, Call, Field, Kind, Node};

use crate::{Cx, Names};

/// The calls whose keywords are settings.
pub(crate) const CALLS: Names =
    Names::Method(&["update", "from_mapping", "configure", "from_dict"]);

/// The setting an assignment sets.
pub(crate) fn of_assign<'a>(cx: &Cx<'a>, assign: Assign<'a>) -> Option<(&'a str, Node<'a>)> {
    // A dozen rules ask about each assignment.
    let place = assign.place();
    match cx.setting().get() {
        Some((known, found)) if known == place => found,
        _ => {
            let found = read(assign);
            cx.setting().set(Some((place, found)));
            found
        }
    }
}

fn read(assign: Assign<'_>) -> Option<(&str, Node<'_>)> {
    let value = assign.value()?;
    let target = assign.targets().next()?;
    let is_plain = || {
        let block = assign.parent().map(Node::kind);
        matches!(
            block,
            Some(Kind::Module | Kind::ClassDef | Kind::If | Kind::Try | Kind::With)
        ) && assign.function().is_none()
    };
    let name = match target.kind() {
        Kind::Name => target
            .name_id()
            .filter(|name| is_name(name) && is_plain())?,
        Kind::Subscript => {
            let table = target.child(Field::Value)?.last_name()?;
            let is_config = table.to_ascii_lowercase().contains("config") || table == "settings";
            target
                .child(Field::Slice)?
                .str_value()
                .filter(|_| is_config)?
        }
        Kind::Attribute => {
            let owner = target.children().next()?.last_name()?;
            target
                .attribute()
                .filter(|_| matches!(owner, "settings" | "config"))?
        }
        _ => return None,
    };
    is_name(name).then_some((name, value))
}

/// The settings a call sets.
pub(crate) fn of_call(call: Call<'_>) -> impl Iterator<Item = (&str, Node<'_>)> {
    call.keywords()
        .filter_map(|keyword| Some((keyword.name()?, keyword.value())))
        .filter(|(name, _)| is_name(name))
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Whether a module is one of Django's settings: by its name, or by what it sets.
pub(crate) fn is_django(cx: &Cx<'_>) -> bool {
    let source = cx.module().source();
    let mut parts = source.path.rsplit(['/', '\\']);
    let file = parts.next().unwrap_or("");
    let folder = parts.next().unwrap_or("");
    file.contains("settings")
        || folder == "settings"
        || ["INSTALLED_APPS", "ROOT_URLCONF"]
            .iter()
            .any(|name| source.text.contains(&format!("\n{name} =")))
}

/// Whether a module is a test's, by its path.
pub(crate) fn is_test(cx: &Cx<'_>) -> bool {
    pyward_python::is_test(&cx.module().source().path)
}
