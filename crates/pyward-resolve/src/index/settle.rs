//! From what was said to what is in force.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use pyward_model::{Notice, NoticeKind};

use super::error::IndexErrors;
use super::ledger::{Key, Layer, Ledger, Statement};
use super::said::Said;
use super::value::{Value, is_pypi};
use super::{Configured, IndexSettings, IndexStrategy};

/// The most things in force, and the most problems told.
const MOST: usize = 200;

/// Decides every value.
pub(super) fn settle(mut ledger: Ledger<'_>) -> Result<Configured, IndexErrors> {
    let mut statements = std::mem::take(&mut ledger.statements);
    statements.sort_by_key(|statement| statement.layer);

    let mut settings = IndexSettings::new(ledger.sources.places.cache.clone());
    let mut in_force = BTreeSet::new();
    take_single(&statements, &mut settings, &mut in_force);
    let left_out = take_lists(&statements, &mut settings, &mut in_force);
    let mut problems = std::mem::take(&mut ledger.problems);
    problems.extend(
        in_force
            .iter()
            .filter_map(|at| match &statements.get(*at)?.value {
                Value::Wrong(error) => Some((**error).clone()),
                _ => None,
            }),
    );
    problems.truncate(MOST);
    if !problems.is_empty() {
        return Err(IndexErrors(problems));
    }
    let mut said: Vec<Said> = statements
        .iter()
        .enumerate()
        .map(|(at, statement)| Said {
            key: statement.key.word(),
            value: statement.value.shown(),
            origin: statement.origin.clone(),
            in_force: in_force.contains(&at),
        })
        .collect();
    said.extend(ledger.by_client.iter().map(|own| Said {
        key: own.key,
        value: super::shown(&own.text),
        origin: own.origin.clone(),
        in_force: own.key != Key::Proxy.word() || settings.proxy.is_none(),
    }));
    if left_out > 0 {
        let message = format!("{left_out} indexes, links and hosts beyond {MOST} are left out");
        let notice = Notice::gap(NoticeKind::Limit, None, message);
        ledger.notices.push(notice.hint("name fewer of them"));
    }
    let strong: Vec<&Statement> = statements
        .iter()
        .enumerate()
        .filter_map(|(at, statement)| in_force.contains(&at).then_some(statement))
        .collect();
    ask_pypi_last(&mut ledger, &strong, &mut settings);
    note_equals(&mut ledger, &strong, &settings);
    note_dangers(&mut ledger, &strong);
    Ok(Configured {
        settings,
        said,
        notices: ledger.notices,
    })
}

/// Values of which there is one: the strongest, of equals the last.
fn take_single(
    statements: &[Statement],
    settings: &mut IndexSettings,
    in_force: &mut BTreeSet<usize>,
) {
    let mut taken = BTreeSet::new();
    for (at, statement) in statements.iter().enumerate().rev() {
        if is_list(statement.key) || !taken.insert(statement.key.word()) {
            continue;
        }
        in_force.insert(at);
        match (statement.key, &statement.value) {
            (Key::Index, Value::Text(url)) => {
                settings.index = (!is_pypi(url)).then(|| url.clone());
            }
            (Key::Proxy, Value::Text(url)) => settings.proxy = Some(url.clone()),
            (Key::Certificates, Value::Path(path)) => settings.certificates = Some(path.clone()),
            (Key::ClientCertificate, Value::Path(path)) => {
                settings.client_certificate = Some(path.clone());
            }
            (Key::Cache, Value::Path(path)) => settings.cache.clone_from(path),
            (Key::NoIndex, Value::Switch(on)) => settings.no_index = *on,
            (Key::SystemCertificates, Value::Switch(on)) => settings.system_certificates = *on,
            (Key::Keyring, Value::Switch(on)) => settings.keyring = *on,
            (Key::Offline, Value::Switch(on)) => settings.offline = *on,
            (Key::Strategy, Value::Strategy(strategy)) => settings.strategy = *strategy,
            (Key::Timeout, Value::Timeout(time)) => settings.timeout = *time,
            (Key::Retries, Value::Retries(number)) => settings.retries = *number,
            (Key::ExcludeNewer | Key::UploadedPriorTo, Value::LastDay(day)) => {
                settings.exclude_newer = *day;
            }
            _ => {}
        }
    }
}

