use pyward_model::{Confidence, Severity};
use pyward_python::views::{Assign, Call};

use crate::declare::rule;
use crate::setting;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// The first of Django's `PASSWORD_HASHERS`, or a scheme of passlib, is a hash made to be fast.
    ///
    /// ## Why
    /// Fast hashes are guessed by the billion a second once a table of them has leaked.
    ///
    /// ## Bad
    /// ```bad settings.py
    /// PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    /// ```
    ///
    /// ## Good
    /// ```good settings.py
    /// PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    /// ```
    ///
    /// ## References
    /// - [Django: password management](https://docs.djangoproject.com/en/stable/topics/auth/passwords/)
    /// - [CWE-916: password hash with too little effort](https://cwe.mitre.org/data/definitions/916.html)
    pub(crate) static WEAK_PASSWORD_HASHER = {
        name: "weak-password-hasher",
        family: Code,
        summary: "passwords stored with a weak hash",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [916],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Assign(find), Look::Call(Names::Whole(&["passlib.context.CryptContext"]), passlib), Look::Call(Names::Whole(&["django.contrib.auth.hashers.make_password"]), made)])),
    };
}

const FAST: &[&str] = &["MD5", "SHA1", "Unsalted", "CryptPasswordHasher", "Plain"];

fn find<'a>(cx: &Cx<'a>, assign: Assign<'a>) -> Option<Hit> {
    let (name, value) = setting::of_assign(cx, assign)?;
    let first = value
        .children()
        .next()
        .filter(|_| name == "PASSWORD_HASHERS")?;
    let hasher = first.str_value()?.rsplit('.').next()?;
    // SHA-1 under PBKDF2 is slow as it should be.
    let is_fast = FAST.iter().any(|fast| hasher.contains(fast)) && !hasher.contains("PBKDF2");
    let confidence = if setting::is_test(cx) || cx.module().source().path.contains("test") {
        Confidence::Low
    } else {
        Confidence::High
    };
    let message = format!("passwords are stored by {hasher}, which is made to be fast");
    is_fast.then(|| Hit::new(Severity::Medium, confidence, message).at(first))
}

fn made<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let at = call.argument("hasher", 2)?;
    let hasher = cx.text(at)?;
    let is_fast = matches!(
        hasher,
        "md5" | "sha1" | "unsalted_md5" | "unsalted_sha1" | "crypt" | "unsalted"
    );
    let message = format!("passwords are stored by {hasher}, which is made to be fast");
    is_fast.then(|| Hit::new(Severity::Medium, Confidence::High, message).at(at))
}

fn passlib<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let schemes = call.argument("schemes", 0)?;
    let first = cx.origins(schemes).first()?.children().next()?;
    let scheme = first.str_value()?;
    let is_fast = matches!(
        scheme,
        "md5_crypt"
            | "hex_md5"
            | "hex_sha1"
            | "hex_sha256"
            | "hex_sha512"
            | "plaintext"
            | "des_crypt"
            | "ldap_md5"
            | "ldap_sha1"
    );
    let message = format!("passwords are stored by {scheme}, which is made to be fast");
    is_fast.then(|| Hit::new(Severity::Medium, Confidence::High, message).at(first))
}
