//! Named points at which tests kill the process, and bugs that tests plant to show that
//! their checkers can fail. Nothing of it is in a release build.

/// Parks the process here when `WIREDESK_FAILPOINT=name[:n]` names this point and it is
/// hit for the n-th time, so that a test can kill it.
#[cfg(debug_assertions)]
pub fn hit(name: &str) {
    use std::sync::atomic::{AtomicU32, Ordering};
    static HITS: AtomicU32 = AtomicU32::new(0);
    let Ok(wanted) = std::env::var("WIREDESK_FAILPOINT") else { return };
    let (point, n) = wanted.split_once(':').unwrap_or((&wanted, "1"));
    if point == name && (HITS.fetch_add(1, Ordering::SeqCst) + 1).to_string() == n {
        eprintln!("failpoint {name}");
        std::thread::sleep(std::time::Duration::from_secs(60));
    }
}

/// Whether `WIREDESK_PLANT` names this bug.
#[cfg(debug_assertions)]
pub fn planted(bug: &str) -> bool {
    std::env::var("WIREDESK_PLANT").is_ok_and(|planted| planted == bug)
}

/// Nothing in a release build.
#[cfg(not(debug_assertions))]
pub fn hit(_name: &str) {}

/// Never in a release build.
#[cfg(not(debug_assertions))]
pub fn planted(_bug: &str) -> bool {
    false
}
