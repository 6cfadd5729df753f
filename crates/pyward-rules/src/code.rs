//! Defects in code.

use crate::Check;

mod any_host_allowed;
mod api_open_by_default;
mod archive_unpacked_anywhere;
mod assert_as_guard;
mod assert_used;
mod bidirectional_characters;
mod cleartext_login;
mod code_out_of_sight;
mod cors_any_origin;
mod credential_in_call;
mod csrf_switched_off;
mod debug_server;
mod django_debug_setting;
mod django_middleware_missing;
mod django_transport_setting;
mod downloaded_code;
mod ecb_mode;
mod environment_sent;
mod error_text_in_response;
mod fixed_secret_key;
mod flask_debug_setting;
mod guessable_secret;
mod hardcoded_password_argument;
mod hardcoded_password_default;
mod hardcoded_password_string;
mod insecure_cookie;
mod insecure_cookie_setting;
mod jwt_fixed_key;
mod jwt_none_algorithm;
mod jwt_unverified;
mod listener_without_key;
mod loose_permissions;
mod model_answer_run;
mod model_form_all_fields;
mod no_timeout;
mod numpy_pickle;
mod obfuscated_code;
mod outdated_cipher;
mod outdated_tls;
mod partial_executable_path;
mod password_in_url;
mod password_plain_hash;
mod pickle_accepted;
mod pickle_call;
mod pickle_import;
mod pickle_in_disguise;
mod pickle_that_runs;
mod prefix_as_path_check;
mod remote_code_trusted;
mod rsa_pkcs1v15_encryption;
mod safe_mark_on_formatted_text;
mod secret_in_log;
mod secret_in_source;
mod setup_script_acts;
mod short_secret;
mod slow_regex;
mod small_key;
mod sql_from_strings;
mod ssh_host_unverified;
mod static_iv;
mod static_salt;
mod subprocess_with_shell;
mod subprocess_without_shell;
mod swallowed_security_error;
mod template_from_parts;
mod timing_comparison;
mod tls_warnings_off;
mod try_except_continue;
mod try_except_pass;
mod unchecked_tls_context;
mod unsafe_model_load;
mod unsafe_yaml_function;
mod unsafe_yaml_load;
mod unverified_tls;
mod uuid1_secret;
mod weak_hash;
mod weak_hash_by_name;
mod weak_key_derivation;
mod weak_password_hasher;
mod weak_tls_ciphers;
mod xml_external_entities;

