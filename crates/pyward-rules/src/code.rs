//! Defects in code.

use crate::Check;

mod assert_used;
mod bidirectional_characters;
mod hardcoded_password_argument;
mod hardcoded_password_default;
mod hardcoded_password_string;
mod partial_executable_path;
mod pickle_call;
mod pickle_import;
mod sql_from_strings;
mod subprocess_with_shell;
mod subprocess_without_shell;
mod try_except_continue;
mod try_except_pass;
mod unsafe_yaml_load;
mod weak_hash;

/// The rules of the family.
pub(crate) static CODE: &[&Check] = &[
    &assert_used::ASSERT_USED,
    &bidirectional_characters::BIDIRECTIONAL_CHARACTERS,
    &hardcoded_password_argument::HARDCODED_PASSWORD_ARGUMENT,
    &hardcoded_password_default::HARDCODED_PASSWORD_DEFAULT,
    &hardcoded_password_string::HARDCODED_PASSWORD_STRING,
    &partial_executable_path::PARTIAL_EXECUTABLE_PATH,
    &pickle_call::PICKLE_CALL,
    &pickle_import::PICKLE_IMPORT,
    &sql_from_strings::SQL_FROM_STRINGS,
    &subprocess_with_shell::SUBPROCESS_WITH_SHELL,
    &subprocess_without_shell::SUBPROCESS_WITHOUT_SHELL,
    &try_except_continue::TRY_EXCEPT_CONTINUE,
    &try_except_pass::TRY_EXCEPT_PASS,
    &unsafe_yaml_load::UNSAFE_YAML_LOAD,
    &weak_hash::WEAK_HASH,
];

#[cfg(test)]
mod tests;
