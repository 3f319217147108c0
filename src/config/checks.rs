//! Values that have the right type and cannot work.

use std::path::Path;

use super::{
    Settings,
    diagnostics::{Diagnostic, Source},
    feeds::open_to_all,
};
use crate::{kafka::settings::REFUSED, model::Span, telemetry};

/// Ways to say who we are that need no more than a name and a password, or a ticket.
const MECHANISMS: [&str; 4] = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "GSSAPI"];
/// Longer spans are mistakes, and times made of them may not exist.
pub const MOST_SPAN: Span = Span::secs(366 * 86_400);

/// All such values.
pub fn check(settings: &Settings, main: Source<'_>, base_dir: &Path, warnings: &mut Vec<String>) -> Vec<Diagnostic> {
    let mut wrong = Vec::new();
    let mut expect = |holds: bool, section: &str, key: &str, message: String| {
        if !holds {
            wrong.push(main.key(section, key, format!("{section}.{key}: {message}")));
        }
    };
    kafka(settings, &mut expect);
    let kafka = &settings.kafka;
    for (section, key, span) in [
        ("daemon", "shutdown_deadline", settings.daemon.shutdown_deadline),
        ("daemon", "flush_interval", settings.daemon.flush_interval),
        ("schedule", "initial_interval", settings.schedule.initial_interval),
        ("schedule", "startup_spread", settings.schedule.startup_spread),
        ("schedule", "max_retry_after", settings.schedule.max_retry_after),
        ("kafka", "session_timeout", kafka.session_timeout),
        ("kafka", "transaction_timeout", kafka.transaction_timeout),
        ("kafka", "request_timeout", kafka.request_timeout),
    ] {
        expect(span <= MOST_SPAN, section, key, format!("expected at most {MOST_SPAN}, got {span}"));
    }
    let topics = &settings.topics;
    let name = !topics.prefix.is_empty()
        && topics.prefix.len() <= 200
        && topics.prefix.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
    let message = format!("expected up to 200 letters, digits, '.', '_' and '-', got {:?}", topics.prefix);
    expect(name, "topics", "prefix", message);
    for (key, n) in [
        ("replication", topics.replication),
        ("partitions", topics.partitions),
        ("state_partitions", topics.state_partitions),
    ] {
        expect(n >= 1, "topics", key, format!("expected at least 1, got {n}"));
    }
    let positive: [(&str, &str, Span); 10] = [
        ("kafka", "session_timeout", kafka.session_timeout),
        ("kafka", "heartbeat_interval", kafka.heartbeat_interval),
        ("kafka", "transaction_timeout", kafka.transaction_timeout),
        ("kafka", "request_timeout", kafka.request_timeout),
        ("topics", "index_retention", topics.index_retention),
        ("daemon", "flush_interval", settings.daemon.flush_interval),
        ("daemon", "shutdown_deadline", settings.daemon.shutdown_deadline),
        ("schedule", "initial_interval", settings.schedule.initial_interval),
        ("fetch", "timeout", settings.fetch.timeout),
        ("fetch", "connect_timeout", settings.fetch.connect_timeout),
    ];
    for (section, key, span) in positive {
        expect(!span.0.is_zero(), section, key, "expected more than 0s".into());
    }
    let (budget, of_host) = (settings.schedule.polls_per_day, settings.schedule.host_polls_per_day);
    let fits = (1..=86_400).contains(&budget);
    expect(fits, "schedule", "polls_per_day", format!("expected 1 to 86400, got {budget}"));
    expect(of_host <= 8_640_000, "schedule", "host_polls_per_day", format!("expected at most 8640000, got {of_host}"));
    let counts = [
        ("daemon", "batch_records", settings.daemon.batch_records),
        ("fetch", "concurrency", settings.fetch.concurrency),
        ("fetch", "slow_concurrency", settings.fetch.slow_concurrency),
        ("fetch", "host_concurrency", settings.fetch.host_concurrency),
        ("curate", "max_entries", settings.curate.max_entries),
    ];
    for (section, key, n) in counts {
        expect(n >= 1, section, key, format!("expected at least 1, got {n}"));
    }
    let (named, most) = (settings.admin.feed_metrics.len(), telemetry::MOST_FEEDS);
    expect(named <= most, "admin", "feed_metrics", format!("expected at most {most} feeds, got {named}"));
    websub(settings, base_dir, &mut expect);
    expect(settings.fetch.max_body.0 >= 1_024, "fetch", "max_body", "expected at least 1KiB".into());
    if let Err(error) = telemetry::filter(&settings.log.level) {
        wrong.push(main.key("log", "level", error.to_string()));
    }
    secrets(settings, main, base_dir, warnings, &mut wrong);
    wrong
}

