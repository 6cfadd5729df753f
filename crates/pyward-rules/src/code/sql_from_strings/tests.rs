use std::fmt::Write as _;

use pyward_python::{Module, SourceKind};

use super::{is_sql, last_sql};
use crate::{CodeSettings, Mode, code};

fn lines(text: &str) -> Vec<u32> {
    let module = Module::read("a.py", text.as_bytes(), SourceKind::Module).unwrap();
    let settings = CodeSettings {
        mode: Mode::Compat,
        tests: ["B608".to_owned()].into(),
        ..CodeSettings::default()
    };
    let found = code(vec![module], &settings);
    let bandit = found
        .findings()
        .filter_map(|it| it.code.as_ref()?.bandit.as_ref());
    bandit.map(|bandit| bandit.line).collect()
}

#[test]
fn the_last_beginning_is_one_from_which_on_there_is_sql() {
    for text in [
        "select a from b ",
        "x select a select b from c from d",
        "delete  from x update a set b",
        "insert into a values(1) insert into b",
        "update set ",
        "from a select ",
        "\u{17f}elect a from b insert into c VALUES d",
        "",
    ] {
        let starts = text
            .char_indices()
            .map(|(at, _)| at)
            .filter(|at| is_sql(&text[*at..]));
        assert_eq!(last_sql(text), starts.max(), "{text}");
    }
}

#[test]
fn each_string_of_a_chain_is_read_with_those_behind_its_operation() {
    let text = "q = (\n'a' +\n'select ' +\n'b' +\n'from x ' +\n'c')";
    // The first is read without its neighbour.
    assert_eq!(lines(text), [3]);
    let text = "q = (\n'select ' +\n('a' %\n'from b') +\n'from c ' + 'd')";
    assert_eq!(lines(text), [2, 3, 4]);
    let text = "q = (\n'from a ' + ('b' +\n('select ' + ('c' +\n'from d ' + 'e'))))";
    assert_eq!(lines(text), [3]);
}

#[test]
fn a_long_chain_takes_time_in_proportion() {
    let mut text = String::from("q = ''");
    for number in 0..3000 {
        write!(text, " + \\\n'select {number} from t '").unwrap();
    }
    text.push_str(" + ''");
    assert_eq!(lines(&text).len(), 3001);
}
