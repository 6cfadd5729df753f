//! Defects in code.

use crate::Check;

mod assert_used;
mod bidirectional_characters;
mod bind_all_interfaces;
mod certificate_check_off;
mod django_extra;
mod django_mark_safe;
mod django_raw_sql;
mod exec_call;
mod flask_debug;
mod hardcoded_password_argument;
mod hardcoded_password_default;
mod hardcoded_password_string;
mod hardcoded_temp_path;
mod jinja_autoescape_off;
mod logging_config_listen;
mod mako_template;
mod markup_of_variable;
mod old_tls_default;
mod old_tls_version;
mod paramiko_command;
mod partial_executable_path;
mod permissive_file_mode;
mod pickle_call;
mod pickle_import;
mod process_with_shell;
mod process_without_shell;
mod request_without_timeout;
mod shell_argument;
mod shell_wildcard;
mod snmp_insecure_version;
mod snmp_without_encryption;
mod sql_from_strings;
mod ssh_host_key_unchecked;
mod subprocess_with_shell;
mod subprocess_without_shell;
mod tls_version_unset;
mod try_except_continue;
mod try_except_pass;
mod unpinned_model_download;
mod unsafe_tar_extraction;
mod unsafe_torch_load;
mod unsafe_yaml_load;
mod weak_hash;
mod weak_key_size;

/// The rules of the family.
pub(crate) static CODE: &[&Check] = &[
    &assert_used::ASSERT_USED,
    &bidirectional_characters::BIDIRECTIONAL_CHARACTERS,
    &bind_all_interfaces::BIND_ALL_INTERFACES,
    &certificate_check_off::CERTIFICATE_CHECK_OFF,
    &django_extra::DJANGO_EXTRA,
    &django_mark_safe::DJANGO_MARK_SAFE,
    &django_raw_sql::DJANGO_RAW_SQL,
    &exec_call::EXEC_CALL,
    &flask_debug::FLASK_DEBUG,
    &hardcoded_password_argument::HARDCODED_PASSWORD_ARGUMENT,
    &hardcoded_password_default::HARDCODED_PASSWORD_DEFAULT,
    &hardcoded_password_string::HARDCODED_PASSWORD_STRING,
    &hardcoded_temp_path::HARDCODED_TEMP_PATH,
    &jinja_autoescape_off::JINJA_AUTOESCAPE_OFF,
    &logging_config_listen::LOGGING_CONFIG_LISTEN,
    &mako_template::MAKO_TEMPLATE,
    &markup_of_variable::MARKUP_OF_VARIABLE,
    &old_tls_default::OLD_TLS_DEFAULT,
    &old_tls_version::OLD_TLS_VERSION,
    &paramiko_command::PARAMIKO_COMMAND,
    &partial_executable_path::PARTIAL_EXECUTABLE_PATH,
    &permissive_file_mode::PERMISSIVE_FILE_MODE,
    &pickle_call::PICKLE_CALL,
    &pickle_import::PICKLE_IMPORT,
    &process_with_shell::PROCESS_WITH_SHELL,
    &process_without_shell::PROCESS_WITHOUT_SHELL,
    &request_without_timeout::REQUEST_WITHOUT_TIMEOUT,
    &shell_argument::SHELL_ARGUMENT,
    &shell_wildcard::SHELL_WILDCARD,
    &snmp_insecure_version::SNMP_INSECURE_VERSION,
    &snmp_without_encryption::SNMP_WITHOUT_ENCRYPTION,
    &sql_from_strings::SQL_FROM_STRINGS,
    &ssh_host_key_unchecked::SSH_HOST_KEY_UNCHECKED,
    &subprocess_with_shell::SUBPROCESS_WITH_SHELL,
    &subprocess_without_shell::SUBPROCESS_WITHOUT_SHELL,
    &tls_version_unset::TLS_VERSION_UNSET,
    &try_except_continue::TRY_EXCEPT_CONTINUE,
    &try_except_pass::TRY_EXCEPT_PASS,
    &unpinned_model_download::UNPINNED_MODEL_DOWNLOAD,
    &unsafe_tar_extraction::UNSAFE_TAR_EXTRACTION,
    &unsafe_torch_load::UNSAFE_TORCH_LOAD,
    &unsafe_yaml_load::UNSAFE_YAML_LOAD,
    &weak_hash::WEAK_HASH,
    &weak_key_size::WEAK_KEY_SIZE,
];

#[cfg(test)]
mod tests;
