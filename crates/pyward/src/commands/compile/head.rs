//! What the head of the file says: the command that makes it again, and the options whoever installs it needs.

use std::path::{Path, PathBuf};

use pyward_edit::compile::{Annotations, Layout};
use pyward_inventory::{FileOption, OptionLines};

use crate::args::{ChoiceArgs, CompileArgs, FormArgs, SecurityArgs};

/// How the file is written.
pub(super) fn layout(args: &CompileArgs, sources: &[PathBuf], options: &OptionLines) -> Layout {
    let FormArgs {
        generate_hashes,
        annotation_style,
        no_annotate,
        no_header,
        strip_extras: _,
        no_strip_extras,
        no_emit_index_url,
        no_emit_find_links,
        no_emit_trusted_host,
        no_emit_options,
        custom_compile_command,
    } = &args.form;
    let mut layout = Layout {
        command: (!no_header).then(|| {
            let custom = custom_compile_command.clone();
            custom.unwrap_or_else(|| command(args, sources))
        }),
        annotations: match annotation_style.as_str() {
            _ if *no_annotate => None,
            "line" => Some(Annotations::Line),
            _ => Some(Annotations::Split),
        },
        hashes: *generate_hashes,
        strip_extras: !no_strip_extras,
        emit_options: !no_emit_options,
        ..Layout::default()
    };
    let indexes = &args.indexes;
    if !no_emit_index_url {
        layout.index_url.clone_from(&indexes.index_url);
        layout.extra_index_urls.clone_from(&indexes.extra_index_url);
        layout.no_index = indexes.no_index;
    }
    if !no_emit_find_links {
        layout.find_links.clone_from(&indexes.find_links);
    }
    if !no_emit_trusted_host {
        layout.trusted_hosts.clone_from(&indexes.trusted_host);
    }
    for it in options.iter() {
        let (list, value) = match &it.option {
            FileOption::IndexUrl(url) => {
                // What is typed wins over what a file says.
                if !no_emit_index_url && indexes.index_url.is_none() {
                    layout.index_url = Some(url.clone());
                }
                continue;
            }
            FileOption::NoIndex => {
                layout.no_index |= !no_emit_index_url;
                continue;
            }
            FileOption::ExtraIndexUrl(url) if !no_emit_index_url => {
                (&mut layout.extra_index_urls, url)
            }
            FileOption::FindLinks(place) if !no_emit_find_links => (&mut layout.find_links, place),
            FileOption::TrustedHost(host) if !no_emit_trusted_host => {
                (&mut layout.trusted_hosts, host)
            }
            FileOption::NoBinary(names) => (&mut layout.no_binary, names),
            FileOption::OnlyBinary(names) => (&mut layout.only_binary, names),
            FileOption::ExtraIndexUrl(_)
            | FileOption::FindLinks(_)
            | FileOption::TrustedHost(_)
            | FileOption::Pre => continue,
        };
        if !list.contains(value) {
            list.push(value.clone());
        }
    }
    layout
}

/// The command that makes the file again: what decides over its content, and nothing of how often or how loud.
fn command(args: &CompileArgs, sources: &[PathBuf]) -> String {
    let mut words = vec!["pyward".to_owned(), "compile".to_owned()];
    let mut flag = |name: &str, on: bool| {
        words.extend(on.then(|| name.to_owned()));
    };
    let ChoiceArgs {
        upgrade: _,
        upgrade_package: _,
        extra,
        all_extras,
        group,
        universal,
        python_version,
        platform,
        resolution,
        pre,
    } = &args.choice;
    let SecurityArgs {
        secure,
        ignore,
        data: _,
        config: _,
        no_config: _,
    } = &args.security;
    let form = &args.form;
    flag("--all-extras", *all_extras);
    flag("--generate-hashes", form.generate_hashes);
    flag("--no-annotate", form.no_annotate);
    flag("--no-emit-find-links", form.no_emit_find_links);
    flag("--no-emit-index-url", form.no_emit_index_url);
    flag("--no-emit-options", form.no_emit_options);
    flag("--no-emit-trusted-host", form.no_emit_trusted_host);
    flag("--no-index", args.indexes.no_index);
    flag("--no-strip-extras", form.no_strip_extras);
    flag("--pre", *pre);
    flag("--secure", *secure);
    flag("--universal", *universal);
    let mut value = |name: &str, value: &str| words.push(format!("{name}={}", quoted(value)));
    if form.annotation_style == "line" {
        value("--annotation-style", "line");
    }
    let path = |path: &Path| path.to_string_lossy().into_owned();
    for file in &args.constraint {
        value("--constraint", &path(file));
    }
    for name in extra {
        value("--extra", name);
    }
    let indexes = &args.indexes;
    for url in &indexes.extra_index_url {
        value("--extra-index-url", &pyward_model::without_credentials(url));
    }
    if let Some(day) = &indexes.exclude_newer {
        value("--exclude-newer", day);
    }
    for place in &indexes.find_links {
        value("--find-links", &pyward_model::without_credentials(place));
    }
    for name in group {
        value("--group", name);
    }
    for id in ignore {
        value("--ignore", id);
    }
    if let Some(url) = &indexes.index_url {
        value("--index-url", &pyward_model::without_credentials(url));
    }
    if let Some(file) = &args.output {
        value("--output-file", &path(file));
    }
    for file in &args.r#override {
        value("--override", &path(file));
    }
    if let Some(platform) = platform {
        value("--platform", platform);
    }
    if let Some(python) = python_version {
        value("--python-version", python);
    }
    if resolution != "highest" {
        value("--resolution", resolution);
    }
    words.extend(sources.iter().map(|source| quoted(&path(source))));
    words.join(" ")
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |ch: char| ch.is_ascii_alphanumeric() || "-_./:=@%+,".contains(ch);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_are_quoted_where_a_shell_would_part_them() {
        assert_eq!(super::quoted("a/b.in"), "a/b.in");
        assert_eq!(super::quoted("a b"), "'a b'");
        assert_eq!(super::quoted("it's"), "'it'\\''s'");
        assert_eq!(super::quoted(""), "''");
    }
}
