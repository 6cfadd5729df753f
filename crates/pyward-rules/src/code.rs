//! Defects in code.

use crate::Check;

mod assert_used;
mod bidirectional_characters;
mod ecb_mode;
mod guessable_secret;
mod hardcoded_password_argument;
mod hardcoded_password_default;
mod hardcoded_password_string;
mod jwt_fixed_key;
mod jwt_none_algorithm;
mod jwt_unverified;
mod outdated_cipher;
mod partial_executable_path;
mod password_plain_hash;
mod pickle_call;
mod pickle_import;
mod rsa_pkcs1v15_encryption;
mod short_secret;
mod small_key;
mod sql_from_strings;
mod static_iv;
mod static_salt;
mod subprocess_with_shell;
mod subprocess_without_shell;
mod timing_comparison;
mod try_except_continue;
mod try_except_pass;
mod unsafe_yaml_load;
mod uuid1_secret;
mod weak_hash;
mod weak_hash_by_name;
mod weak_key_derivation;

/// The rules of the family.
pub(crate) static CODE: &[&Check] = &[
    &assert_used::ASSERT_USED,
    &bidirectional_characters::BIDIRECTIONAL_CHARACTERS,
    &ecb_mode::ECB_MODE,
    &guessable_secret::GUESSABLE_SECRET,
    &hardcoded_password_argument::HARDCODED_PASSWORD_ARGUMENT,
    &hardcoded_password_default::HARDCODED_PASSWORD_DEFAULT,
    &hardcoded_password_string::HARDCODED_PASSWORD_STRING,
    &jwt_fixed_key::JWT_FIXED_KEY,
    &jwt_none_algorithm::JWT_NONE_ALGORITHM,
    &jwt_unverified::JWT_UNVERIFIED,
    &outdated_cipher::OUTDATED_CIPHER,
    &partial_executable_path::PARTIAL_EXECUTABLE_PATH,
    &password_plain_hash::PASSWORD_PLAIN_HASH,
    &pickle_call::PICKLE_CALL,
    &pickle_import::PICKLE_IMPORT,
    &rsa_pkcs1v15_encryption::RSA_PKCS1V15_ENCRYPTION,
    &short_secret::SHORT_SECRET,
    &small_key::SMALL_KEY,
    &sql_from_strings::SQL_FROM_STRINGS,
    &static_iv::STATIC_IV,
    &static_salt::STATIC_SALT,
    &subprocess_with_shell::SUBPROCESS_WITH_SHELL,
    &subprocess_without_shell::SUBPROCESS_WITHOUT_SHELL,
    &timing_comparison::TIMING_COMPARISON,
    &try_except_continue::TRY_EXCEPT_CONTINUE,
    &try_except_pass::TRY_EXCEPT_PASS,
    &unsafe_yaml_load::UNSAFE_YAML_LOAD,
    &uuid1_secret::UUID1_SECRET,
    &weak_hash::WEAK_HASH,
    &weak_hash_by_name::WEAK_HASH_BY_NAME,
    &weak_key_derivation::WEAK_KEY_DERIVATION,
];

#[cfg(test)]
mod tests;
