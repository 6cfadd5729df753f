//! What pyward calls itself to an index.

use async_trait::async_trait;
use http::{Extensions, HeaderValue, header};
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next};

/// Says `pyward/VERSION` in every request. The client's own name is uv's, with a description of this machine behind it,
/// and would count us among uv's users.
pub(crate) struct Agent;

/// The name.
pub(crate) const NAME: &str = concat!("pyward/", env!("CARGO_PKG_VERSION"));

#[async_trait]
impl Middleware for Agent {
    async fn handle(
        &self,
        mut request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        request
            .headers_mut()
            .insert(header::USER_AGENT, HeaderValue::from_static(NAME));
        next.run(request, extensions).await
    }
}
