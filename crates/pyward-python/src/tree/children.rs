//! The children of a node, in the order of Python's abstract grammar.

use ruff_python_ast::{
    Arguments, ExceptHandler, Expr, Parameters, Pattern, Stmt, StmtIf, TypeParam, TypeParams,
};

use super::interpolated::{self, Piece};
use super::ranges::{bytes, of_statement};
use super::{Field, Pending, Syntax};

/// The children of a node that stands at `place`.
pub(super) fn list<'a>(
    syntax: Syntax<'a>,
    place: (u32, u32),
    texts: &mut Vec<Box<str>>,
    text: &'a str,
    out: &mut Vec<Pending<'a>>,
) {
    let mut to = To { out, text };
    match syntax {
        Syntax::Module(module) => to.block(Field::Body, &module.body),
        Syntax::Stmt(stmt) => to.statement(stmt),
        Syntax::Expr(Expr::FString(string)) => {
            let parts = string.value.iter();
            to.pieces(interpolated::of_parts(parts, texts));
        }
        Syntax::Expr(expr) => to.expression(expr, texts),
        Syntax::Elif(chain, number) => to.clause(chain, number as usize),
        Syntax::Parameters(parameters) => to.parameters(parameters),
        Syntax::Parameter(parameter) => {
            to.option(Field::Annotation, parameter.annotation.as_deref());
        }
        Syntax::Keyword(keyword) => to.expr(Field::Value, &keyword.value),
        Syntax::WithItem(item) => {
            to.expr(Field::ContextExpr, &item.context_expr);
            to.option(Field::OptionalVars, item.optional_vars.as_deref());
        }
        Syntax::Comprehension(part) => {
            to.expr(Field::Target, &part.target);
            to.expr(Field::Iter, &part.iter);
            to.exprs(Field::Ifs, &part.ifs);
        }
        Syntax::Handler(handler) => {
            to.option(Field::Type, handler.type_.as_deref());
            to.block(Field::Body, &handler.body);
        }
        Syntax::Case(case) => {
            to.pattern(Field::Pattern, &case.pattern);
            to.option(Field::Guard, case.guard.as_deref());
            to.block(Field::Body, &case.body);
        }
        Syntax::Pattern(pattern) => to.within_pattern(pattern),
        Syntax::TypeParam(parameter) => {
            let (bound, default) = match parameter {
                TypeParam::TypeVar(var) => (var.bound.as_deref(), var.default.as_deref()),
                TypeParam::TypeVarTuple(var) => (None, var.default.as_deref()),
                TypeParam::ParamSpec(var) => (None, var.default.as_deref()),
            };
            to.option(Field::Bound, bound);
            to.option(Field::Default, default);
        }
        Syntax::Interpolation(element) => {
            to.expr(Field::Value, &element.expression);
            if let Some(spec) = &element.format_spec {
                // Python counts the colon in.
                let (start, end) = bytes(&**spec);
                to.put(
                    Field::FormatSpec,
                    Syntax::FormatSpec(spec),
                    (start.saturating_sub(1).max(place.0), end),
                );
            }
        }
        Syntax::FormatSpec(spec) => {
            to.pieces(interpolated::of_elements(&spec.elements, texts));
        }
        Syntax::Alias(_) | Syntax::Text(_) => {}
    }
}

/// Where children go.
struct To<'a, 'o> {
    out: &'o mut Vec<Pending<'a>>,
    text: &'a str,
}

