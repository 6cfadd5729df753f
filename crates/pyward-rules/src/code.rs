//! Defects in code.

use crate::Check;

mod assert_used;
mod bidirectional_characters;
mod broken_cipher;
mod broken_digest_object;
mod c_element_tree_parse;
mod cgi_handler_import;
mod code_injection;
mod command_injection;
mod cross_site_scripting;
mod ecb_mode;
mod element_tree_import;
mod element_tree_parse;
mod eval_call;
mod expat_builder_import;
mod expat_builder_parse;
mod ftp_call;
mod ftp_import;
mod guessable_temporary_name;
mod hardcoded_password_argument;
mod hardcoded_password_default;
mod hardcoded_password_string;
mod header_injection;
mod ipmi_import;
mod ldap_injection;
mod log_injection;
mod marshal_call;
mod minidom_import;
mod minidom_parse;
mod nosql_injection;
mod open_redirect;
mod partial_executable_path;
mod path_traversal;
mod pickle_call;
mod pickle_import;
mod predictable_random;
mod predictable_secret;
mod pulldom_import;
mod pulldom_parse;
mod pycrypto_import;
mod regex_injection;
mod sax_expat_reader;
mod sax_import;
mod sax_parse;
mod server_side_request_forgery;
mod sql_from_strings;
mod sql_injection;
mod subprocess_import;
mod subprocess_with_shell;
mod subprocess_without_shell;
mod telnet_call;
mod telnet_import;
mod template_injection;
mod trust_boundary;
mod try_except_continue;
mod try_except_pass;
mod unescaped_django_markup;
mod unsafe_yaml_load;
mod untrusted_deserialization;
mod unverified_tls_context;
mod url_of_any_scheme;
mod weak_hash;
mod weak_hash_by_value;
mod xml_external_entity;
mod xmlrpc_import;
mod xpath_injection;

/// The rules of the family.
pub(crate) static CODE: &[&Check] = &[
    &xml_external_entity::XML_EXTERNAL_ENTITY,
    &cross_site_scripting::CROSS_SITE_SCRIPTING,
    &xpath_injection::XPATH_INJECTION,
    &predictable_secret::PREDICTABLE_SECRET,
    &weak_hash_by_value::WEAK_HASH_BY_VALUE,
    &trust_boundary::TRUST_BOUNDARY,
    &template_injection::TEMPLATE_INJECTION,
    &server_side_request_forgery::SERVER_SIDE_REQUEST_FORGERY,
    &sql_injection::SQL_INJECTION,
    &regex_injection::REGEX_INJECTION,
    &path_traversal::PATH_TRAVERSAL,
    &open_redirect::OPEN_REDIRECT,
    &nosql_injection::NOSQL_INJECTION,
    &log_injection::LOG_INJECTION,
    &ldap_injection::LDAP_INJECTION,
    &header_injection::HEADER_INJECTION,
    &untrusted_deserialization::UNTRUSTED_DESERIALIZATION,
    &command_injection::COMMAND_INJECTION,
    &code_injection::CODE_INJECTION,
    &assert_used::ASSERT_USED,
    &bidirectional_characters::BIDIRECTIONAL_CHARACTERS,
    &broken_cipher::BROKEN_CIPHER,
    &broken_digest_object::BROKEN_DIGEST_OBJECT,
    &c_element_tree_parse::C_ELEMENT_TREE_PARSE,
    &cgi_handler_import::CGI_HANDLER_IMPORT,
    &ecb_mode::ECB_MODE,
    &element_tree_import::ELEMENT_TREE_IMPORT,
    &element_tree_parse::ELEMENT_TREE_PARSE,
    &eval_call::EVAL_CALL,
    &expat_builder_import::EXPAT_BUILDER_IMPORT,
    &expat_builder_parse::EXPAT_BUILDER_PARSE,
    &ftp_call::FTP_CALL,
    &ftp_import::FTP_IMPORT,
    &guessable_temporary_name::GUESSABLE_TEMPORARY_NAME,
    &hardcoded_password_argument::HARDCODED_PASSWORD_ARGUMENT,
    &hardcoded_password_default::HARDCODED_PASSWORD_DEFAULT,
    &hardcoded_password_string::HARDCODED_PASSWORD_STRING,
    &ipmi_import::IPMI_IMPORT,
    &marshal_call::MARSHAL_CALL,
    &minidom_import::MINIDOM_IMPORT,
    &minidom_parse::MINIDOM_PARSE,
    &partial_executable_path::PARTIAL_EXECUTABLE_PATH,
    &pickle_call::PICKLE_CALL,
    &pickle_import::PICKLE_IMPORT,
    &predictable_random::PREDICTABLE_RANDOM,
    &pulldom_import::PULLDOM_IMPORT,
    &pulldom_parse::PULLDOM_PARSE,
    &pycrypto_import::PYCRYPTO_IMPORT,
    &sax_expat_reader::SAX_EXPAT_READER,
    &sax_import::SAX_IMPORT,
    &sax_parse::SAX_PARSE,
    &sql_from_strings::SQL_FROM_STRINGS,
    &subprocess_import::SUBPROCESS_IMPORT,
    &subprocess_with_shell::SUBPROCESS_WITH_SHELL,
    &subprocess_without_shell::SUBPROCESS_WITHOUT_SHELL,
    &telnet_call::TELNET_CALL,
    &telnet_import::TELNET_IMPORT,
    &try_except_continue::TRY_EXCEPT_CONTINUE,
    &try_except_pass::TRY_EXCEPT_PASS,
    &unescaped_django_markup::UNESCAPED_DJANGO_MARKUP,
    &unsafe_yaml_load::UNSAFE_YAML_LOAD,
    &unverified_tls_context::UNVERIFIED_TLS_CONTEXT,
    &url_of_any_scheme::URL_OF_ANY_SCHEME,
    &weak_hash::WEAK_HASH,
    &xmlrpc_import::XMLRPC_IMPORT,
];

#[cfg(test)]
mod tests;
