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
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub use status::{Reason, Status};

use crate::telemetry::Metrics;

/// Longest that an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

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
    axum::serve(listener, router).with_graceful_shutdown(ending.cancelled_owned()).await
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
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_on_loopback() {
        for host in ["localhost", "localhost:9464", "127.0.0.1:9464", "127.1.2.3", "[::1]:9464", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["", "example.org", "localhost.example.org:9464", "10.0.0.1", "[::2]:80"] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[tokio::test]
    async fn readiness_names_its_reasons_and_metrics_are_served() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (status, ending) = (Arc::new(Status::new()), CancellationToken::new());
        let server = tokio::spawn(serve(
            listener,
            Arc::clone(&status),
            Arc::new(Metrics::new()),
            Arc::default(),
            ending.clone(),
        ));
        let get = |path: &'static str| async move {
            let _ = rustls::crypto::ring::default_provider().install_default();
            let response = reqwest::get(format!("http://{address}{path}")).await.unwrap();
            let code = response.status().as_u16();
            let mut response = response;
            (code, String::from_utf8(response.chunk().await.unwrap().unwrap_or_default().to_vec()).unwrap())
        };
        assert_eq!(get("/livez").await.0, 200);
        status.not_ready("kafka", "no broker");
        let (code, body) = get("/readyz").await;
        assert!(code == 503 && body.contains("kafka") && body.contains("no broker"), "{code} {body}");
        ["kafka", "index", "group"].iter().for_each(|component| status.ready(component));
        assert_eq!(get("/readyz").await.0, 200);
        assert!(get("/metrics").await.1.contains("wiredesk_build_info"));
        assert_eq!(get("/api/feeds?limit=5&state=stale").await, (200, r#"{"feeds":[],"silent":0}"#.into()));
        assert_eq!((get("/api/feeds/x").await.0, get("/api/feeds?colour=red").await.0), (404, 400));
        ending.cancel();
        server.await.unwrap().unwrap();
    }
}
