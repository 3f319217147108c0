//! What broker errors mean to the desk: by class, never by text.

use rdkafka::{error::KafkaError, types::RDKafkaErrorCode as Code};

use super::client::Heard;

/// What a failed transaction asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A newer owner of the same transactional id exists: step down.
    Fenced,
    /// Anything else. The outcome may be unknown, so the producer is dropped, a new one
    /// fences it, and the state is read again. Never abort and carry on.
    Unknown,
}

/// A failed exchange with the broker, in words for an operator.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{what}: {cause}; {advice}")]
pub struct Error {
    /// What to do about the lane that met it.
    pub class: Class,
    /// What was being done, and to which topic.
    pub what: String,
    /// What the broker or the client said.
    pub cause: String,
    /// What an operator can do.
    pub advice: &'static str,
}

impl Error {
    /// Explains an error of the client. `heard` is the last connection error that the
    /// client reported by itself: an operation alone only says that time ran out.
    pub fn new(what: impl Into<String>, error: &KafkaError, heard: Option<Heard>) -> Self {
        let code = code_of(error);
        let (code, cause) = match heard {
            Some(heard) if silent(code) => (heard.code, heard.reason),
            _ => (code, error.to_string()),
        };
        let advice = match error {
            // The client did not even start: no broker has a part in it.
            KafkaError::ClientCreation(_) | KafkaError::ClientConfig(..) => {
                "check [kafka] and [kafka.properties] in the configuration"
            }
            _ => advice(code),
        };
        Self { class: class(error), what: what.into(), cause, advice }
    }

    /// An error that is no error code of the client.
    pub fn other(what: impl Into<String>, cause: impl Into<String>, advice: &'static str) -> Self {
        Self { class: Class::Unknown, what: what.into(), cause: cause.into(), advice }
    }
}

/// The code within an error, where it has one.
pub fn code_of(error: &KafkaError) -> Option<Code> {
    match error {
        KafkaError::Transaction(inner) => Some(inner.code()),
        KafkaError::AdminOp(code) => Some(*code),
        other => other.rdkafka_error_code(),
    }
}

/// A newer producer with the same id shows as one of these, by what was being sent.
fn class(error: &KafkaError) -> Class {
    match code_of(error) {
        Some(Code::Fenced | Code::ProducerFenced | Code::InvalidProducerEpoch) => Class::Fenced,
        _ => Class::Unknown,
    }
}

/// Codes that only say that nothing came back.
fn silent(code: Option<Code>) -> bool {
    matches!(
        code,
        Some(
            Code::BrokerTransportFailure
                | Code::AllBrokersDown
                | Code::OperationTimedOut
                | Code::MessageTimedOut
                | Code::TimedOutQueue
        ) | None
    )
}

fn advice(code: Option<Code>) -> &'static str {
    match code {
        Some(Code::UnknownTopic | Code::UnknownTopicOrPartition) => {
            "create the topic, or allow it by topics.create = true"
        }
        Some(Code::TopicAuthorizationFailed) => {
            "grant this user Read and Write on the topics, and Create unless somebody else makes them"
        }
        Some(Code::GroupAuthorizationFailed) => "grant this user Read on the group named by kafka.group",
        Some(Code::TransactionalIdAuthorizationFailed) => {
            "grant this user Write on transactional ids that start with kafka.group"
        }
        Some(Code::ClusterAuthorizationFailed) => {
            "grant this user IdempotentWrite and Create on the cluster, or create the topics yourself"
        }
        Some(Code::Authentication | Code::SaslAuthenticationFailed) => {
            "check kafka.sasl: mechanism, username and the file that holds the password"
        }
        Some(Code::SSL) => "check kafka.tls: the authority in ca_file must have signed the broker's certificate",
        Some(Code::Fenced | Code::ProducerFenced | Code::InvalidProducerEpoch) => {
            "another instance took this partition over; if none should, give each deployment its own kafka.group"
        }
        _ => "check that kafka.brokers names a reachable listener of the right protocol; trying again",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_owner_is_told_from_all_else() {
        for code in [Code::Fenced, Code::ProducerFenced, Code::InvalidProducerEpoch] {
            assert_eq!(class(&KafkaError::MessageProduction(code)), Class::Fenced);
        }
        for code in [Code::OperationTimedOut, Code::RequestTimedOut, Code::CoordinatorLoadInProgress] {
            assert_eq!(class(&KafkaError::MessageProduction(code)), Class::Unknown);
        }
    }

    #[test]
    fn what_was_heard_explains_a_silent_error_and_only_that() {
        let heard = Some(Heard { code: Some(Code::Authentication), reason: "wrong password".into() });
        let silent = Error::new("x", &KafkaError::MetadataFetch(Code::BrokerTransportFailure), heard.clone());
        assert!(silent.cause == "wrong password" && silent.advice.contains("kafka.sasl"), "{silent}");
        let clear = Error::new("x", &KafkaError::MetadataFetch(Code::TopicAuthorizationFailed), heard);
        assert!(clear.to_string().contains("grant this user"), "{clear}");
        let made = Error::new("x", &KafkaError::AdminOp(Code::TopicAuthorizationFailed), None);
        assert!(made.to_string().contains("Create"), "{made}");
    }
}
