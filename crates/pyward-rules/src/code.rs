//! Defects in code.

use crate::Check;

mod any_host_allowed;
mod api_open_by_default;
mod archive_unpacked_anywhere;
mod assert_as_guard;
mod assert_used;
mod bidirectional_characters;
mod bind_all_interfaces;
mod block_cipher_in_ecb_mode;
mod broken_cipher;
mod broken_digest_object;
mod c_element_tree_parse;
mod certificate_check_off;
mod certificate_check_opt_in;
mod certificate_option_off;
mod cgi_handler_import;
mod cleartext_login;
mod code_injection;
mod code_out_of_sight;
mod command_injection;
mod cors_any_origin;
mod credential_in_call;
mod cross_site_scripting;
mod csrf_switched_off;
mod debug_server;
mod django_debug_setting;
mod django_extra;
mod django_mark_safe;
mod django_middleware_missing;
mod django_raw_sql;
mod django_transport_setting;
mod downloaded_code;
mod ecb_mode;
mod element_tree_import;
mod element_tree_parse;
mod environment_sent;
mod error_text_in_response;
mod eval_call;
mod exec_call;
mod expat_builder_import;
mod expat_builder_parse;
mod fixed_secret_key;
mod flask_debug;
mod flask_debug_setting;
mod ftp_call;
mod ftp_import;
mod guessable_secret;
mod guessable_temporary_name;
mod hardcoded_password_argument;
mod hardcoded_password_default;
mod hardcoded_password_string;
mod hardcoded_temp_path;
mod header_injection;
mod insecure_cookie;
mod insecure_cookie_by_value;
mod insecure_cookie_header;
mod insecure_cookie_setting;
mod ipmi_import;
mod jinja_autoescape_off;
mod jwt_fixed_key;
mod jwt_none_algorithm;
mod jwt_unverified;
mod ldap_injection;
mod listener_without_key;
mod log_injection;
mod logging_config_listen;
mod loose_permissions;
mod mako_template;
mod markup_of_variable;
mod marshal_call;
mod minidom_import;
mod minidom_parse;
mod model_answer_run;
mod model_form_all_fields;
mod no_timeout;
mod nosql_injection;
mod numpy_pickle;
mod obfuscated_code;
mod old_tls_default;
mod old_tls_version;
mod open_redirect;
mod outdated_cipher;
mod outdated_tls;
mod paramiko_command;
mod partial_executable_path;
mod password_in_url;
mod password_plain_hash;
mod path_traversal;
mod permissive_file_mode;
mod pickle_accepted;
mod pickle_call;
mod pickle_import;
mod pickle_in_disguise;
mod pickle_that_runs;
mod predictable_random;
mod predictable_secret;
mod prefix_as_path_check;
mod process_with_shell;
mod process_without_shell;
mod prompt_injection;
mod pulldom_import;
mod pulldom_parse;
mod pycrypto_import;
mod regex_injection;
mod remote_code_trusted;
mod request_without_timeout;
mod rsa_pkcs1v15_encryption;
mod safe_mark_on_formatted_text;
mod sax_expat_reader;
mod sax_import;
mod sax_parse;
mod secret_in_log;
mod secret_in_source;
mod server_side_request_forgery;
mod setup_script_acts;
mod shell_argument;
mod shell_wildcard;
mod short_secret;
mod slow_regex;
mod small_key;
mod snmp_insecure_version;
mod snmp_without_encryption;
mod sql_from_strings;
mod sql_injection;
mod ssh_host_key_unchecked;
mod ssh_host_unverified;
mod static_iv;
mod static_salt;
mod subprocess_import;
mod subprocess_with_shell;
mod subprocess_without_shell;
mod swallowed_security_error;
mod telnet_call;
mod telnet_import;
mod template_autoescape_off;
mod template_from_parts;
mod template_injection;
#[cfg(test)]
mod tests;
mod timing_comparison;
mod tls_version_unset;
mod tls_warnings_off;
mod trust_boundary;
mod try_except_continue;
mod try_except_pass;
mod unchecked_tls_context;
mod unescaped_django_markup;
mod unescaped_template_value;
mod unpinned_model_download;
mod unsafe_model_load;
mod unsafe_tar_extraction;
mod unsafe_torch_load;
mod unsafe_yaml_function;
mod unsafe_yaml_load;
mod untrusted_deserialization;
mod unverified_tls;
mod unverified_tls_context;
mod url_of_any_scheme;
mod uuid1_secret;
mod weak_hash;
mod weak_hash_by_name;
mod weak_hash_by_value;
mod weak_key_derivation;
mod weak_key_size;
mod weak_password_hasher;
mod weak_tls_ciphers;
mod xml_external_entities;
mod xml_external_entity;
mod xmlrpc_import;
mod xpath_injection;

