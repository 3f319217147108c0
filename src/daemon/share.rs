//! What this instance has of the whole: by membership of the group, or by its number.

use tokio::sync::mpsc;

use super::{RETRY, Settings, desk::Desk, lanes::Lanes};
use crate::{
    kafka::{
        group::{Event, Member},
        settings::Ownership,
    },
    publish::topics::Topic,
};

/// What this instance has of the whole: by membership of the group, or by its number.
#[derive(Default)]
pub struct Share {
    pub member: Option<Member>,
    /// Absent where nothing more can come: a static share, or a name that another took.
    pub inbox: Option<mpsc::Receiver<Event>>,
    assigned: bool,
    /// Of a static share: an inbox without a sender has ended.
    keep: Option<mpsc::Sender<Event>>,
}

impl Share {
    /// The next event; `None` where the membership has ended without a word.
    pub async fn next(&mut self) -> Option<Event> {
        match &mut self.inbox {
            Some(inbox) => inbox.recv().await,
            None => std::future::pending().await,
        }
    }

    pub async fn join(&mut self, desk: &Desk, settings: &Settings) {
        let (events, inbox) = mpsc::channel(8);
        self.inbox = Some(inbox);
        self.assigned = false;
        self.member = join(desk, settings, events.clone()).await;
        self.keep = self.member.is_none().then_some(events);
    }
}

/// Takes part in the group, or takes the share that the settings give.
async fn join(desk: &Desk, settings: &Settings, events: mpsc::Sender<Event>) -> Option<Member> {
    let topic = desk.book.topics.name(Topic::State);
    if settings.kafka.ownership == Ownership::Static {
        let (index, count) = (settings.kafka.static_index, settings.kafka.static_count.max(1));
        let all = 0..desk.book.topics.partitions(Topic::State);
        let ours = all.filter(|partition| partition.unsigned_abs() % count == index).collect();
        let _ = events.send(Event::Assigned(ours)).await;
        return None;
    }
    desk.status.not_ready("group", "joining");
    loop {
        match Member::join(&desk.client, topic, events.clone()) {
            Ok(member) => return Some(member),
            Err(error) => {
                tracing::error!(%error, "not ready");
                desk.status.not_ready("group", &error.to_string());
                tokio::time::sleep(RETRY).await;
            }
        }
    }
}

/// Does what the group says.
pub async fn handle(lanes: &mut Lanes, desk: &Desk, event: Event, share: &mut Share) {
    match event {
        Event::Assigned(partitions) => {
            tracing::info!(?partitions, "assigned");
            share.assigned = true;
            // The lanes are in the way before the group no longer is: no moment of false readiness.
            lanes.start(&partitions);
            desk.status.ready("group");
        }
        Event::Revoked { partitions, lost, ended } => {
            tracing::info!(?partitions, lost, "revoked");
            if lost {
                share.assigned = false;
                desk.status.not_ready("group", "membership was lost; joining again");
            }
            lanes.stop(&partitions, lost).await;
            let _ = ended.send(());
        }
        Event::Ended { error, rejoins } => {
            tracing::error!(%error, rejoins, "no longer in the group");
            share.assigned = false;
            desk.status.not_ready("group", &error.to_string());
            if !rejoins {
                share.inbox = None;
            }
            lanes.abandon().await;
        }
        Event::Trouble(error) => {
            tracing::warn!(%error, "group");
            // Once assigned, the lanes say what works; the membership mends itself.
            if !share.assigned {
                desk.status.not_ready("group", &error.to_string());
            }
        }
    }
}