/// The rules of the family.
pub(crate) static CODE: &[&Check] = &[
    &any_host_allowed::ANY_HOST_ALLOWED,
    &api_open_by_default::API_OPEN_BY_DEFAULT,
    &archive_unpacked_anywhere::ARCHIVE_UNPACKED_ANYWHERE,
    &assert_as_guard::ASSERT_AS_GUARD,
    &assert_used::ASSERT_USED,
    &bidirectional_characters::BIDIRECTIONAL_CHARACTERS,
    &cleartext_login::CLEARTEXT_LOGIN,
    &code_out_of_sight::CODE_OUT_OF_SIGHT,
    &cors_any_origin::CORS_ANY_ORIGIN,
    &credential_in_call::CREDENTIAL_IN_CALL,
    &csrf_switched_off::CSRF_SWITCHED_OFF,
    &debug_server::DEBUG_SERVER,
    &django_debug_setting::DJANGO_DEBUG_SETTING,
    &django_middleware_missing::DJANGO_MIDDLEWARE_MISSING,
    &django_transport_setting::DJANGO_TRANSPORT_SETTING,
    &downloaded_code::DOWNLOADED_CODE,
    &ecb_mode::ECB_MODE,
    &environment_sent::ENVIRONMENT_SENT,
    &error_text_in_response::ERROR_TEXT_IN_RESPONSE,
    &fixed_secret_key::FIXED_SECRET_KEY,
    &flask_debug_setting::FLASK_DEBUG_SETTING,
    &guessable_secret::GUESSABLE_SECRET,
    &hardcoded_password_argument::HARDCODED_PASSWORD_ARGUMENT,
    &hardcoded_password_default::HARDCODED_PASSWORD_DEFAULT,
    &hardcoded_password_string::HARDCODED_PASSWORD_STRING,
    &insecure_cookie::INSECURE_COOKIE,
    &insecure_cookie_setting::INSECURE_COOKIE_SETTING,
    &jwt_fixed_key::JWT_FIXED_KEY,
    &jwt_none_algorithm::JWT_NONE_ALGORITHM,
    &jwt_unverified::JWT_UNVERIFIED,
    &listener_without_key::LISTENER_WITHOUT_KEY,
    &loose_permissions::LOOSE_PERMISSIONS,
    &model_answer_run::MODEL_ANSWER_RUN,
    &model_form_all_fields::MODEL_FORM_ALL_FIELDS,
    &no_timeout::NO_TIMEOUT,
    &numpy_pickle::NUMPY_PICKLE,
    &obfuscated_code::OBFUSCATED_CODE,
    &outdated_cipher::OUTDATED_CIPHER,
    &outdated_tls::OUTDATED_TLS,
    &partial_executable_path::PARTIAL_EXECUTABLE_PATH,
    &password_in_url::PASSWORD_IN_URL,
    &password_plain_hash::PASSWORD_PLAIN_HASH,
    &pickle_accepted::PICKLE_ACCEPTED,
    &pickle_call::PICKLE_CALL,
    &pickle_import::PICKLE_IMPORT,
    &pickle_in_disguise::PICKLE_IN_DISGUISE,
    &pickle_that_runs::PICKLE_THAT_RUNS,
    &prefix_as_path_check::PREFIX_AS_PATH_CHECK,
    &remote_code_trusted::REMOTE_CODE_TRUSTED,
    &rsa_pkcs1v15_encryption::RSA_PKCS1V15_ENCRYPTION,
    &safe_mark_on_formatted_text::SAFE_MARK_ON_FORMATTED_TEXT,
    &secret_in_log::SECRET_IN_LOG,
    &secret_in_source::SECRET_IN_SOURCE,
    &setup_script_acts::SETUP_SCRIPT_ACTS,
    &short_secret::SHORT_SECRET,
    &slow_regex::SLOW_REGEX,
    &small_key::SMALL_KEY,
    &sql_from_strings::SQL_FROM_STRINGS,
    &ssh_host_unverified::SSH_HOST_UNVERIFIED,
    &static_iv::STATIC_IV,
    &static_salt::STATIC_SALT,
    &subprocess_with_shell::SUBPROCESS_WITH_SHELL,
    &subprocess_without_shell::SUBPROCESS_WITHOUT_SHELL,
    &swallowed_security_error::SWALLOWED_SECURITY_ERROR,
    &template_from_parts::TEMPLATE_FROM_PARTS,
    &timing_comparison::TIMING_COMPARISON,
    &tls_warnings_off::TLS_WARNINGS_OFF,
    &try_except_continue::TRY_EXCEPT_CONTINUE,
    &try_except_pass::TRY_EXCEPT_PASS,
    &unchecked_tls_context::UNCHECKED_TLS_CONTEXT,
    &unsafe_model_load::UNSAFE_MODEL_LOAD,
    &unsafe_yaml_function::UNSAFE_YAML_FUNCTION,
    &unsafe_yaml_load::UNSAFE_YAML_LOAD,
    &unverified_tls::UNVERIFIED_TLS,
    &uuid1_secret::UUID1_SECRET,
    &weak_hash::WEAK_HASH,
    &weak_hash_by_name::WEAK_HASH_BY_NAME,
    &weak_key_derivation::WEAK_KEY_DERIVATION,
    &weak_password_hasher::WEAK_PASSWORD_HASHER,
    &weak_tls_ciphers::WEAK_TLS_CIPHERS,
    &xml_external_entities::XML_EXTERNAL_ENTITIES,
];

#[cfg(test)]
mod tests;
