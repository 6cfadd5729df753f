//! What nodes are, and where in their parents they stand.

/// What a node is, by the names of Python's `ast` module; constants by their type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those of Python's ast module")]
pub enum Kind {
    Module,
    FunctionDef,
    AsyncFunctionDef,
    ClassDef,
    Return,
    Delete,
    TypeAlias,
    Assign,
    AugAssign,
    AnnAssign,
    For,
    While,
    If,
    With,
    Match,
    Raise,
    Try,
    Assert,
    Import,
    ImportFrom,
    Global,
    Nonlocal,
    Expr,
    Pass,
    Break,
    Continue,
    /// A line magic or shell escape of a notebook.
    Escape,
    BoolOp,
    NamedExpr,
    BinOp,
    UnaryOp,
    Lambda,
    IfExp,
    Dict,
    Set,
    ListComp,
    SetComp,
    DictComp,
    GeneratorExp,
    Await,
    Yield,
    YieldFrom,
    Compare,
    Call,
    JoinedStr,
    FormattedValue,
    TemplateStr,
    Str,
    Bytes,
    Number,
    Bool,
    None,
    Ellipsis,
    Attribute,
    Subscript,
    Starred,
    Name,
    List,
    Tuple,
    Slice,
    Arguments,
    Arg,
    Keyword,
    Alias,
    WithItem,
    Comprehension,
    ExceptHandler,
    MatchCase,
    Pattern,
    TypeParam,
}

impl Kind {
    /// Whether nodes of the kind have a place of their own in Python's tree.
    pub(crate) fn has_place(self) -> bool {
        !matches!(
            self,
            Self::Arguments | Self::WithItem | Self::Comprehension | Self::MatchCase
        )
    }
}

/// The field of its parent a node stands in, by the names of Python's `ast` module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of Python's ast module")]
pub enum Field {
    Args,
    Annotation,
    Bases,
    Body,
    Bound,
    Cases,
    Cause,
    Cls,
    Comparators,
    ContextExpr,
    DecoratorList,
    Default,
    Defaults,
    Elt,
    Elts,
    Exc,
    Finalbody,
    FormatSpec,
    Func,
    Generators,
    Guard,
    Handlers,
    Ifs,
    Items,
    Iter,
    Keys,
    Keywords,
    KwDefaults,
    Kwarg,
    Kwonlyargs,
    Left,
    Lower,
    Msg,
    Name,
    Names,
    Operand,
    OptionalVars,
    Orelse,
    Pattern,
    Patterns,
    Posonlyargs,
    Returns,
    Right,
    Slice,
    Step,
    Subject,
    Target,
    Targets,
    Test,
    Type,
    TypeParams,
    Upper,
    Value,
    Values,
    Vararg,
}

impl Field {
    /// Whether the field holds a list.
    pub(crate) fn is_list(self) -> bool {
        matches!(
            self,
            Self::Args
                | Self::Bases
                | Self::Body
                | Self::Cases
                | Self::Comparators
                | Self::DecoratorList
                | Self::Defaults
                | Self::Elts
                | Self::Finalbody
                | Self::Generators
                | Self::Handlers
                | Self::Ifs
                | Self::Items
                | Self::Keys
                | Self::Keywords
                | Self::KwDefaults
                | Self::Kwonlyargs
                | Self::Names
                | Self::Orelse
                | Self::Patterns
                | Self::Posonlyargs
                | Self::Targets
                | Self::TypeParams
                | Self::Values
        )
    }
}