impl<'a> To<'a, '_> {
    fn put(&mut self, field: Field, syntax: Syntax<'a>, bytes: (u32, u32)) {
        self.out.push(Pending {
            syntax,
            field,
            bytes,
        });
    }

    fn expr(&mut self, field: Field, expr: &'a Expr) {
        self.put(field, Syntax::Expr(expr), bytes(expr));
    }

    fn option(&mut self, field: Field, expr: Option<&'a Expr>) {
        if let Some(expr) = expr {
            self.expr(field, expr);
        }
    }

    fn exprs(&mut self, field: Field, exprs: impl IntoIterator<Item = &'a Expr>) {
        for expr in exprs {
            self.expr(field, expr);
        }
    }

    fn block(&mut self, field: Field, block: &'a [Stmt]) {
        for stmt in block {
            self.put(field, Syntax::Stmt(stmt), of_statement(stmt, self.text));
        }
    }

    fn pattern(&mut self, field: Field, pattern: &'a Pattern) {
        self.put(field, Syntax::Pattern(pattern), bytes(pattern));
    }

    fn pieces(&mut self, pieces: Vec<Piece<'a>>) {
        for (syntax, bytes) in pieces {
            self.put(Field::Values, syntax, bytes);
        }
    }

    fn type_params(&mut self, parameters: Option<&'a TypeParams>) {
        for parameter in parameters.iter().flat_map(|all| &all.type_params) {
            let syntax = Syntax::TypeParam(parameter);
            self.put(Field::TypeParams, syntax, bytes(parameter));
        }
    }

    fn arguments(&mut self, field: Field, arguments: &'a Arguments) {
        for argument in &arguments.args {
            let place = match argument {
                // Python has a lone generator begin and end at the call's parentheses.
                Expr::Generator(generator) if !generator.parenthesized => bytes(arguments),
                _ => bytes(argument),
            };
            self.put(field, Syntax::Expr(argument), place);
        }
        for keyword in &arguments.keywords {
            self.put(Field::Keywords, Syntax::Keyword(keyword), bytes(keyword));
        }
    }

    fn parameters(&mut self, all: &'a Parameters) {
        let one = |to: &mut Self, field, parameter| {
            to.put(field, Syntax::Parameter(parameter), bytes(parameter));
        };
        for parameter in &all.posonlyargs {
            one(self, Field::Posonlyargs, &parameter.parameter);
        }
        for parameter in &all.args {
            one(self, Field::Args, &parameter.parameter);
        }
        if let Some(parameter) = &all.vararg {
            one(self, Field::Vararg, parameter);
        }
        for parameter in &all.kwonlyargs {
            one(self, Field::Kwonlyargs, &parameter.parameter);
        }
        for parameter in &all.kwonlyargs {
            self.option(Field::KwDefaults, parameter.default.as_deref());
        }
        if let Some(parameter) = &all.kwarg {
            one(self, Field::Kwarg, parameter);
        }
        for parameter in all.posonlyargs.iter().chain(&all.args) {
            self.option(Field::Defaults, parameter.default.as_deref());
        }
    }

    /// The clause of an `if` with this number; what follows it is its `else`.
    fn clause(&mut self, chain: &'a StmtIf, number: usize) {
        if let Some(clause) = chain.elif_else_clauses.get(number) {
            self.option(Field::Test, clause.test.as_ref());
            self.block(Field::Body, &clause.body);
            self.otherwise(chain, number + 1);
        }
    }

    fn otherwise(&mut self, chain: &'a StmtIf, number: usize) {
        match chain.elif_else_clauses.get(number) {
            Some(clause) if clause.test.is_some() => {
                let (start, _) = bytes(clause);
                let count = u32::try_from(number).unwrap_or(u32::MAX);
                let place = (start, bytes(chain).1);
                self.put(Field::Orelse, Syntax::Elif(chain, count), place);
            }
            Some(clause) => self.block(Field::Orelse, &clause.body),
            None => {}
        }
    }

    fn statement(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(def) => {
                self.put(
                    Field::Args,
                    Syntax::Parameters(&def.parameters),
                    bytes(&*def.parameters),
                );
                self.block(Field::Body, &def.body);
                let decorators = def.decorator_list.iter();
                self.exprs(
                    Field::DecoratorList,
                    decorators.map(|decorator| &decorator.expression),
                );
                self.option(Field::Returns, def.returns.as_deref());
                self.type_params(def.type_params.as_deref());
            }
            Stmt::ClassDef(def) => {
                if let Some(arguments) = &def.arguments {
                    self.arguments(Field::Bases, arguments);
                }
                self.block(Field::Body, &def.body);
                let decorators = def.decorator_list.iter();
                self.exprs(
                    Field::DecoratorList,
                    decorators.map(|decorator| &decorator.expression),
                );
                self.type_params(def.type_params.as_deref());
            }
            Stmt::Return(stmt) => self.option(Field::Value, stmt.value.as_deref()),
            Stmt::Delete(stmt) => self.exprs(Field::Targets, &stmt.targets),
            Stmt::TypeAlias(stmt) => {
                self.expr(Field::Name, &stmt.name);
                self.type_params(stmt.type_params.as_deref());
                self.expr(Field::Value, &stmt.value);
            }
            Stmt::Assign(stmt) => {
                self.exprs(Field::Targets, &stmt.targets);
                self.expr(Field::Value, &stmt.value);
            }
            Stmt::AugAssign(stmt) => {
                self.expr(Field::Target, &stmt.target);
                self.expr(Field::Value, &stmt.value);
            }
            Stmt::AnnAssign(stmt) => {
                self.expr(Field::Target, &stmt.target);
                self.expr(Field::Annotation, &stmt.annotation);
                self.option(Field::Value, stmt.value.as_deref());
            }
            Stmt::Raise(stmt) => {
                self.option(Field::Exc, stmt.exc.as_deref());
                self.option(Field::Cause, stmt.cause.as_deref());
            }
            Stmt::Assert(stmt) => {
                self.expr(Field::Test, &stmt.test);
                self.option(Field::Msg, stmt.msg.as_deref());
            }
            Stmt::Expr(stmt) => self.expr(Field::Value, &stmt.value),
            Stmt::Import(stmt) => self.aliases(&stmt.names),
            Stmt::ImportFrom(stmt) => self.aliases(&stmt.names),
            _ => self.compound(stmt),
        }
    }

    fn aliases(&mut self, names: &'a [ruff_python_ast::Alias]) {
        for alias in names {
            self.put(Field::Names, Syntax::Alias(alias), bytes(alias));
        }
    }

    fn compound(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::For(stmt) => {
                self.expr(Field::Target, &stmt.target);
                self.expr(Field::Iter, &stmt.iter);
                self.block(Field::Body, &stmt.body);
                self.block(Field::Orelse, &stmt.orelse);
            }
            Stmt::While(stmt) => {
                self.expr(Field::Test, &stmt.test);
                self.block(Field::Body, &stmt.body);
                self.block(Field::Orelse, &stmt.orelse);
            }
            Stmt::If(stmt) => {
                self.expr(Field::Test, &stmt.test);
                self.block(Field::Body, &stmt.body);
                self.otherwise(stmt, 0);
            }
            Stmt::With(stmt) => {
                for item in &stmt.items {
                    self.put(Field::Items, Syntax::WithItem(item), bytes(item));
                }
                self.block(Field::Body, &stmt.body);
            }
            Stmt::Match(stmt) => {
                self.expr(Field::Subject, &stmt.subject);
                for case in &stmt.cases {
                    self.put(Field::Cases, Syntax::Case(case), bytes(case));
                }
            }
            Stmt::Try(stmt) => {
                self.block(Field::Body, &stmt.body);
                for ExceptHandler::ExceptHandler(handler) in &stmt.handlers {
                    self.put(Field::Handlers, Syntax::Handler(handler), bytes(handler));
                }
                self.block(Field::Orelse, &stmt.orelse);
                self.block(Field::Finalbody, &stmt.finalbody);
            }
            _ => {}
        }
    }

    fn expression(&mut self, expr: &'a Expr, texts: &mut Vec<Box<str>>) {
        match expr {
            Expr::BoolOp(expr) => self.exprs(Field::Values, &expr.values),
            Expr::Named(expr) => {
                self.expr(Field::Target, &expr.target);
                self.expr(Field::Value, &expr.value);
            }
            Expr::BinOp(expr) => {
                self.expr(Field::Left, &expr.left);
                self.expr(Field::Right, &expr.right);
            }
            Expr::UnaryOp(expr) => self.expr(Field::Operand, &expr.operand),
            Expr::Lambda(expr) => {
                if let Some(parameters) = &expr.parameters {
                    let syntax = Syntax::Parameters(parameters);
                    self.put(Field::Args, syntax, bytes(&**parameters));
                }
                self.expr(Field::Body, &expr.body);
            }
            Expr::If(expr) => {
                self.expr(Field::Test, &expr.test);
                self.expr(Field::Body, &expr.body);
                self.expr(Field::Orelse, &expr.orelse);
            }
            Expr::Dict(expr) => {
                let keys = expr.items.iter().filter_map(|item| item.key.as_ref());
                self.exprs(Field::Keys, keys);
                self.exprs(Field::Values, expr.items.iter().map(|item| &item.value));
            }
            Expr::Set(expr) => self.exprs(Field::Elts, &expr.elts),
            Expr::List(expr) => self.exprs(Field::Elts, &expr.elts),
            Expr::Tuple(expr) => self.exprs(Field::Elts, &expr.elts),
            Expr::ListComp(expr) => {
                self.expr(Field::Elt, &expr.elt);
                self.generators(&expr.generators);
            }
            Expr::SetComp(expr) => {
                self.expr(Field::Elt, &expr.elt);
                self.generators(&expr.generators);
            }
            Expr::Generator(expr) => {
                self.expr(Field::Elt, &expr.elt);
                self.generators(&expr.generators);
            }
            Expr::DictComp(expr) => {
                self.option(Field::Keys, expr.key.as_deref());
                self.expr(Field::Value, &expr.value);
                self.generators(&expr.generators);
            }
            Expr::Await(expr) => self.expr(Field::Value, &expr.value),
            Expr::Yield(expr) => self.option(Field::Value, expr.value.as_deref()),
            Expr::YieldFrom(expr) => self.expr(Field::Value, &expr.value),
            Expr::Compare(expr) => {
                self.expr(Field::Left, &expr.left);
                self.exprs(Field::Comparators, &*expr.comparators);
            }
            Expr::Call(expr) => {
                self.expr(Field::Func, &expr.func);
                self.arguments(Field::Args, &expr.arguments);
            }
            Expr::TString(expr) => {
                let strings = expr.value.iter();
                let pieces = interpolated::of_elements(
                    strings.flat_map(|string| string.elements.iter()),
                    texts,
                );
                self.pieces(pieces);
            }
            Expr::Attribute(expr) => self.expr(Field::Value, &expr.value),
            Expr::Subscript(expr) => {
                self.expr(Field::Value, &expr.value);
                self.expr(Field::Slice, &expr.slice);
            }
            Expr::Starred(expr) => self.expr(Field::Value, &expr.value),
            Expr::Slice(expr) => {
                self.option(Field::Lower, expr.lower.as_deref());
                self.option(Field::Upper, expr.upper.as_deref());
                self.option(Field::Step, expr.step.as_deref());
            }
            _ => {}
        }
    }

    fn generators(&mut self, generators: &'a [ruff_python_ast::Comprehension]) {
        for part in generators {
            self.put(Field::Generators, Syntax::Comprehension(part), bytes(part));
        }
    }

    fn within_pattern(&mut self, pattern: &'a Pattern) {
        match pattern {
            Pattern::MatchValue(pattern) => self.expr(Field::Value, &pattern.value),
            Pattern::MatchSequence(pattern) => self.patterns(&pattern.patterns),
            Pattern::MatchMapping(pattern) => {
                self.exprs(Field::Keys, &pattern.keys);
                self.patterns(&pattern.patterns);
            }
            Pattern::MatchClass(pattern) => {
                self.expr(Field::Cls, &pattern.cls);
                self.patterns(&pattern.arguments.patterns);
                let keywords = pattern.arguments.keywords.iter();
                self.patterns(keywords.map(|keyword| &keyword.pattern));
            }
            Pattern::MatchAs(pattern) => {
                if let Some(inner) = &pattern.pattern {
                    self.pattern(Field::Pattern, inner);
                }
            }
            Pattern::MatchOr(pattern) => self.patterns(&pattern.patterns),
            Pattern::MatchSingleton(_) | Pattern::MatchStar(_) => {}
        }
    }

    fn patterns(&mut self, patterns: impl IntoIterator<Item = &'a Pattern>) {
        for pattern in patterns {
            self.pattern(Field::Patterns, pattern);
        }
    }
}