/// Lists: the strongest first, each thing once, and no extra index that is the default anyway. Returns how many things are
/// more than anybody means.
fn take_lists(
    statements: &[Statement],
    settings: &mut IndexSettings,
    in_force: &mut BTreeSet<usize>,
) -> usize {
    let default = settings.index.as_deref().map_or(PYPI, same);
    let mut seen = BTreeSet::from([(Key::Extra, default.to_owned())]);
    let mut lists: Vec<(usize, &Statement)> = statements
        .iter()
        .enumerate()
        .filter(|(_, statement)| is_list(statement.key))
        .collect();
    lists.sort_by_key(|(_, statement)| Reverse(statement.layer));
    let mut left_out = 0;
    for (at, statement) in lists {
        let text = match &statement.value {
            Value::Text(text) => text,
            Value::Wrong(_) => {
                in_force.insert(at);
                continue;
            }
            _ => continue,
        };
        if !seen.insert((statement.key, same(text).to_owned())) {
            continue;
        }
        if in_force.len() > MOST {
            left_out += 1;
            continue;
        }
        in_force.insert(at);
        match statement.key {
            Key::Extra => settings.extra.push(text.clone()),
            Key::FindLinks => settings.find_links.push(text.clone()),
            _ => settings.insecure_hosts.push(text.clone()),
        }
    }
    left_out
}

fn is_list(key: Key) -> bool {
    matches!(key, Key::Extra | Key::FindLinks | Key::InsecureHost)
}

/// What stands for every spelling of PyPI's address.
const PYPI: &str = "PyPI";

/// What two spellings of an address share.
fn same(url: &str) -> &str {
    if is_pypi(url) {
        return PYPI;
    }
    url.trim_end_matches('/')
}

/// Sees to it that PyPI is not asked before a private index.
///
/// For pip the default and the extra indexes are equals, so many have their own as the default and PyPI as an extra one.
/// Extra indexes are asked first here: whatever is on PyPI would take the place of private packages of the same name.
/// So in pip's words PyPI becomes the default, and the private index an extra one. In uv's words, whose order is this
/// one, it stays and is noted.
fn ask_pypi_last(ledger: &mut Ledger<'_>, strong: &[&Statement], settings: &mut IndexSettings) {
    let is_extra = |statement: &&&Statement| {
        let is_pypi = matches!(&statement.value, Value::Text(url) if is_pypi(url));
        statement.key == Key::Extra && is_pypi
    };
    let (Some(statement), Some(_)) = (strong.iter().find(is_extra), &settings.index) else {
        return;
    };
    if statement.layer.is_pip() || statement.layer == Layer::Managers {
        settings.extra.retain(|url| !is_pypi(url));
        settings.extra.extend(settings.index.take());
        let message = "PyPI is asked last, after the index that was named as the default";
        ledger.info(&statement.origin, message.to_owned(), None);
        return;
    }
    let message =
        "PyPI is asked before the default index: a package that is in both is taken from PyPI";
    let hint = "name the private index as the extra one and leave the default";
    ledger.info(&statement.origin, message.to_owned(), Some(hint));
}

/// Says once that pip would have taken indexes as equals.
fn note_equals(ledger: &mut Ledger<'_>, strong: &[&Statement], settings: &IndexSettings) {
    let is_chosen = strong
        .iter()
        .any(|statement| statement.key == Key::Strategy);
    let extra = strong
        .iter()
        .find(|statement| statement.key == Key::Extra && statement.layer.is_pip());
    let Some(extra) = extra.filter(|_| !is_chosen && !settings.no_index) else {
        return;
    };
    let message = "pip takes the highest version of all indexes; pyward takes a package from the first index that knows \
                   it, extra indexes before the default one, so that nobody can take a private package's place by \
                   publishing its name"
        .to_owned();
    let hint = "`--index-strategy unsafe-best-match` does as pip does";
    ledger.info(&extra.origin, message, Some(hint));
}

/// Says what weakens the choice of where packages come from.
fn note_dangers(ledger: &mut Ledger<'_>, strong: &[&Statement]) {
    let unsafe_strategy = strong.iter().find(|statement| {
        matches!(&statement.value, Value::Strategy(strategy) if *strategy != IndexStrategy::FirstIndex)
    });
    if let Some(statement) = unsafe_strategy.filter(|at| at.layer != Layer::Flags) {
        let message = format!(
            "with the strategy {} a public package can take the place of a private one of the same name",
            statement.value.shown()
        );
        ledger.info(&statement.origin, message, None);
    }
    let host = strong
        .iter()
        .find(|statement| statement.key == Key::InsecureHost && statement.layer.is_of_project());
    if let Some(statement) = host {
        let message = format!(
            "the project asks not to check the certificates of {}",
            statement.value.shown()
        );
        ledger.info(&statement.origin, message, None);
    }
}
