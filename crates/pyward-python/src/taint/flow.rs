//! What is found: flows from sources to sinks.

use std::sync::Arc;

/// A place in a file: the number of the module, and a range in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The module, by its number in the project.
    pub module: u32,
    /// The first byte.
    pub start: u32,
    /// Past the last byte.
    pub end: u32,
}

/// What happens at a step.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The value appears.
    Source,
    /// It is assigned to a name.
    Assigned(Arc<str>),
    /// It is given to a function.
    Given(Arc<str>),
    /// It is stored where other functions read it.
    Stored(Arc<str>),
    /// A function returns it.
    Returned(Arc<str>),
    /// It reaches the sink.
    Sink,
}

/// One step of a way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// Where.
    pub place: Place,
    /// What happens there.
    pub what: What,
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// What it is, as the model says: "a query parameter".
    pub what: Arc<str>,
    /// Who controls it, as the model says: "remote", "local", "stored", "api".
    pub kind: Arc<str>,
    /// Where it is read.
    pub place: Place,
}

/// A value that reaches a sink, or a call that is weak by itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flow {
    /// The weakness, as the model names it: "sql-injection".
    pub weakness: Arc<str>,
    /// Where the sink is.
    pub sink: Place,
    /// What it reaches: the qualified name of a function.
    pub callee: Arc<str>,
    /// Which of its arguments, by position or name; empty where the call itself is weak.
    pub argument: Arc<str>,
    /// Where the value came from; `None` where the call itself is weak.
    pub origin: Option<Origin>,
    /// The way, from source to sink.
    pub steps: Vec<Step>,
    /// Whether it goes through a call nobody knows.
    pub through_unknown: bool,
    /// Whether the sink is known by the name of its method alone.
    pub guessed_sink: bool,
}

/// What an analysis says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Analysis {
    /// The flows, by place.
    pub flows: Vec<Flow>,
    /// What came from a source and arrives where it could do something, but was made harmless on its way, or looked at
    /// before; only where nothing else arrives there. They name no origin.
    pub harmless: Vec<Flow>,
    /// Where it stopped short of the whole.
    pub limits: Vec<Limit>,
    /// Sinks, and texts that are put together, in functions that were run for themselves, by place. Of texts only those
    /// that are known.
    pub judged: Vec<Judged>,
}

/// What is said of a place, whoever calls the function it is in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Judged {
    /// The call of the sink, or the text.
    pub place: Place,
    /// The function it is in; of a module's top level, all of the file.
    pub around: Place,
    /// The weakness of the sink, as the model names it; `None` for a text.
    pub weakness: Option<Arc<str>>,
    /// What may arrive.
    pub standing: Standing,
}

/// What may arrive at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Anything.
    Open,
    /// Of the callers that were followed, all give what is written in the program or was made harmless. There may be others.
    Seen,
    /// What is written in the program or was made harmless, whoever calls.
    Known,
}

/// What is said of functions of tests that were not followed to their end: they get fewer steps than others.
pub const IN_TESTS: &str = "tests are followed for some calls only";

/// A place where the analysis stopped short.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Limit {
    /// The module, by its number in the project.
    pub module: u32,
    /// The function, or the module itself.
    pub function: Arc<str>,
    /// What was too much, in words.
    pub what: &'static str,
}
