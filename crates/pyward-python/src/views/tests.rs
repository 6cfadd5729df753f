use super::*;
use crate::{Module, SourceKind, Tree};

/// Visits a source and shows its string constants with where they stand.
fn strings(text: &str) -> String {
    let module = Module::read("a.py", text.as_bytes(), SourceKind::Module).unwrap();
    let tree = Tree::of(&module);
    tree.nodes()
        .filter_map(Str::of)
        .map(|node| {
            let span = node.span();
            format!(
                "{:?} {}:{}-{}:{}",
                node.value(),
                span.line,
                span.byte_column,
                span.end_line,
                span.end_byte_column
            )
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn texts_in_f_strings_stand_where_python_says() {
    insta::assert_snapshot!(strings("f\"é{x}é\" \"q\""), @r#"
    "é" 1:2-1:4
    "éq" 1:7-1:14
    "#);
    insta::assert_snapshot!(strings("f\"a{x = !r:>{w}}b\""), @r#"
    "ax = " 1:2-1:8
    ">" 1:11-1:12
    "b" 1:16-1:17
    "#);
    insta::assert_snapshot!(strings("(\"a\"\n f\"b{x}\"\n \"c\")"), @r#"
    "ab" 1:1-2:4
    "c" 3:1-3:4
    "#);
    insta::assert_snapshot!(strings("f\"\" \"a\" f\"{x}\" \"\""), @r#""a" 1:4-1:7"#);
}

#[test]
fn nodes_are_visited_as_python_lists_them() {
    let text = "@d\n# c\ndef f(a, *, b=1):\n  if a: pass\n  elif b: return {1: 2, 3: 4}\n";
    let module = Module::read("a.py", text.as_bytes(), SourceKind::Module).unwrap();
    let tree = Tree::of(&module);
    let kinds: Vec<String> = tree
        .nodes()
        .map(|node| format!("{:?}", node.kind()))
        .collect();
    assert_eq!(
        kinds.join(" "),
        "Module FunctionDef Arguments Arg Arg Number If Name Pass If Name Return Dict Number Number \
         Number Number Name"
    );
    let function = tree.nodes().find_map(Function::of).unwrap();
    assert_eq!(function.line(), 3);
    let parameters = function.parameters();
    assert_eq!(parameters.len(), 2);
    assert!(parameters[1].is_keyword_only());
    assert_eq!(parameters[1].default.and_then(Node::int_value), Some(1));
    let keys: Vec<_> = tree
        .nodes()
        .filter(|node| node.field() == Field::Keys)
        .map(|node| (node.int_value(), node.dict_value()))
        .collect();
    assert_eq!(
        keys,
        [
            (Some(1), Some(Const::Int(Some(2)))),
            (Some(3), Some(Const::Int(Some(4))))
        ]
    );
}

#[test]
fn entries_and_operators_are_told() {
    let text = "{**a, 1: b, 2: c}\nx not in y";
    let module = Module::read("a.py", text.as_bytes(), SourceKind::Module).unwrap();
    let tree = Tree::of(&module);
    let dict = tree.nodes().find(|node| node.kind() == Kind::Dict).unwrap();
    let entries: Vec<_> = dict
        .entries()
        .into_iter()
        .map(|(key, value)| (key.and_then(Node::int_value), value.text()))
        .collect();
    assert_eq!(entries, [(None, "a"), (Some(1), "b"), (Some(2), "c")]);
    let operator = tree.nodes().find_map(Node::comparison);
    assert_eq!(operator, Some("not in"));
}
