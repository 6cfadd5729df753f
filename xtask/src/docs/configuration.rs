//! `configuration.md`: every key of the config, from the table the parser is made of.

pub(super) fn page() -> String {
    format!(
        "{}{}",
        super::head("`KEYS` of `pyward-policy`"),
        pyward_policy::config_reference()
    )
}
