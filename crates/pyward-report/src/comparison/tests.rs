use pyward_model::{ComponentId, Origin, Outcome, Report, Verdict, Version};

use super::*;
use crate::sample;

fn passing() -> Verdict {
    Verdict {
        outcome: Outcome::Pass,
        exit_code: 0,
        sentence: String::new(),
        gates: Vec::new(),
    }
}

/// The storefront with another version of one package, and without the findings of it.
fn moved(name: &str, version: &str) -> Report {
    let mut report = sample::storefront();
    let place = report
        .inventory
        .components
        .iter()
        .position(|component| component.name.as_str() == name)
        .unwrap();
    report.inventory.components[place].version = Some(Version::new(version));
    let id = ComponentId(u32::try_from(place).unwrap());
    report
        .findings
        .retain(|finding| finding.component != Some(id));
    report
}

fn compare<'a>(base: &'a Report, head: &'a Report) -> Comparison<'a> {
    Comparison::new(
        Side {
            name: "old.lock",
            report: base,
        },
        Side {
            name: "new.lock",
            report: head,
        },
    )
}

#[test]
fn the_same_is_no_change() {
    let report = sample::storefront();
    let same = compare(&report, &report);
    assert!(same.brought().is_empty());
    assert!(same.summary().starts_with("no package changed"));
    assert!(
        same.notices()
            .iter()
            .all(|it| it.weight == Weight::Incomplete)
    );
}

#[test]
fn an_upgrade_clears_and_its_reverse_brings() {
    let (old, new) = (sample::storefront(), moved("jinja2", "3.1.6"));
    let up = compare(&old, &new);
    let text = up.human(&passing(), false);
    assert!(
        text.starts_with("upgraded    jinja2 3.1.2 -> 3.1.6"),
        "{text}"
    );
    assert!(
        text.contains("    clears  ") && !text.contains("    brings  "),
        "{text}"
    );
    let down = compare(&new, &old);
    let text = down.human(&passing(), false);
    assert!(
        text.starts_with("downgraded  jinja2 3.1.6 -> 3.1.2"),
        "{text}"
    );
    assert_eq!(down.brought().len(), up.cleared);
    let page = down.markdown(&passing(), &[]);
    assert!(page.starts_with("<!-- pyward:diff -->\n"), "{page}");
    assert!(
        page.contains("| ⬇ | `jinja2` | `3.1.6` | `3.1.2` |"),
        "{page}"
    );
}

#[test]
fn another_place_for_the_same_version_is_told() {
    let old = sample::storefront();
    let mut new = sample::storefront();
    new.inventory.components[0].origin = Origin::Url("https://example.org/a.whl".into());
    let changed = compare(&old, &new);
    let text = changed.human(&passing(), false);
    assert!(text.starts_with("changed "), "{text}");
    assert!(
        text.contains("from https://example.org/a.whl now"),
        "{text}"
    );
}

#[test]
fn large_comparisons_fit_a_comment_and_say_what_is_missing() {
    let (old, new) = (sample::empty(), sample::large(20_000));
    let page = compare(&old, &new).markdown(&passing(), &[]);
    assert!(
        page.len() <= 65_000 && page.contains(" more changes."),
        "{}",
        page.len()
    );
    let json = compare(&old, &new).json(&passing(), &[]);
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(document["summary"]["packages"]["added"], 20_000);
    assert_eq!(document["summary"]["brought"], 2_000);
}

#[test]
fn foreign_names_steer_nothing() {
    let report = sample::storefront();
    let empty = sample::empty();
    let added = compare(&empty, &report);
    for text in [
        added.human(&passing(), false),
        added.markdown(&passing(), &[]),
        added.json(&passing(), &added.notices()),
    ] {
        assert!(!text.contains('\u{1b}'), "{text}");
    }
    let page = added.markdown(&passing(), &added.notices());
    assert!(!page.contains("@everyone"));
    assert!(
        page.contains("\n- `vendor/\\u{1b}[31mred.lock`: permission denied\n"),
        "{page}"
    );
}
