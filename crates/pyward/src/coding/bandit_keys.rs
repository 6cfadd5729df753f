//! The keys that bandit's configurations have, and what becomes of each here.

/// What pyward does with a key of a `.bandit` file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// What bandit does.
    AsBandit,
    /// Nothing, which is told with these words of what to do instead.
    Not(&'static str),
}

/// The keys of a `.bandit` file, each an option of bandit's command line.
pub(crate) const INI: &[(&str, Taken)] = &[
    ("aggregate", Taken::AsBandit),
    ("baseline", Taken::AsBandit),
    ("confidence", Taken::AsBandit),
    ("configfile", Taken::AsBandit),
    ("debug", Taken::Not("remove it: there is nothing to debug")),
    ("exclude", Taken::AsBandit),
    (
        "format",
        Taken::Not("say it on the command line: `--format bandit`"),
    ),
    ("ignore-nosec", Taken::AsBandit),
    ("level", Taken::AsBandit),
    (
        "msg-template",
        Taken::Not("choose a format that tells enough, such as `csv`"),
    ),
    ("number", Taken::AsBandit),
    (
        "output",
        Taken::Not("say it on the command line: `-o PATH`"),
    ),
    ("profile", Taken::AsBandit),
    ("quiet", Taken::Not("say it on the command line: `-q`")),
    ("recursive", Taken::AsBandit),
    ("skips", Taken::AsBandit),
    ("targets", Taken::Not("name the paths on the command line")),
    ("tests", Taken::AsBandit),
    ("verbose", Taken::Not("say it on the command line: `-v`")),
];

/// The keys of a YAML or TOML configuration that are no sections.
pub(crate) const PLAIN: [&str; 5] = ["tests", "skips", "exclude_dirs", "include", "profiles"];

/// The sections of a YAML or TOML configuration, with their options.
const SECTIONS: &[(&str, &[&str])] = &[
    ("assert_used", &["skips"]),
    ("hardcoded_tmp_directory", &["tmp_dirs"]),
    ("shell_injection", &["subprocess", "shell", "no_shell"]),
    ("ssl_with_bad_version", &["bad_protocol_versions"]),
    ("markupsafe_xss", &["extend_markup_names", "allowed_calls"]),
    ("try_except_pass", &["check_typed_exception"]),
    ("try_except_continue", &["check_typed_exception"]),
    (
        "weak_cryptographic_key",
        &[
            "weak_key_size_dsa_high",
            "weak_key_size_dsa_medium",
            "weak_key_size_rsa_high",
            "weak_key_size_rsa_medium",
            "weak_key_size_ec_high",
            "weak_key_size_ec_medium",
        ],
    ),
];

/// Whether a section has an option; without an option, whether there is such a section.
pub(crate) fn is_known(section: &str, option: Option<&str>) -> bool {
    let found = SECTIONS.iter().find(|(name, _)| *name == section);
    found.is_some_and(|(_, options)| option.is_none_or(|option| options.contains(&option)))
}
