//! What moves, in what order, and why.

use std::cell::Cell;
use std::collections::BTreeSet;

use insta::assert_snapshot;
use pyward_model::{PackageName, Step};

use super::universe::{Universe, planned, told, upgrade};
use crate::upgrade::{PlanError, Scope, outdated, plan};

const CLOUD: &str = "
    boto3 1.28.0: botocore>=1.31,<1.32
    boto3 1.34.0: botocore>=1.34,<1.35
    boto3 1.35.0: botocore>=1.35,<1.36 extra
    botocore 1.31.0: urllib3<1.27
    botocore 1.34.0: urllib3<1.27
    botocore 1.34.63: urllib3<3
    botocore 1.35.0: urllib3<3
    extra 1.0:
    requests 2.31.0: urllib3<3
    urllib3 1.26.16:
    urllib3 1.26.20:
    urllib3 2.5.0:
    urllib3 2.6.0:
";

const CLOUD_PINS: &str = "boto3==1.28.0 botocore==1.31.0 requests==2.31.0 urllib3==1.26.16";

#[test]
fn what_makes_way_stands_before_what_it_makes_way_for() {
    let universe = Universe::new(CLOUD);
    let upgrade = upgrade(
        &["boto3", "requests"],
        CLOUD_PINS,
        "urllib3 U1 high 0 2.6.0",
    );
    let planned = planned(&universe, &upgrade);
    assert!(planned.is_smallest);
    assert_snapshot!(told(&planned), @"");
}

#[test]
fn one_flaw_of_two_is_cleared_where_two_cannot_be() {
    let universe = Universe::new(CLOUD);
    let upgrade = upgrade(
        &["boto3==1.28.0", "requests"],
        CLOUD_PINS,
        "urllib3 U1 high 0 2.6.0\nurllib3 U2 medium 0 1.26.17\nrequests R1 low 0 -",
    );
    assert_snapshot!(told(&planned(&universe, &upgrade)), @"");
}

#[test]
fn the_worst_comes_first() {
    let universe =
        Universe::new("a 1.0\na 1.0.1\nb 1.0\nb 2.0\nc 1.0\nc 1.1\nd 1.0\nd 1.1\ne 1.0 \ne 1.0.1");
    let upgrade = upgrade(
        &["a", "b", "c", "d", "e"],
        "a==1.0 b==1.0 c==1.0 d==1.0 e==1.0",
        "a A1 medium 0 1.0.1\nb B1 critical 0 2.0\nc C1 high 0 1.1\nc C2 low 0 1.1\nd D1 high 0 1.1\ne E1 high 0 1.0.1",
    );
    assert_snapshot!(told(&planned(&universe, &upgrade)), @"");
}

#[test]
fn nothing_banned_comes_in_and_nothing_withdrawn() {
    let universe = Universe::new(
        "app 1.0\napp 1.1: new\napp 1.2 yanked\napp 1.3: other\nnew 1.0\nother 1.0\nother 0.9",
    );
    let upgrade = upgrade(
        &["app"],
        "app==1.0",
        "app A1 high 0 1.1\nnew N1 low 0 -\nother O1 low 1.0 -",
    );
    assert_snapshot!(told(&planned(&universe, &upgrade)), @"");
}

#[test]
fn what_nothing_needs_any_more_goes() {
    let universe = Universe::new("app 1.0: old\napp 1.1\nold 1.0\ntool 1.0");
    let mut wanted = upgrade(
        &["app"],
        "app==1.0 old==1.0 tool==1.0",
        "app A1 high 0 1.1\nold O1 low 0 -",
    );
    assert_snapshot!(told(&planned(&universe, &wanted)), @"");
    // Of what is known only by building it, nobody knows whether it needs more.
    let mut guess = Universe::new("app 1.0: old\napp 1.1\nold 1.0\ntool 1.0");
    guess.unverified.insert(PackageName::pypi("app"));
    assert_snapshot!(told(&planned(&guess, &wanted)), @"");
    wanted.bans.clear();
    assert_eq!(told(&planned(&universe, &wanted)), "");
}

#[test]
fn what_is_accepted_counts_nowhere() {
    let universe = Universe::new(CLOUD);
    let mut wanted = upgrade(
        &["boto3", "requests"],
        CLOUD_PINS,
        "urllib3 U1 high 0 2.6.0",
    );
    wanted.settled = BTreeSet::from(["U1".into()]);
    assert_eq!(told(&planned(&universe, &wanted)), "");
}