/// The rules of the family.
pub(crate) static CODE: &[&Check] = &[
    &any_host_allowed::ANY_HOST_ALLOWED,
    &api_open_by_default::API_OPEN_BY_DEFAULT,
    &archive_unpacked_anywhere::ARCHIVE_UNPACKED_ANYWHERE,
    &assert_as_guard::ASSERT_AS_GUARD,
    &assert_used::ASSERT_USED,
    &bidirectional_characters::BIDIRECTIONAL_CHARACTERS,
    &bind_all_interfaces::BIND_ALL_INTERFACES,
    &block_cipher_in_ecb_mode::BLOCK_CIPHER_IN_ECB_MODE,
    &broken_cipher::BROKEN_CIPHER,
    &broken_digest_object::BROKEN_DIGEST_OBJECT,
    &c_element_tree_parse::C_ELEMENT_TREE_PARSE,
    &certificate_check_off::CERTIFICATE_CHECK_OFF,
    &certificate_check_opt_in::CERTIFICATE_CHECK_OPT_IN,
    &certificate_option_off::CERTIFICATE_OPTION_OFF,
    &cgi_handler_import::CGI_HANDLER_IMPORT,
    &cleartext_login::CLEARTEXT_LOGIN,
    &code_injection::CODE_INJECTION,
    &code_out_of_sight::CODE_OUT_OF_SIGHT,
    &command_injection::COMMAND_INJECTION,
    &cors_any_origin::CORS_ANY_ORIGIN,
    &credential_in_call::CREDENTIAL_IN_CALL,
    &cross_site_scripting::CROSS_SITE_SCRIPTING,
    &csrf_switched_off::CSRF_SWITCHED_OFF,
    &debug_server::DEBUG_SERVER,
    &django_debug_setting::DJANGO_DEBUG_SETTING,
    &django_extra::DJANGO_EXTRA,
    &django_mark_safe::DJANGO_MARK_SAFE,
    &django_middleware_missing::DJANGO_MIDDLEWARE_MISSING,
    &django_raw_sql::DJANGO_RAW_SQL,
    &django_transport_setting::DJANGO_TRANSPORT_SETTING,
    &downloaded_code::DOWNLOADED_CODE,
    &ecb_mode::ECB_MODE,
    &element_tree_import::ELEMENT_TREE_IMPORT,
    &element_tree_parse::ELEMENT_TREE_PARSE,
    &environment_sent::ENVIRONMENT_SENT,
    &error_text_in_response::ERROR_TEXT_IN_RESPONSE,
    &eval_call::EVAL_CALL,
    &exec_call::EXEC_CALL,
    &expat_builder_import::EXPAT_BUILDER_IMPORT,
    &expat_builder_parse::EXPAT_BUILDER_PARSE,
    &fixed_secret_key::FIXED_SECRET_KEY,
    &flask_debug::FLASK_DEBUG,
    &flask_debug_setting::FLASK_DEBUG_SETTING,
    &ftp_call::FTP_CALL,
    &ftp_import::FTP_IMPORT,
    &guessable_secret::GUESSABLE_SECRET,
    &guessable_temporary_name::GUESSABLE_TEMPORARY_NAME,
    &hardcoded_password_argument::HARDCODED_PASSWORD_ARGUMENT,
    &hardcoded_password_default::HARDCODED_PASSWORD_DEFAULT,
    &hardcoded_password_string::HARDCODED_PASSWORD_STRING,
    &hardcoded_temp_path::HARDCODED_TEMP_PATH,
    &header_injection::HEADER_INJECTION,
    &insecure_cookie::INSECURE_COOKIE,
    &insecure_cookie_by_value::INSECURE_COOKIE_BY_VALUE,
    &insecure_cookie_header::INSECURE_COOKIE_HEADER,
    &insecure_cookie_setting::INSECURE_COOKIE_SETTING,
    &ipmi_import::IPMI_IMPORT,
    &jinja_autoescape_off::JINJA_AUTOESCAPE_OFF,
    &jwt_fixed_key::JWT_FIXED_KEY,
    &jwt_none_algorithm::JWT_NONE_ALGORITHM,
    &jwt_unverified::JWT_UNVERIFIED,
    &ldap_injection::LDAP_INJECTION,
    &listener_without_key::LISTENER_WITHOUT_KEY,
    &log_injection::LOG_INJECTION,
    &logging_config_listen::LOGGING_CONFIG_LISTEN,
    &loose_permissions::LOOSE_PERMISSIONS,
    &mako_template::MAKO_TEMPLATE,
    &markup_of_variable::MARKUP_OF_VARIABLE,
    &marshal_call::MARSHAL_CALL,
    &minidom_import::MINIDOM_IMPORT,
    &minidom_parse::MINIDOM_PARSE,
    &model_answer_run::MODEL_ANSWER_RUN,
    &model_form_all_fields::MODEL_FORM_ALL_FIELDS,
    &no_timeout::NO_TIMEOUT,
    &nosql_injection::NOSQL_INJECTION,
    &numpy_pickle::NUMPY_PICKLE,
    &obfuscated_code::OBFUSCATED_CODE,
    &old_tls_default::OLD_TLS_DEFAULT,
    &old_tls_version::OLD_TLS_VERSION,
    &open_redirect::OPEN_REDIRECT,
    &outdated_cipher::OUTDATED_CIPHER,
    &outdated_tls::OUTDATED_TLS,
    &paramiko_command::PARAMIKO_COMMAND,
    &partial_executable_path::PARTIAL_EXECUTABLE_PATH,
    &password_in_url::PASSWORD_IN_URL,
    &password_plain_hash::PASSWORD_PLAIN_HASH,
    &path_traversal::PATH_TRAVERSAL,
    &permissive_file_mode::PERMISSIVE_FILE_MODE,
    &pickle_accepted::PICKLE_ACCEPTED,
    &pickle_call::PICKLE_CALL,
    &pickle_import::PICKLE_IMPORT,
    &pickle_in_disguise::PICKLE_IN_DISGUISE,
    &pickle_that_runs::PICKLE_THAT_RUNS,
    &predictable_random::PREDICTABLE_RANDOM,
    &predictable_secret::PREDICTABLE_SECRET,
    &prefix_as_path_check::PREFIX_AS_PATH_CHECK,
    &process_with_shell::PROCESS_WITH_SHELL,
    &process_without_shell::PROCESS_WITHOUT_SHELL,
    &prompt_injection::PROMPT_INJECTION,
    &pulldom_import::PULLDOM_IMPORT,
    &pulldom_parse::PULLDOM_PARSE,
    &pycrypto_import::PYCRYPTO_IMPORT,
    &regex_injection::REGEX_INJECTION,
    &remote_code_trusted::REMOTE_CODE_TRUSTED,
    &request_without_timeout::REQUEST_WITHOUT_TIMEOUT,
    &rsa_pkcs1v15_encryption::RSA_PKCS1V15_ENCRYPTION,
    &safe_mark_on_formatted_text::SAFE_MARK_ON_FORMATTED_TEXT,
    &sax_expat_reader::SAX_EXPAT_READER,
    &sax_import::SAX_IMPORT,
    &sax_parse::SAX_PARSE,
    &secret_in_log::SECRET_IN_LOG,
    &secret_in_source::SECRET_IN_SOURCE,
    &server_side_request_forgery::SERVER_SIDE_REQUEST_FORGERY,
    &setup_script_acts::SETUP_SCRIPT_ACTS,
    &shell_argument::SHELL_ARGUMENT,
    &shell_wildcard::SHELL_WILDCARD,
    &short_secret::SHORT_SECRET,
    &slow_regex::SLOW_REGEX,
    &small_key::SMALL_KEY,
    &snmp_insecure_version::SNMP_INSECURE_VERSION,
    &snmp_without_encryption::SNMP_WITHOUT_ENCRYPTION,
    &sql_from_strings::SQL_FROM_STRINGS,
    &sql_injection::SQL_INJECTION,
    &ssh_host_key_unchecked::SSH_HOST_KEY_UNCHECKED,
    &ssh_host_unverified::SSH_HOST_UNVERIFIED,
    &static_iv::STATIC_IV,
    &static_salt::STATIC_SALT,
    &subprocess_import::SUBPROCESS_IMPORT,
    &subprocess_with_shell::SUBPROCESS_WITH_SHELL,
    &subprocess_without_shell::SUBPROCESS_WITHOUT_SHELL,
    &swallowed_security_error::SWALLOWED_SECURITY_ERROR,
    &telnet_call::TELNET_CALL,
    &telnet_import::TELNET_IMPORT,
    &template_autoescape_off::TEMPLATE_AUTOESCAPE_OFF,
    &template_from_parts::TEMPLATE_FROM_PARTS,
    &template_injection::TEMPLATE_INJECTION,
    &timing_comparison::TIMING_COMPARISON,
    &tls_version_unset::TLS_VERSION_UNSET,
    &tls_warnings_off::TLS_WARNINGS_OFF,
    &trust_boundary::TRUST_BOUNDARY,
    &try_except_continue::TRY_EXCEPT_CONTINUE,
    &try_except_pass::TRY_EXCEPT_PASS,
    &unchecked_tls_context::UNCHECKED_TLS_CONTEXT,
    &unescaped_django_markup::UNESCAPED_DJANGO_MARKUP,
    &unescaped_template_value::UNESCAPED_TEMPLATE_VALUE,
    &unpinned_model_download::UNPINNED_MODEL_DOWNLOAD,
    &unsafe_model_load::UNSAFE_MODEL_LOAD,
    &unsafe_tar_extraction::UNSAFE_TAR_EXTRACTION,
    &unsafe_torch_load::UNSAFE_TORCH_LOAD,
    &unsafe_yaml_function::UNSAFE_YAML_FUNCTION,
    &unsafe_yaml_load::UNSAFE_YAML_LOAD,
    &untrusted_deserialization::UNTRUSTED_DESERIALIZATION,
    &unverified_tls::UNVERIFIED_TLS,
    &unverified_tls_context::UNVERIFIED_TLS_CONTEXT,
    &url_of_any_scheme::URL_OF_ANY_SCHEME,
    &uuid1_secret::UUID1_SECRET,
    &weak_hash::WEAK_HASH,
    &weak_hash_by_name::WEAK_HASH_BY_NAME,
    &weak_hash_by_value::WEAK_HASH_BY_VALUE,
    &weak_key_derivation::WEAK_KEY_DERIVATION,
    &weak_key_size::WEAK_KEY_SIZE,
    &weak_password_hasher::WEAK_PASSWORD_HASHER,
    &weak_tls_ciphers::WEAK_TLS_CIPHERS,
    &xml_external_entities::XML_EXTERNAL_ENTITIES,
    &xml_external_entity::XML_EXTERNAL_ENTITY,
    &xmlrpc_import::XMLRPC_IMPORT,
    &xpath_injection::XPATH_INJECTION,
];
