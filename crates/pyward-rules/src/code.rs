//! Defects in code.

use crate::Check;

mod assert_used;
mod bidirectional_characters;
mod bind_all_interfaces;
mod broken_cipher;
mod broken_digest_object;
mod c_element_tree_parse;
mod certificate_check_off;
mod cgi_handler_import;
mod django_extra;
mod django_mark_safe;
mod django_raw_sql;
mod ecb_mode;
mod element_tree_import;
mod element_tree_parse;
mod eval_call;
mod exec_call;
mod expat_builder_import;
mod expat_builder_parse;
mod flask_debug;
mod ftp_call;
mod ftp_import;
mod guessable_temporary_name;
mod hardcoded_password_argument;
mod hardcoded_password_default;
mod hardcoded_password_string;
mod hardcoded_temp_path;
mod ipmi_import;
mod jinja_autoescape_off;
mod logging_config_listen;
mod mako_template;
mod markup_of_variable;
mod marshal_call;
mod minidom_import;
mod minidom_parse;
mod old_tls_default;
mod old_tls_version;
mod paramiko_command;
mod partial_executable_path;
mod permissive_file_mode;
mod pickle_call;
mod pickle_import;
mod predictable_random;
mod process_with_shell;
mod process_without_shell;
mod pulldom_import;
mod pulldom_parse;
mod pycrypto_import;
mod request_without_timeout;
mod sax_expat_reader;
mod sax_import;
mod sax_parse;
mod shell_argument;
mod shell_wildcard;
mod snmp_insecure_version;
mod snmp_without_encryption;
mod sql_from_strings;
mod ssh_host_key_unchecked;
mod subprocess_import;
mod subprocess_with_shell;
mod subprocess_without_shell;
mod telnet_call;
mod telnet_import;
mod tls_version_unset;
mod try_except_continue;
mod try_except_pass;
mod unescaped_django_markup;
mod unpinned_model_download;
mod unsafe_tar_extraction;
mod unsafe_torch_load;
mod unsafe_yaml_load;
mod unverified_tls_context;
mod url_of_any_scheme;
mod weak_hash;
mod weak_key_size;
mod xmlrpc_import;

/// The rules of the family.
pub(crate) static CODE: &[&Check] = &[
    &assert_used::ASSERT_USED,
    &bidirectional_characters::BIDIRECTIONAL_CHARACTERS,
    &bind_all_interfaces::BIND_ALL_INTERFACES,
    &broken_cipher::BROKEN_CIPHER,
    &broken_digest_object::BROKEN_DIGEST_OBJECT,
    &c_element_tree_parse::C_ELEMENT_TREE_PARSE,
    &certificate_check_off::CERTIFICATE_CHECK_OFF,
    &cgi_handler_import::CGI_HANDLER_IMPORT,
    &django_extra::DJANGO_EXTRA,
    &django_mark_safe::DJANGO_MARK_SAFE,
    &django_raw_sql::DJANGO_RAW_SQL,
    &ecb_mode::ECB_MODE,
    &element_tree_import::ELEMENT_TREE_IMPORT,
    &element_tree_parse::ELEMENT_TREE_PARSE,
    &eval_call::EVAL_CALL,
    &exec_call::EXEC_CALL,
    &expat_builder_import::EXPAT_BUILDER_IMPORT,
    &expat_builder_parse::EXPAT_BUILDER_PARSE,
    &flask_debug::FLASK_DEBUG,
    &ftp_call::FTP_CALL,
    &ftp_import::FTP_IMPORT,
    &guessable_temporary_name::GUESSABLE_TEMPORARY_NAME,
    &hardcoded_password_argument::HARDCODED_PASSWORD_ARGUMENT,
    &hardcoded_password_default::HARDCODED_PASSWORD_DEFAULT,
    &hardcoded_password_string::HARDCODED_PASSWORD_STRING,
    &hardcoded_temp_path::HARDCODED_TEMP_PATH,
    &ipmi_import::IPMI_IMPORT,
    &jinja_autoescape_off::JINJA_AUTOESCAPE_OFF,
    &logging_config_listen::LOGGING_CONFIG_LISTEN,
    &mako_template::MAKO_TEMPLATE,
    &markup_of_variable::MARKUP_OF_VARIABLE,
    &marshal_call::MARSHAL_CALL,
    &minidom_import::MINIDOM_IMPORT,
    &minidom_parse::MINIDOM_PARSE,
    &old_tls_default::OLD_TLS_DEFAULT,
    &old_tls_version::OLD_TLS_VERSION,
    &paramiko_command::PARAMIKO_COMMAND,
    &partial_executable_path::PARTIAL_EXECUTABLE_PATH,
    &permissive_file_mode::PERMISSIVE_FILE_MODE,
    &pickle_call::PICKLE_CALL,
    &pickle_import::PICKLE_IMPORT,
    &predictable_random::PREDICTABLE_RANDOM,
    &process_with_shell::PROCESS_WITH_SHELL,
    &process_without_shell::PROCESS_WITHOUT_SHELL,
    &pulldom_import::PULLDOM_IMPORT,
    &pulldom_parse::PULLDOM_PARSE,
    &pycrypto_import::PYCRYPTO_IMPORT,
    &request_without_timeout::REQUEST_WITHOUT_TIMEOUT,
    &sax_expat_reader::SAX_EXPAT_READER,
    &sax_import::SAX_IMPORT,
    &sax_parse::SAX_PARSE,
    &shell_argument::SHELL_ARGUMENT,
    &shell_wildcard::SHELL_WILDCARD,
    &snmp_insecure_version::SNMP_INSECURE_VERSION,
    &snmp_without_encryption::SNMP_WITHOUT_ENCRYPTION,
    &sql_from_strings::SQL_FROM_STRINGS,
    &ssh_host_key_unchecked::SSH_HOST_KEY_UNCHECKED,
    &subprocess_import::SUBPROCESS_IMPORT,
    &subprocess_with_shell::SUBPROCESS_WITH_SHELL,
    &subprocess_without_shell::SUBPROCESS_WITHOUT_SHELL,
    &telnet_call::TELNET_CALL,
    &telnet_import::TELNET_IMPORT,
    &tls_version_unset::TLS_VERSION_UNSET,
    &try_except_continue::TRY_EXCEPT_CONTINUE,
    &try_except_pass::TRY_EXCEPT_PASS,
    &unescaped_django_markup::UNESCAPED_DJANGO_MARKUP,
    &unpinned_model_download::UNPINNED_MODEL_DOWNLOAD,
    &unsafe_tar_extraction::UNSAFE_TAR_EXTRACTION,
    &unsafe_torch_load::UNSAFE_TORCH_LOAD,
    &unsafe_yaml_load::UNSAFE_YAML_LOAD,
    &unverified_tls_context::UNVERIFIED_TLS_CONTEXT,
    &url_of_any_scheme::URL_OF_ANY_SCHEME,
    &weak_hash::WEAK_HASH,
    &weak_key_size::WEAK_KEY_SIZE,
    &xmlrpc_import::XMLRPC_IMPORT,
];

#[cfg(test)]
mod tests;
