//! The [API of osv.dev](https://google.github.io/osv.dev/api/), or a service that speaks like it: which records speak of
//! which releases, a thousand releases a question, and the records one by one.

mod cache;

use std::collections::BTreeMap;

use pyward_fetch::{Expect, FetchError, Request, Response};
use pyward_model::{EcosystemRules, SourceFailure};
use serde_json::{Value, json};

use super::workers;
use crate::intake::MAX_RECORD;
use crate::osv_record;
use crate::service::{Answer, Call, Release, Service};
use crate::store::draft::StoreDraft;
use cache::Cache;

pub(super) static SERVICE: Service = Service {
    name: "osv",
    title: "OSV service",
    doc: "osv.dev about every release, for what was published after the installed data",
    url: "https://api.osv.dev",
    variable: "PYWARD_OSV_API_URL",
    knows_others: true,
    ask,
};

/// Releases in one question.
const BATCH: usize = 1000;

/// Pages of one question; a service that has more is not believed.
const MAX_PAGES: usize = 100;

/// The longest answer to a question, in bytes.
const MAX_ANSWER: u64 = 64 << 20;

/// Ids of records, each with the time of its last change where that was told.
type Listed = BTreeMap<String, Option<String>>;

/// A release, and from which page on it is asked about.
type Question<'a> = (&'a Release<'a>, Option<String>);

fn ask(call: &Call<'_>) -> Answer {
    let mut answer = Answer {
        draft: StoreDraft::of(call.rules),
        ..Answer::default()
    };
    let mut listed = Listed::new();
    for batch in call.releases.chunks(BATCH) {
        if let Err(error) = list(call, batch, &mut listed) {
            answer.failures.push(SourceFailure {
                name: match batch.len() {
                    1 => "1 release".to_owned(),
                    many => format!("{many} releases"),
                },
                error,
            });
        }
    }
    let cache = Cache::new(call.cache);
    let listed: Vec<(String, Option<String>)> = listed.into_iter().collect();
    let records = workers::each(&listed, |(id, modified)| {
        record(call, &cache, id, modified.as_deref())
    });
    for ((id, _), read) in listed.iter().zip(records) {
        match read {
            Ok(record) => answer.draft.insert(&record),
            Err(error) => answer.failures.push(SourceFailure {
                name: pyward_model::printable(id).into_owned(),
                error,
            }),
        }
    }
    answer
}

/// Asks which records speak of the releases of a batch, page by page.
fn list(call: &Call<'_>, batch: &[Release<'_>], listed: &mut Listed) -> Result<(), String> {
    let url = format!("{}/v1/querybatch", call.base);
    let mut open: Vec<Question<'_>> = batch.iter().map(|release| (release, None)).collect();
    for _ in 0..MAX_PAGES {
        if open.is_empty() {
            return Ok(());
        }
        let question =
            json!({"queries": open.iter().map(|one| query(call.rules, one)).collect::<Vec<_>>()})
                .to_string();
        let request = Request::new(&url, Expect::Json, MAX_ANSWER).repeatable();
        let body = call
            .client
            .post_json(&request, question.as_bytes())
            .map_err(|error| error.to_string())?;
        let json: Value = serde_json::from_slice(&body.bytes)
            .map_err(|error| format!("the answer of {url} is not JSON: {error}"))?;
        let results = json
            .get("results")
            .and_then(Value::as_array)
            .filter(|results| results.len() == open.len())
            .ok_or_else(|| format!("the answer of {url} does not hold a result a question"))?;
        let mut next = Vec::new();
        for ((release, _), result) in open.iter().zip(results) {
            take(result, listed)
                .ok_or_else(|| format!("the answer of {url} is not of the form it should be"))?;
            let token = result.get("next_page_token").and_then(Value::as_str);
            if let Some(token) = token.filter(|token| !token.is_empty()) {
                next.push((*release, Some(token.to_owned())));
            }
        }
        open = next;
    }
    if open.is_empty() {
        Ok(())
    } else {
        Err(format!("{url} has more than {MAX_PAGES} pages"))
    }
}

fn query(rules: &EcosystemRules, (release, token): &Question<'_>) -> Value {
    let mut query = json!({
        "package": {"ecosystem": rules.name, "name": release.name.as_str()},
        "version": release.version.as_str(),
    });
    if let (Some(token), Some(query)) = (token, query.as_object_mut()) {
        query.insert("page_token".to_owned(), token.as_str().into());
    }
    query
}

/// Notes the records of one result; `None` where it is not what it should be.
fn take(result: &Value, listed: &mut Listed) -> Option<()> {
    let records = match result.as_object()?.get("vulns") {
        None | Some(Value::Null) => return Some(()),
        Some(records) => records.as_array()?,
    };
    for record in records {
        let id = record
            .get("id")?
            .as_str()
            .filter(|id| osv_record::is_id(id))?;
        let modified = record.get("modified").and_then(Value::as_str);
        listed.insert(id.to_owned(), modified.map(str::to_owned));
    }
    Some(())
}

/// A record: the kept one where it is still current, else a new one.
fn record(
    call: &Call<'_>,
    cache: &Cache<'_>,
    id: &str,
    modified: Option<&str>,
) -> Result<crate::Record, String> {
    if let Some(record) = cache
        .get(id, modified)
        .and_then(|bytes| read(call.rules, id, &bytes).ok())
    {
        return Ok(record);
    }
    // An id is put into a path as it is only where nothing in it can lead elsewhere.
    if !cache::is_plain(id) {
        return Err("its id cannot be asked for".to_owned());
    }
    let url = format!("{}/v1/vulns/{id}", call.base);
    match call
        .client
        .get(&Request::new(&url, Expect::Json, MAX_RECORD))
    {
        Ok(Response::Fresh(body)) => {
            let record = read(call.rules, id, &body.bytes)?;
            cache.put(id, &body.bytes);
            Ok(record)
        }
        Ok(Response::NotModified) => Err(format!("{url} answers what was not asked")),
        Err(error @ FetchError::Status { status: 404, .. }) => {
            Err(format!("it is listed but not there: {error}"))
        }
        Err(error) => Err(error.to_string()),
    }
}

fn read(rules: &'static EcosystemRules, id: &str, bytes: &[u8]) -> Result<crate::Record, String> {
    let json: Value =
        serde_json::from_slice(bytes).map_err(|error| format!("it is not JSON: {error}"))?;
    let record = osv_record::read_of(rules, &json).map_err(|rejection| rejection.to_string())?;
    if *record.id != *id {
        return Err("another record came in its place".to_owned());
    }
    Ok(record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::any_json::any_json;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_result_is_taken_or_refused(result in any_json(), records in any_json()) {
            let mut listed = Listed::new();
            let _ = take(&result, &mut listed);
            let _ = take(&json!({"vulns": records}), &mut listed);
            prop_assert!(listed.keys().all(|id| osv_record::is_id(id)));
        }
    }
}
