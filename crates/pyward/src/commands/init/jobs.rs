//! A job for CI, and a hook for pre-commit.

use pyward_inventory::yaml;

use super::Planned;
use crate::config;
use crate::environment::Environment;
use crate::failure::Failure;

const GITHUB: &str = include_str!("jobs/github.yml");
const GITLAB: &str = include_str!("jobs/gitlab.yml");

/// The hook, at the left margin.
const HOOK: &str = r"- repo: local
  hooks:
    - id: pyward
      name: pyward
      entry: pyward audit --quiet
      language: system
      pass_filenames: false
      files: (^|/)(uv\.lock|poetry\.lock|pdm\.lock|pylock.*\.toml|Pipfile\.lock|requirements.*\.txt|pyproject\.toml)$
";

/// The job of a CI system.
pub(super) fn workflow(system: &str, environment: &Environment) -> Result<Planned, Failure> {
    let (name, text) = match system {
        "gitlab" => (".gitlab-ci.yml", GITLAB),
        _ => (".github/workflows/pyward.yml", GITHUB),
    };
    let is_there = config::read(&environment.working_folder.join(name))?.is_some();
    // A pipeline of GitLab's is one file, in which other jobs stand: it is never written over.
    if is_there && system == "gitlab" {
        let name = ".gitlab/pyward.yml";
        let is_there = config::read(&environment.working_folder.join(name))?.is_some();
        return Ok(Planned {
            name,
            text: format!(
                "# Take it in from .gitlab-ci.yml: `include: {{ local: {name} }}`\n{text}"
            ),
            clash: is_there.then(|| format!("there is a {name}")),
        });
    }
    Ok(Planned {
        name,
        text: text.to_owned(),
        clash: is_there.then(|| format!("there is a {name}")),
    })
}

/// The hook, put at the end of the list that is there.
pub(super) fn hook(environment: &Environment) -> Result<Planned, Failure> {
    let name = ".pre-commit-config.yaml";
    let Some(before) = config::read(&environment.working_folder.join(name))? else {
        return Ok(Planned {
            name,
            text: format!("repos:\n{}", indented(HOOK, 2)),
            clash: None,
        });
    };
    let repos = |text: &str| {
        let document = yaml::parse(text);
        let root = document.root.filter(|_| document.error.is_none())?;
        let entries = root.entries().to_vec();
        let repos = root.get("repos")?.items().to_vec();
        Some((entries.len(), entries.last()?.0.clone(), repos))
    };
    let own = |hook: &yaml::Value| hook.string("id") == Some("pyward");
    let refused = |why: &str| {
        Failure::usage(format!("the hook cannot be put into {name}: {why}"))
            .hint(format!("add it by hand:\n{HOOK}"))
    };
    let Some((keys, last, list)) = repos(&before) else {
        return Err(refused("it has no list of `repos` that can be read"));
    };
    let hooks = list.iter().filter_map(|repo| repo.get("hooks"));
    if hooks.flat_map(yaml::Value::items).any(own) {
        return Ok(Planned {
            name,
            text: before,
            clash: None,
        });
    }
    if &*last != "repos" {
        return Err(refused("something else stands behind its `repos`"));
    }
    let dash = before
        .lines()
        .skip_while(|line| !line.starts_with("repos:"));
    let dash = dash
        .skip(1)
        .find(|line| line.trim_start().starts_with("- "));
    let margin = dash.map_or(2, |line| line.len() - line.trim_start().len());
    let text = format!("{}\n{}", before.trim_end(), indented(HOOK, margin));
    // Read again: all that was there is there, and one more.
    match repos(&text) {
        Some((after, _, now)) if after == keys && now.len() == list.len() + 1 => Ok(Planned {
            name,
            text,
            clash: None,
        }),
        _ => Err(refused("its list is written in another way")),
    }
}

fn indented(text: &str, margin: usize) -> String {
    let pad = " ".repeat(margin);
    let lines = text.lines().map(|line| [&pad, line, "\n"].concat());
    lines.collect()
}
