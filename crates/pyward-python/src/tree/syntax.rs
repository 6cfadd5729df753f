//! The parser's node behind a node.

use ruff_python_ast::{
    Alias, Comprehension, ExceptHandlerExceptHandler, Expr, InterpolatedElement,
    InterpolatedStringFormatSpec, Keyword, MatchCase, ModModule, Parameter, Parameters, Pattern,
    Stmt, StmtIf, TypeParam, WithItem,
};

use super::Kind;

/// The parser's node behind a node.
#[derive(Clone, Copy)]
pub(crate) enum Syntax<'a> {
    Module(&'a ModModule),
    Stmt(&'a Stmt),
    Expr(&'a Expr),
    /// The `elif` clause with this number of an `if`.
    Elif(&'a StmtIf, u32),
    Parameters(&'a Parameters),
    Parameter(&'a Parameter),
    Keyword(&'a Keyword),
    Alias(&'a Alias),
    WithItem(&'a WithItem),
    Comprehension(&'a Comprehension),
    Handler(&'a ExceptHandlerExceptHandler),
    Case(&'a MatchCase),
    Pattern(&'a Pattern),
    TypeParam(&'a TypeParam),
    Interpolation(&'a InterpolatedElement),
    FormatSpec(&'a InterpolatedStringFormatSpec),
    /// A part of an f-string that is text, by its number among the tree's texts.
    Text(u32),
}

impl Syntax<'_> {
    /// Whether nothing can be below it: true of most nodes of any module.
    pub(super) fn is_leaf(self) -> bool {
        match self {
            Self::Expr(expr) => matches!(
                expr,
                Expr::Name(_)
                    | Expr::StringLiteral(_)
                    | Expr::BytesLiteral(_)
                    | Expr::NumberLiteral(_)
                    | Expr::BooleanLiteral(_)
                    | Expr::NoneLiteral(_)
                    | Expr::EllipsisLiteral(_)
            ),
            Self::Alias(_) | Self::Text(_) => true,
            _ => false,
        }
    }

    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Module(_) => Kind::Module,
            Self::Stmt(stmt) => of_statement(stmt),
            Self::Expr(expr) => of_expression(expr),
            Self::Elif(..) => Kind::If,
            Self::Parameters(_) => Kind::Arguments,
            Self::Parameter(_) => Kind::Arg,
            Self::Keyword(_) => Kind::Keyword,
            Self::Alias(_) => Kind::Alias,
            Self::WithItem(_) => Kind::WithItem,
            Self::Comprehension(_) => Kind::Comprehension,
            Self::Handler(_) => Kind::ExceptHandler,
            Self::Case(_) => Kind::MatchCase,
            Self::Pattern(_) => Kind::Pattern,
            Self::TypeParam(_) => Kind::TypeParam,
            Self::Interpolation(_) => Kind::FormattedValue,
            Self::FormatSpec(_) => Kind::JoinedStr,
            Self::Text(_) => Kind::Str,
        }
    }
}

fn of_statement(stmt: &Stmt) -> Kind {
    match stmt {
        Stmt::FunctionDef(def) if def.is_async => Kind::AsyncFunctionDef,
        Stmt::FunctionDef(_) => Kind::FunctionDef,
        Stmt::ClassDef(_) => Kind::ClassDef,
        Stmt::Return(_) => Kind::Return,
        Stmt::Delete(_) => Kind::Delete,
        Stmt::TypeAlias(_) => Kind::TypeAlias,
        Stmt::Assign(_) => Kind::Assign,
        Stmt::AugAssign(_) => Kind::AugAssign,
        Stmt::AnnAssign(_) => Kind::AnnAssign,
        Stmt::For(_) => Kind::For,
        Stmt::While(_) => Kind::While,
        Stmt::If(_) => Kind::If,
        Stmt::With(_) => Kind::With,
        Stmt::Match(_) => Kind::Match,
        Stmt::Raise(_) => Kind::Raise,
        Stmt::Try(_) => Kind::Try,
        Stmt::Assert(_) => Kind::Assert,
        Stmt::Import(_) => Kind::Import,
        Stmt::ImportFrom(_) => Kind::ImportFrom,
        Stmt::Global(_) => Kind::Global,
        Stmt::Nonlocal(_) => Kind::Nonlocal,
        Stmt::Expr(_) => Kind::Expr,
        Stmt::Pass(_) => Kind::Pass,
        Stmt::Break(_) => Kind::Break,
        Stmt::Continue(_) => Kind::Continue,
        Stmt::IpyEscapeCommand(_) => Kind::Escape,
    }
}

fn of_expression(expr: &Expr) -> Kind {
    match expr {
        Expr::BoolOp(_) => Kind::BoolOp,
        Expr::Named(_) => Kind::NamedExpr,
        Expr::BinOp(_) => Kind::BinOp,
        Expr::UnaryOp(_) => Kind::UnaryOp,
        Expr::Lambda(_) => Kind::Lambda,
        Expr::If(_) => Kind::IfExp,
        Expr::Dict(_) => Kind::Dict,
        Expr::Set(_) => Kind::Set,
        Expr::ListComp(_) => Kind::ListComp,
        Expr::SetComp(_) => Kind::SetComp,
        Expr::DictComp(_) => Kind::DictComp,
        Expr::Generator(_) => Kind::GeneratorExp,
        Expr::Await(_) => Kind::Await,
        Expr::Yield(_) => Kind::Yield,
        Expr::YieldFrom(_) => Kind::YieldFrom,
        Expr::Compare(_) => Kind::Compare,
        Expr::Call(_) => Kind::Call,
        Expr::FString(_) => Kind::JoinedStr,
        Expr::TString(_) => Kind::TemplateStr,
        Expr::StringLiteral(_) => Kind::Str,
        Expr::BytesLiteral(_) => Kind::Bytes,
        Expr::NumberLiteral(_) => Kind::Number,
        Expr::BooleanLiteral(_) => Kind::Bool,
        Expr::NoneLiteral(_) => Kind::None,
        Expr::EllipsisLiteral(_) => Kind::Ellipsis,
        Expr::Attribute(_) => Kind::Attribute,
        Expr::Subscript(_) => Kind::Subscript,
        Expr::Starred(_) => Kind::Starred,
        Expr::Name(_) => Kind::Name,
        Expr::List(_) => Kind::List,
        Expr::Tuple(_) => Kind::Tuple,
        Expr::Slice(_) => Kind::Slice,
        Expr::IpyEscapeCommand(_) => Kind::Escape,
    }
}
