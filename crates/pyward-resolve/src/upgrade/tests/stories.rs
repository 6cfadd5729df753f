//! What moves, in what order, and why.

use std::cell::Cell;
use std::collections::BTreeSet;

use insta::assert_snapshot;
use pyward_model::{PackageName, Step};

use super::universe::{Universe, planned, told, upgrade};
use crate::upgrade::{PlanError, Scope, outdated, plan};
use crate::{PythonVersion, Target};

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
    assert_snapshot!(told(&planned), @r"
boto3 1.28.0 -> 1.34.0 (minor, direct): boto3 1.28.0 requires botocore>=1.31,<1.32, and botocore goes to 1.34.63
botocore 1.31.0 -> 1.34.63 (minor, via boto3): boto3 1.34.0 requires botocore>=1.34,<1.35, boto3 1.28.0 required botocore>=1.31,<1.32
urllib3 1.26.16 -> 2.6.0 (major, via botocore, via requests) U1:high
");
}

#[test]
fn one_flaw_of_two_is_cleared_where_two_cannot_be() {
    let universe = Universe::new(CLOUD);
    let upgrade = upgrade(
        &["boto3==1.28.0", "requests"],
        CLOUD_PINS,
        "urllib3 U1 high 0 2.6.0\nurllib3 U2 medium 0 1.26.17\nrequests R1 low 0 -",
    );
    assert_snapshot!(told(&planned(&universe, &upgrade)), @r"
urllib3 1.26.16 -> 1.26.20 (patch, via botocore, via requests) U2:medium
urllib3 1.26.20 keeps U1:high: urllib3 stays below 2.6.0 because botocore 1.31.0 requires urllib3<1.27, boto3 1.28.0 requires botocore>=1.31,<1.32 and the project requires boto3==1.28.0; botocore 1.34.63 and boto3 1.34.0 allow it
  relax `boto3==1.28.0` so that boto3 1.34.0 fits, or accept U1 with a reason and an end date
requests 2.31.0 keeps R1:low: no release is free of it
  accept R1 with a reason and an end date
");
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
    assert_snapshot!(told(&planned(&universe, &upgrade)), @r"
b 1.0 -> 2.0 (major, direct) B1:critical
c 1.0 -> 1.1 (minor, direct) C1:high C2:low
e 1.0 -> 1.0.1 (patch, direct) E1:high
d 1.0 -> 1.1 (minor, direct) D1:high
a 1.0 -> 1.0.1 (patch, direct) A1:medium
");
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
    assert_snapshot!(told(&planned(&universe, &upgrade)), @r"
other - -> 0.9 (new, via app): app 1.3 requires other
app 1.0 -> 1.3 (minor, direct) A1:high
");
}

#[test]
fn what_nothing_needs_any_more_goes() {
    let universe = Universe::new("app 1.0: old\napp 1.1\nold 1.0\ntool 1.0");
    let mut wanted = upgrade(
        &["app"],
        "app==1.0 old==1.0 tool==1.0",
        "app A1 high 0 1.1\nold O1 low 0 -",
    );
    assert_snapshot!(told(&planned(&universe, &wanted)), @r"
app 1.0 -> 1.1 (minor, direct) A1:high
old 1.0 -> - (removed, via app) O1:low
");
    // Of what is known only by building it, nobody knows whether it needs more.
    let mut guess = Universe::new("app 1.0: old\napp 1.1\nold 1.0\ntool 1.0");
    guess.unverified.insert(PackageName::pypi("app"));
    assert_snapshot!(told(&planned(&guess, &wanted)), @r"
app 1.0 -> 1.1 (minor, direct) A1:high [what this version requires is not known without building it]
old 1.0 keeps O1:low: nothing is known to need it any more, but what app requires is not known without building it
  remove it if nothing breaks, or accept O1 with a reason and an end date
");
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
    assert_snapshot!(told(&planned(&universe, &wanted)), @r"
a 1.0 -> 2.0 (major, direct): a 1.0 requires b<2, and b goes to 2.0
b 1.0 -> 2.0 (major, direct, via a) B1:high
");
    wanted.scope = Scope::All;
    wanted.only = Some(BTreeSet::from([PackageName::pypi("c")]));
    assert_snapshot!(told(&planned(&universe, &wanted)), @r"
c 1.0 -> 2.0 (major, direct) C1:high
");
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
    assert_snapshot!(told(&planned(&universe, &wanted)), @r"
boto3 1.28.0 -> 1.35.0 (minor, direct): boto3 1.28.0 requires botocore>=1.31,<1.32, and botocore goes to 1.35.0
botocore 1.31.0 -> 1.35.0 (minor, via boto3): boto3 1.35.0 requires botocore>=1.35,<1.36, boto3 1.28.0 required botocore>=1.31,<1.32
extra - -> 1.0 (new, via boto3): boto3 1.35.0 requires extra
urllib3 1.26.16 -> 2.5.0 (major, via botocore, via requests): a newer release
");
    wanted.max_step = Some(Step::Patch);
    assert_snapshot!(told(&planned(&universe, &wanted)), @r"
urllib3 1.26.16 -> 1.26.20 (patch, via botocore, via requests): a newer release
");
}

#[test]
fn pythons_that_are_given_up_are_told() {
    let universe = Universe::new("a 1.0 python>=3.8\na 1.1 python>=3.10\na 1.2 python>=3.13");
    let mut wanted = upgrade(&["a"], "a==1.0", "a A1 high 0 1.1");
    // Only those that the project is for.
    wanted.base.target = Target::universal(PythonVersion::new(3, 10));
    assert_snapshot!(told(&planned(&universe, &wanted)), @r"
a 1.0 -> 1.1 (minor, direct) A1:high
");
    wanted.base.target = Target::universal(PythonVersion::new(3, 9));
    assert_snapshot!(told(&planned(&universe, &wanted)), @r"
a 1.0 -> 1.1 (minor, direct) A1:high [it is for Python >=3.10 now, it was for >=3.8]
");
}

#[test]
fn what_is_behind() {
    let universe = Universe::new(&format!("{CLOUD}\nodd 0.9\nodd 1.0 yanked\nodd 1.1rc1"));
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
    assert_snapshot!(lines.join("\n"), @r#"
boto3 1.28.0 allowed Some("1.34.0") newest Some("1.35.0") Some(Minor) yanked false
botocore 1.31.0 allowed Some("1.34.63") newest Some("1.35.0") Some(Minor) yanked false
odd 1.0 allowed Some("0.9") newest Some("0.9") None yanked true
urllib3 1.26.16 allowed Some("2.6.0") newest Some("2.6.0") Some(Major) yanked false
"#);
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
    let names: Vec<String> = (0..40).map(|n| format!("p{n:03}")).collect();
    for (n, name) in names.iter().enumerate() {
        let _ = writeln!(lines, "{name} 1.0\n{name} 1.1\n{name} 2.0");
        let _ = write!(pins, "{name}==1.0 ");
        // One in twenty has no release that is free of it.
        let end = if n % 20 == 0 { "-" } else { "1.1" };
        let _ = writeln!(bans, "{name} X{n} high 0 {end}");
    }
    let universe = Universe::new(&lines);
    let roots: Vec<&str> = names.iter().map(String::as_str).collect();
    let planned = planned(&universe, &upgrade(&roots, &pins, &bans));
    assert_eq!(planned.plan.changes.len(), 38);
    assert_eq!(planned.plan.stuck.len(), 2);
    assert!(planned.asked < 500, "{}", planned.asked);
    assert_eq!(planned.asked, universe.asked.get());
}

#[test]
fn of_two_ways_that_touch_as_much_the_one_with_smaller_steps_is_taken() {
    let universe = Universe::new(
        "
    a 1.0: e>=1.0,<=1.0.1
    a 1.0.1: b>=1.0.1,<=1.0.1 c>=1.0,<=1.0
    a 1.1: d>=1.0,<=1.0.1 c>=1.0,<=1.0
    b 1.0:
    b 1.0.1:
    c 1.0:
    d 1.0.1:
    e 1.0.1:
",
    );
    let upgrade = upgrade(&["a", "b"], "a==1.0 b==1.0 e==1.0.1", "e X0 low 1.0 1.1");
    let planned = planned(&universe, &upgrade);
    let steps: Vec<Step> = planned.plan.changes.iter().map(|it| it.step).collect();
    assert!(!steps.contains(&Step::Minor), "{:?}", planned.plan.changes);
    assert!(planned.is_smallest);
}
