//! What would be done.

use super::*;

fn shown(plan: &SyncPlan) -> String {
    let pair = |(name, version): &(PackageName, Version)| format!("{name}=={version}");
    let all = |packages: &[(PackageName, Version)]| {
        packages.iter().map(pair).collect::<Vec<_>>().join(" ")
    };
    let install = plan.install.iter().map(|pin| pin.name.to_string());
    let replace = plan.replace.iter();
    let replace = replace.map(|it| format!("{} {}>{}", it.to.name, it.from, it.to.version));
    format!(
        "+ {}; ~ {}; - {}; = {}; seeds {}",
        install.collect::<Vec<_>>().join(" "),
        replace.collect::<Vec<_>>().join(" "),
        all(&plan.remove),
        all(&plan.unchanged),
        all(&plan.seeds)
    )
}

fn plan(venv: &Venv, pins: &str, options: &SyncOptions) -> String {
    shown(&plan_sync(&venv.open(), &wanted(pins), options).unwrap())
}

#[test]
fn what_is_there_is_compared_with_what_is_wanted() {
    let venv = old_venv();
    let mut options = SyncOptions::default();
    insta::assert_snapshot!(
        plan(&venv, NEW, &options),
        @"+ fresh; ~ alpha 1.0>2.0; - gone==1.0; = beta==1.0; seeds "
    );
    options.keep.insert(name("gone"));
    insta::assert_snapshot!(
        plan(&venv, "fresh==1.0", &options),
        @"+ fresh; ~ ; - alpha==1.0 beta==1.0; = ; seeds gone==1.0"
    );
    options.exact = false;
    insta::assert_snapshot!(
        plan(&venv, "fresh==1.0", &options),
        @"+ fresh; ~ ; - ; = ; seeds alpha==1.0 beta==1.0 gone==1.0"
    );
    options.only = Some(BTreeSet::from([name("alpha")]));
    insta::assert_snapshot!(
        plan(&venv, NEW, &options),
        @"+ ; ~ alpha 1.0>2.0; - ; = beta==1.0; seeds gone==1.0"
    );
}

#[test]
fn pip_and_what_it_needs_stay() {
    let venv = Venv::new();
    let wheels = [
        Wheel::new("pip", "24.0", &[]),
        Wheel::new("pip_tools", "7.4", &["click>=8 ; python_version < '3.13'"]),
        Wheel::new("click", "8.1", &[]),
        Wheel::new("other", "1.0", &[]),
    ];
    let all = "pip==24.0 pip-tools==7.4 click==8.1 other==1.0";
    make(&venv, all, &wheels, &Steps::default(), &|| false).unwrap();
    insta::assert_snapshot!(
        plan(&venv, "", &SyncOptions::default()),
        @"+ ; ~ ; - other==1.0; = ; seeds click==8.1 pip==24.0 pip-tools==7.4"
    );
}

#[test]
fn a_plan_for_another_python_is_refused() {
    let venv = Venv::new();
    let mut wanted = wanted("alpha==1.0");
    wanted.target = Some(Target::host(PythonVersion::new(3, 9)));
    let refusal = plan_sync(&venv.open(), &wanted, &SyncOptions::default()).unwrap_err();
    assert!(
        refusal
            .to_string()
            .ends_with("is of Python 3.12.4, the plan is for 3.9"),
        "{refusal}"
    );
}

#[test]
fn what_does_not_fit_is_found() {
    let venv = Venv::new();
    let wheels = [
        Wheel::new(
            "alpha",
            "1.0",
            &["beta>=2", "nope ; sys_platform == 'atari'", "delta"],
        ),
        Wheel::new("beta", "1.0", &[]),
    ];
    let applied = make(
        &venv,
        "alpha==1.0 beta==1.0",
        &wheels,
        &Steps::default(),
        &|| false,
    )
    .unwrap();
    let shown: Vec<String> = applied.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "alpha requires beta>=2, 1.0 is there",
            "alpha requires delta, which is not there"
        ]
    );
    venv.put(
        ".venv/lib/python3.12/site-packages/beta/__init__.py",
        "edited",
    );
    std::fs::remove_file(venv.path(".venv/lib/python3.12/site-packages/alpha/__init__.py"))
        .unwrap();
    let problems = check_consistent(&venv.open()).unwrap();
    let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown[..2],
        [
            "alpha: `lib/python3.12/site-packages/alpha/__init__.py` is missing",
            "beta: `lib/python3.12/site-packages/beta/__init__.py` was changed"
        ]
    );
}

#[test]
fn a_package_that_claims_foreign_files_is_not_removed() {
    for claim in [
        "../../../../outside",
        "../../../bin/python",
        "../../../pyvenv.cfg",
    ] {
        let venv = old_venv();
        venv.put("outside", "precious");
        let list = venv.path(".venv/lib/python3.12/site-packages/gone-1.0.dist-info/RECORD");
        let text = crate::installed::read_text(&list, 10_000).unwrap();
        venv.put(
            ".venv/lib/python3.12/site-packages/gone-1.0.dist-info/RECORD",
            &format!("{text}{claim},,\n"),
        );
        let before = venv.snapshot();
        let error = make(&venv, NEW, &new_wheels(), &Steps::default(), &|| false).unwrap_err();
        assert!(
            matches!(error, ApplyError::Unremovable { .. }),
            "{claim}: {error}"
        );
        assert_eq!(venv.snapshot(), before);
    }
}
