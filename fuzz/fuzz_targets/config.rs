//! The configuration: any text is settings or problems that stand in the text.
#![no_main]

use pyward_policy::{
    Overrides, Settings, extended, parse_pyproject, parse_pyward_toml, parse_pyward_toml_over,
};

libfuzzer_sys::fuzz_target!(|text: &str| {
    match parse_pyward_toml(text, "pyward.toml") {
        Ok(written) => {
            let base = written.clone();
            if let Ok((settings, origins)) = Settings::settle(Some(written), Overrides::default()) {
                let _ = settings.show(&origins);
            }
            let _ = parse_pyward_toml_over(text, "above.toml", &[base]);
        }
        Err(error) => {
            let in_text =
                |problem: &pyward_policy::Problem| text.get(problem.span.clone()).is_some();
            assert!(error.problems.iter().all(in_text));
        }
    }
    let _ = parse_pyproject(text, "pyproject.toml");
    let _ = extended(text, "pyproject.toml", true);
});
