//! A package index, by its [JSON pages](https://packaging.python.org/en/latest/specifications/simple-repository-api/):
//! which files were yanked and why, and how the project stands
//! ([project status](https://packaging.python.org/en/latest/specifications/project-status-markers/)).

use pyward_fetch::{Expect, FetchError, Request, Response};
use pyward_model::{
    Date, Notice, NoticeKind, SourceFailure, StandingKind, Version, is_release_file, printable,
};
use serde_json::Value;

use super::pypi::in_path;
use super::workers;
use crate::service::{Answer, Call, Release, Service};

pub(super) static SERVICE: Service = Service {
    name: "index",
    title: "package index",
    doc: "the package index whether releases were yanked and projects quarantined, archived or removed",
    url: "https://pypi.org/simple",
    variable: "PYWARD_PYPI_URL",
    knows_others: false,
    ask,
};

/// The longest page, in bytes.
const MAX_PAGE: u64 = 128 << 20;

/// JSON only: a page for browsers tells less.
const ACCEPT: &str = "application/vnd.pypi.simple.v1+json";

fn ask(call: &Call<'_>) -> Answer {
    let mut answer = Answer::default();
    let projects: Vec<&[Release<'_>]> = call.releases.chunk_by(|a, b| a.name == b.name).collect();
    let pages = workers::each(&projects, |project| page(call, project));
    for (project, page) in projects.iter().zip(pages) {
        match page {
            Ok(Some(page)) => {
                for release in *project {
                    judge(&page, release, &mut answer);
                }
            }
            Ok(None) => {
                for release in *project {
                    answer.stand(release, StandingKind::MissingProject, None, SERVICE.title);
                }
            }
            Err(error) => answer.failures.push(SourceFailure {
                name: project
                    .first()
                    .map(|release| printable(release.name.as_str()).into_owned())
                    .unwrap_or_default(),
                error,
            }),
        }
    }
    answer
}

/// The page of a project; `None` where there is none.
fn page(call: &Call<'_>, project: &[Release<'_>]) -> Result<Option<Value>, String> {
    let name = project.first().map_or("", |release| release.name.as_str());
    let url = format!("{}/{}/", call.base, in_path(name));
    let request = Request::new(&url, Expect::Json, MAX_PAGE).accept(ACCEPT);
    match call.client.get(&request) {
        Ok(Response::Fresh(body)) => {
            let page: Value = serde_json::from_slice(&body.bytes)
                .map_err(|error| format!("{url} is not JSON: {error}"))?;
            if page.get("files").is_some_and(Value::is_array) {
                Ok(Some(page))
            } else {
                Err(format!("{url} is no page of a package index"))
            }
        }
        Ok(Response::NotModified) => Err(format!("{url} answers what was not asked")),
        Err(FetchError::Status {
            status: 404 | 410, ..
        }) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

/// What a page says of a release.
fn judge(page: &Value, release: &Release<'_>, answer: &mut Answer) {
    let status = page.get("project-status");
    let word = |key: &str| status.and_then(|it| it.get(key)).and_then(Value::as_str);
    let (name, version) = (release.name, &release.version);
    match word("status").map(str::to_ascii_lowercase).as_deref() {
        None | Some("active") => {}
        Some("quarantined") => {
            // Its files are withheld, so nothing more can be said of the release.
            answer.stand(
                release,
                StandingKind::Quarantined,
                word("reason"),
                SERVICE.title,
            );
            return;
        }
        Some("archived") => answer.stand(
            release,
            StandingKind::Archived,
            word("reason"),
            SERVICE.title,
        ),
        Some("deprecated") => {
            answer.stand(
                release,
                StandingKind::Deprecated,
                word("reason"),
                SERVICE.title,
            );
        }
        Some(other) => answer.notices.push(Notice::info(
            NoticeKind::Unsupported,
            None,
            format!(
                "{} has the status `{}` on the package index, which pyward does not know",
                printable(name.as_str()),
                printable(other)
            ),
        )),
    }
    let files = page.get("files").and_then(Value::as_array);
    let files: Vec<&Value> = files
        .into_iter()
        .flatten()
        .filter(|file| {
            let file = file.get("filename").and_then(Value::as_str);
            file.is_some_and(|file| is_release_file(file, name, version))
        })
        .collect();
    if files.is_empty() {
        missing(page, release, answer);
        return;
    }
    let times = files.iter().filter_map(|file| file.get("upload-time"));
    let days = times.filter_map(Value::as_str).filter_map(Date::parse);
    if let Some(day) = days.min() {
        let components = release.components.iter();
        answer
            .uploads
            .extend(components.map(|component| (*component, day)));
    }
    let yanked: Vec<&Value> = files
        .iter()
        .filter_map(|file| file.get("yanked"))
        .filter(|yanked| yanked.as_bool() == Some(true) || yanked.is_string())
        .collect();
    // A release is yanked where each of its files is.
    if yanked.len() == files.len() {
        let reason = yanked.iter().find_map(|yanked| yanked.as_str());
        answer.stand(release, StandingKind::Yanked, reason, SERVICE.title);
    }
}

/// No file is named as the release: it is missing where the page lists versions and not this one; else nobody knows.
fn missing(page: &Value, release: &Release<'_>, answer: &mut Answer) {
    let versions = page.get("versions").and_then(Value::as_array);
    let is_listed = versions.map(|versions| {
        let mut versions = versions.iter().filter_map(Value::as_str).map(Version::new);
        versions.any(|listed| listed == release.version)
    });
    match is_listed {
        Some(false) => answer.stand(release, StandingKind::MissingRelease, None, SERVICE.title),
        Some(true) | None => answer.notices.push(Notice::info(
            NoticeKind::Unauditable,
            None,
            format!(
                "the package index names no file of {} {} that pyward can tell by its name: whether it was yanked is not \
                 known",
                printable(release.name.as_str()),
                printable(release.version.as_str())
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::any_json::any_json;
    use proptest::prelude::*;
    use pyward_model::{ComponentId, PackageName};

    proptest! {
        #[test]
        fn any_page_is_judged(
            files in any_json(), versions in any_json(), status in any_json(), yanked in any_json(),
        ) {
            let page = serde_json::json!({
                "files": [{"filename": "demo-1.0.tar.gz", "yanked": yanked}, files], "versions": versions,
                "project-status": {"status": status},
            });
            let (name, version) = (PackageName::pypi("demo"), Version::new("1.0"));
            let release = Release { name: &name, version: version.clone(), components: vec![ComponentId(0)] };
            let mut answer = Answer::default();
            judge(&page, &release, &mut answer);
            judge(&files, &release, &mut answer);
            prop_assert!(answer.standings.len() <= 4);
        }
    }
}