/// What must hold of `[websub]`.
fn websub(settings: &Settings, base_dir: &Path, expect: &mut impl FnMut(bool, &str, &str, String)) {
    let websub = &settings.websub;
    for (key, span) in [("lease", websub.lease), ("poll_interval", websub.poll_interval)] {
        let fits = !span.0.is_zero() && span <= MOST_SPAN;
        expect(fits, "websub", key, format!("expected more than 0s and at most {MOST_SPAN}, got {span}"));
    }
    expect(
        websub.concurrency >= 1,
        "websub",
        "concurrency",
        format!("expected at least 1, got {}", websub.concurrency),
    );
    expect(websub.pings_per_minute >= 1, "websub", "pings_per_minute", "expected at least 1, got 0".into());
    expect(websub.max_body.0 >= 1_024, "websub", "max_body", "expected at least 1KiB".into());
    let Some(url) = &websub.public_url else { return };
    let whole = matches!(url.scheme(), "http" | "https")
        && url.host().is_some()
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    let message = "expected http or https, a host and at most a path: no user, query or fragment";
    expect(whole, "websub", "public_url", message.into());
    if let Err(error) = crate::daemon::Terms::read(websub, base_dir) {
        expect(false, "websub", "secret_file", error.to_string().trim_start_matches("websub.secret_file: ").into());
    }
}

/// What must hold of `[kafka]`.
/// What cannot work of the sanctions lists.
pub fn lists(lists: &[crate::collect::lists::Config], main: Source<'_>) -> Vec<Diagnostic> {
    let mut wrong = Vec::new();
    for (n, list) in lists.iter().enumerate() {
        for (key, message) in list.faults() {
            wrong.push(main.key("lists", key, format!("lists.{key}: {message}")));
        }
        if lists[..n].iter().any(|other| other.id == list.id) {
            wrong.push(main.key(
                "lists",
                "id",
                format!("lists.id: expected a name of its own, got {:?} twice", list.id),
            ));
        }
    }
    wrong
}

fn kafka(settings: &Settings, expect: &mut impl FnMut(bool, &str, &str, String)) {
    let kafka = &settings.kafka;
    let has_port = |broker: &str| broker.trim().rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    let brokers = kafka.brokers.split(',').all(has_port);
    expect(brokers, "kafka", "brokers", format!("expected host:port, comma separated, got {:?}", kafka.brokers));
    if let Some(sasl) = &kafka.sasl {
        let known = MECHANISMS.contains(&sasl.mechanism.as_str());
        let message = format!("expected one of {}, got {:?}", MECHANISMS.join(", "), sasl.mechanism);
        expect(known, "kafka.sasl", "mechanism", message);
    }
    expect(!kafka.group.trim().is_empty(), "kafka", "group", "expected a name".into());
    let beats = kafka.heartbeat_interval.0 * 3 <= kafka.session_timeout.0;
    let message =
        format!("expected at least 3 heartbeats ({}), got {}", kafka.heartbeat_interval, kafka.session_timeout);
    expect(beats, "kafka", "session_timeout", message);
    let index = kafka.static_index < kafka.static_count;
    expect(index, "kafka", "static_index", format!("expected less than static_count ({})", kafka.static_count));
    for (key, why) in REFUSED {
        let message = format!("it cannot be passed through: {why}");
        expect(!kafka.properties.contains_key(*key), "kafka.properties", key, message);
    }
    for key in kafka.properties.keys().filter(|key| REFUSED.iter().all(|(refused, _)| refused != key)) {
        let secret = ["password", "secret", "jaas", ".pem"].iter().any(|word| key.contains(word));
        let message = "it would hold a secret, and this file and the log may be read by others: use the settings of \
                       kafka.sasl and kafka.tls, which name files";
        expect(!secret, "kafka.properties", key, message.into());
    }
}

/// Files that the broker's client will read.
fn secrets(
    settings: &Settings,
    main: Source<'_>,
    base_dir: &Path,
    warnings: &mut Vec<String>,
    wrong: &mut Vec<Diagnostic>,
) {
    let (sasl, tls) = (settings.kafka.sasl.as_ref(), settings.kafka.tls.as_ref());
    let files = [
        ("kafka.sasl", "password_file", sasl.map(|sasl| &sasl.password_file), true),
        ("kafka.tls", "ca_file", tls.and_then(|tls| tls.ca_file.as_ref()), false),
        ("kafka.tls", "certificate_file", tls.and_then(|tls| tls.certificate_file.as_ref()), false),
        ("kafka.tls", "key_file", tls.and_then(|tls| tls.key_file.as_ref()), true),
        ("kafka.tls", "key_password_file", tls.and_then(|tls| tls.key_password_file.as_ref()), true),
    ];
    for (section, key, file, secret) in files {
        let Some(path) = file.map(|file| base_dir.join(file)) else { continue };
        match std::fs::metadata(&path).and_then(|meta| std::fs::File::open(&path).map(|_| meta)) {
            Ok(meta) if meta.len() == 0 || !meta.is_file() => {
                let message = format!("{section}.{key}: expected a file with content, {} has none", path.display());
                wrong.push(main.key(section, key, message));
            }
            Ok(_) => warnings.extend(open_to_all(&path).filter(|_| secret)),
            Err(error) => {
                let message = format!("{section}.{key}: cannot read {}: {error}", path.display());
                wrong.push(main.key(section, key, message));
            }
        }
    }
}
