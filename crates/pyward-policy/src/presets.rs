//! Every preset.

use pyward_model::Severity;

use crate::{Action, LevelRule, Levels, Preset};

/// The presets of `--gate`, in the order they are documented.
pub static PRESETS: [Preset; 8] = [
    Preset {
        name: "dependencies",
        alias: Some("default"),
        doc: "every known vulnerability blocks, whatever its severity",
        levels: Levels::all(LevelRule::always(Action::Block)),
    },
    Preset {
        name: "images",
        alias: Some("release"),
        doc: "critical blocks; high warns below 5 and blocks from 5 on; unknown warns; the rest is logged",
        levels: Levels {
            critical: LevelRule::always(Action::Block),
            high: LevelRule {
                action: Action::Warn,
                block_at: Some(5),
            },
            medium: LevelRule::always(Action::Log),
            unknown: LevelRule::always(Action::Warn),
            low: LevelRule::always(Action::Log),
            info: LevelRule::always(Action::Log),
        },
    },
    Preset::from_level(
        "critical",
        "critical blocks; unknown warns; the rest is logged",
        Severity::Critical,
    ),
    Preset::from_level(
        "high",
        "high and worse block; unknown warns; the rest is logged",
        Severity::High,
    ),
    Preset::from_level(
        "medium",
        "medium and worse block; unknown warns; the rest is logged",
        Severity::Medium,
    ),
    Preset::from_level(
        "unknown",
        "what has no score blocks, and medium and worse; the rest is logged",
        Severity::Unknown,
    ),
    Preset::from_level("low", "all but info blocks", Severity::Low),
    Preset::from_level("info", "everything blocks", Severity::Info),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found_in_any_case() {
        let names: Vec<_> = PRESETS.iter().flat_map(Preset::names).collect();
        let unique: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(names.len(), unique.len());
        assert_eq!(Preset::named(" HIGH").unwrap().name, "high");
        assert_eq!(Preset::named("release").unwrap().name, "images");
        assert_eq!(
            Preset::named("none"),
            None,
            "no gate at all is --exit-zero, not a severity"
        );
    }

    #[test]
    fn a_level_blocks_from_there_on_and_the_unscored_is_never_silent() {
        let actions = |name: &str| {
            let levels = &Preset::named(name).unwrap().levels;
            Severity::ALL.map(|level| levels.of(level).action.word())
        };
        // critical, high, medium, unknown, low, info
        assert_eq!(
            actions("critical"),
            ["block", "log", "log", "warn", "log", "log"]
        );
        assert_eq!(
            actions("high"),
            ["block", "block", "log", "warn", "log", "log"]
        );
        assert_eq!(
            actions("low"),
            ["block", "block", "block", "block", "block", "log"]
        );
        assert_eq!(actions("info"), ["block"; 6]);
    }
}
