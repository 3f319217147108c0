//! What operators look at: liveness, readiness, metrics, feeds.

pub mod feeds;
mod status;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{FromRef, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use hyper_util::service::TowerToHyperService;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub use status::{Reason, Status};

use crate::{
    listen::{self, Bounds},
    telemetry::Metrics,
};

/// Longest that an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// What strangers may hold of it: places, time and memory.
const BOUNDS: Bounds =
    Bounds { connections: 64, head: Duration::from_secs(5), all: Duration::from_secs(15), most_head: 16 << 10 };

/// `[admin]`: the HTTP side for operators.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where it listens. There is no authentication: keep it on loopback or behind one.
    pub listen: SocketAddr,
    /// Feeds that have metrics of their own, by id; `*` for all. 1,000 at most.
    pub feed_metrics: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 9464)), feed_metrics: Vec::new() }
    }
}

#[derive(Clone)]
struct Shared {
    status: Arc<Status>,
    metrics: Arc<Metrics>,
    lanes: Arc<feeds::Lanes>,
    /// On loopback only loopback names are answered: a web page that has its own name point
    /// here (DNS rebinding) gets nothing.
    loopback: bool,
}

/// Serves until told to end.
pub async fn serve(
    listener: TcpListener,
    status: Arc<Status>,
    metrics: Arc<Metrics>,
    lanes: Arc<feeds::Lanes>,
    ending: CancellationToken,
) -> std::io::Result<()> {
    let loopback = listener.local_addr()?.ip().is_loopback();
    let shared = Shared { status, metrics, lanes, loopback };
    let router = Router::new()
        .route("/livez", get(|| async { "alive\n" }))
        .route("/readyz", get(readyz))
        .route("/metrics", get(render))
        .route("/api/feeds", get(feeds::list))
        .route("/api/feeds/{id}", get(feeds::explain))
        .layer(middleware::from_fn_with_state(shared.clone(), manners))
        .with_state(shared);
    // axum itself has hyper-util's "service", which makes one kind of service of the other.
    listen::serve(listener, BOUNDS, TowerToHyperService::new(router), ending).await;
    Ok(())
}

impl FromRef<Shared> for Arc<feeds::Lanes> {
    fn from_ref(shared: &Shared) -> Self {
        Self::clone(&shared.lanes)
    }
}

/// What `/readyz` answers.
#[derive(Serialize)]
struct Readiness {
    ready: bool,
    reasons: Vec<Reason>,
    /// What works and should be looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Reason>,
}

async fn readyz(State(shared): State<Shared>) -> Response {
    let reasons = shared.status.reasons();
    let ready = reasons.is_empty();
    let code = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let notes = shared.status.notes();
    (code, Json(Readiness { ready, reasons, notes })).into_response()
}

async fn render(State(shared): State<Shared>) -> Response {
    match shared.metrics.render() {
        Ok(text) => {
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(header::CONTENT_TYPE, kind)], text).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Checks whom the request was meant for, bounds its time, and tells browsers to make nothing of it.
async fn manners(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if shared.loopback && !is_loopback(host) {
        return (StatusCode::MISDIRECTED_REQUEST, "expected a Host on loopback\n").into_response();
    }
    let answer = tokio::time::timeout(PATIENCE, next.run(request)).await;
    let mut response = answer.unwrap_or_else(|_| StatusCode::GATEWAY_TIMEOUT.into_response());
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'"));
    response
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests;
