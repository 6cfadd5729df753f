//! How a rule is written down.

/// Declares a rule as a static: its doc comment becomes its catalogue page ([`pyward_model::Rule::docs`]), so the page
/// stands where the code stands. The file it stands in is named after the rule.
macro_rules! rule {
    (
        $(#[doc = $doc:literal])+
        pub(crate) static $name:ident = {
            name: $rule:literal,
            family: $family:ident,
            summary: $summary:literal,
            severity: $severity:expr,
            confidence: $confidence:ident,
            cwes: $cwes:expr,
            aliases: $aliases:expr,
            subject: $subject:expr $(,)?
        };
    ) => {
        $(#[doc = $doc])+
        pub(crate) static $name: $crate::Check = $crate::Check {
            rule: pyward_model::Rule {
                name: $rule,
                family: pyward_model::Family::$family,
                summary: $summary,
                severity: $severity,
                confidence: pyward_model::Confidence::$confidence,
                cwes: &$cwes,
                aliases: &$aliases,
                docs: concat!($($doc, "\n"),+),
            },
            subject: $subject,
        };
    };
}

pub(crate) use rule;