#[test]
fn others_move_only_where_they_must() {
    let universe = Universe::new("a 1.0: b<2\na 2.0: b\nb 1.0\nb 2.0\nc 1.0\nc 2.0");
    let mut wanted = upgrade(
        &["a", "b", "c"],
        "a==1.0 b==1.0 c==1.0",
        "b B1 high 0 2.0\nc C1 high 0 2.0",
    );
    wanted.only = Some(BTreeSet::from([PackageName::pypi("b")]));
    assert_snapshot!(told(&planned(&universe, &wanted)), @"");
    wanted.scope = Scope::All;
    wanted.only = Some(BTreeSet::from([PackageName::pypi("c")]));
    assert_snapshot!(told(&planned(&universe, &wanted)), @"");
}

#[test]
fn everything_goes_to_the_newest() {
    let universe = Universe::new(CLOUD);
    let mut wanted = upgrade(
        &["boto3", "requests"],
        CLOUD_PINS,
        "urllib3 U1 high 2.6.0 -",
    );
    wanted.scope = Scope::All;
    assert_snapshot!(told(&planned(&universe, &wanted)), @"");
    wanted.max_step = Some(Step::Patch);
    assert_snapshot!(told(&planned(&universe, &wanted)), @"");
}

#[test]
fn pythons_that_are_given_up_are_told() {
    let universe = Universe::new("a 1.0 python>=3.8\na 1.1 python>=3.10\na 1.2 python>=3.13");
    let wanted = upgrade(&["a"], "a==1.0", "a A1 high 0 1.1");
    assert_snapshot!(told(&planned(&universe, &wanted)), @"");
}

#[test]
fn what_is_behind() {
    let universe = Universe::new(&format!("{CLOUD}\nodd 1.0 yanked\nodd 1.1rc1"));
    let wanted = upgrade(
        &["boto3<1.35", "requests", "odd"],
        &format!("{CLOUD_PINS} odd==1.0 private==1"),
        "",
    );
    let lag = outdated(&universe, &wanted.base, &wanted.installed, &|| false).unwrap();
    let lines: Vec<String> = lag
        .packages
        .iter()
        .map(|package| {
            format!(
                "{} {} allowed {:?} newest {:?} {:?} yanked {}",
                package.name,
                package.current,
                package.allowed,
                package.newest,
                package.step,
                package.yanked
            )
        })
        .collect();
    assert_snapshot!(lines.join("\n"), @"");
    assert_eq!(lag.unknown, [PackageName::pypi("private")]);
}

#[test]
fn it_stops_when_it_is_told_to() {
    let universe = Universe::new(CLOUD);
    let wanted = upgrade(
        &["boto3", "requests"],
        CLOUD_PINS,
        "urllib3 U1 high 0 2.6.0",
    );
    for limit in 0..12 {
        let left = Cell::new(limit);
        let stopped = plan(&universe, &wanted, &|| {
            left.set(left.get() - 1);
            left.get() < 0
        });
        assert!(matches!(stopped, Err(PlanError::Cancelled)), "{limit}");
    }
}

#[test]
fn large_sets_are_worked_out_with_few_questions() {
    use std::fmt::Write as _;
    let (mut lines, mut pins, mut bans) = (String::new(), String::new(), String::new());
    let names: Vec<String> = (0..120).map(|n| format!("p{n:03}")).collect();
    for (n, name) in names.iter().enumerate() {
        let _ = writeln!(lines, "{name} 1.0\n{name} 1.1\n{name} 2.0");
        let _ = write!(pins, "{name}==1.0 ");
        // One in forty has no release that is free of it.
        let end = if n % 40 == 0 { "-" } else { "1.1" };
        let _ = writeln!(bans, "{name} X{n} high 0 {end}");
    }
    let universe = Universe::new(&lines);
    let roots: Vec<&str> = names.iter().map(String::as_str).collect();
    let planned = planned(&universe, &upgrade(&roots, &pins, &bans));
    assert_eq!(planned.plan.changes.len(), 117);
    assert_eq!(planned.plan.stuck.len(), 3);
    assert!(planned.asked < 1300, "{}", planned.asked);
    assert_eq!(planned.asked, universe.asked.get());
}
