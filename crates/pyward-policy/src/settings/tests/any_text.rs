//! Whatever is written, nothing panics, and what is wrong has a place.

use proptest::prelude::*;

use super::super::*;

/// TOML made of the words of the schema in places where they do and do not belong.
fn toml_of_known_words() -> impl Strategy<Value = String> {
    let key = prop::sample::select(
        KEYS.iter()
            .flat_map(|key| [key.path, key.leaf()])
            .chain(keys::LATER)
            .chain(["\"extra:x\"", "gate.high.action", "gate.high.block-at"])
            .collect::<Vec<_>>(),
    );
    let value = prop::sample::select(
        KEYS.iter()
            .map(|key| key.example)
            .chain([
                "1", "-1", "1e400", "true", "\"\"", "[]", "{}", "[[1]]", "[{}]", "10:00:00",
            ])
            .filter(|value| !value.is_empty())
            .collect::<Vec<_>>(),
    );
    let head = prop::sample::select(vec![
        "",
        "",
        "[gate]",
        "[gate.scopes]",
        "[gate.high]",
        "[ignores]",
        "[[ignore]]",
        "[ignore]",
        "[[gate]]",
        "[ignores.max-days]",
    ]);
    let line =
        (head, key, value).prop_map(|(head, key, value)| format!("{head}\n{key} = {value}\n"));
    prop::collection::vec(line, 0..8).prop_map(|lines| lines.concat())
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,200}") {
        let _ = parse_pyward_toml(&text, "pyward.toml");
        let _ = parse_pyproject(&format!("[tool.pyward]\n{text}"), "pyproject.toml");
    }

    #[test]
    fn no_toml_panics_and_problems_stand_in_the_text(toml in toml_of_known_words()) {
        match parse_pyward_toml(&toml, "pyward.toml") {
            Ok(written) => {
                let (settings, origins) = Settings::settle(Some(written), Overrides::default()).unwrap();
                let shown = settings.show(&origins);
                prop_assert!(parse_pyward_toml(&shown, "shown").is_ok(), "{}", shown);
            }
            Err(error) => {
                prop_assert!(!error.problems.is_empty());
                for problem in &error.problems {
                    prop_assert!(toml.get(problem.span.clone()).is_some());
                    prop_assert!(problem.line >= 1 && problem.column >= 1);
                }
            }
        }
    }

    #[test]
    fn any_text_is_quoted_so_that_toml_gives_it_back(text in any::<String>()) {
        let toml = format!("exclude = {}", show::texts(std::slice::from_ref(&text)));
        let read = parse_pyward_toml(&toml, "pyward.toml").unwrap();
        prop_assert_eq!(&read.exclude.unwrap().value, &vec![text]);
    }
}
