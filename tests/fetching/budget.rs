//! A host's budget is a count of requests, whatever they are for: the origin counts all of them.

use wiredesk::collect::schedule::Config;

use super::{
    desk,
    origin::{Clock, Origin, Reply, Request},
    rows::Row,
    start,
};

/// What the host may be asked in any 24 hours.
const BUDGET: u32 = 96;

/// Feeds whose polls cost more than one request: redirects, a coding that is broken, robots.txt that cannot be
/// had and is asked for each hour.
static ROWS: &[Row] = &[ROW];

const ROW: Row = Row {
    number: 40,
    behaviour: "",
    scenario: "",
    expected: "",
    feeds: &["/plain/0", "/plain/1", "/moved/0", "/moved/1", "/moved/2", "/broken/0", "/broken/1", "/plain/2"],
    hours: 5 * 24,
    robots: true,
    restart: Some(60),
    answer: |turn| {
        let path = turn.request.path.as_str();
        let plain = turn.request.header("accept-encoding") == Some("identity");
        match path.split('/').nth(1) {
            Some("robots.txt") => Reply::status(if turn.hours() < 24 { 404 } else { 503 }),
            Some("moved") => {
                let hop = path.split('/').nth(3).map_or(0, |hop| hop.parse().unwrap_or(9));
                if hop == 3 {
                    Reply::feed(turn.hours())
                } else {
                    let feed = path.split('/').nth(2).unwrap_or_default();
                    Reply::status(302).with("Location", format!("{}/moved/{feed}/{}", turn.base, hop + 1))
                }
            }
            Some("broken") if !plain => Reply::feed(turn.hours()).with("Content-Encoding", "gzip"),
            _ => Reply::feed(turn.hours()),
        }
    },
    judge: |_| Ok(()),
};

/// The one that is plain and the one that is redirected, behind robots.txt that is redirected too.
static FEW: &[Row] = &[Row {
    feeds: &["/plain/0", "/moved/0/2"],
    hours: 24 * 24,
    restart: None,
    answer: |turn| match turn.request.path.as_str() {
        "/robots.txt" => Reply::status(302).with("Location", format!("{}/rules.txt", turn.base)),
        "/rules.txt" => Reply::status(404),
        "/moved/0/2" => Reply::status(302).with("Location", format!("{}/moved/0/3", turn.base)),
        _ => Reply::feed(turn.hours()),
    },
    ..ROW
}];

/// Runs the feeds with such a budget, and gives all requests.
fn asked(rows: &'static [Row], host_polls_per_day: u32) -> Vec<Request> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let clock = Clock::starting(start());
        let origin = Origin::start(rows, clock, clock).await;
        let settings = Config { host_polls_per_day, ..Config::default() };
        desk::run_by(&settings, &origin, &rows[0], clock).await;
        origin.requests(&rows[0])
    })
}

fn most_in_a_day(asked: &[Request]) -> usize {
    let day = jiff::SignedDuration::from_hours(24);
    let within = |from: &Request| asked.iter().filter(|at| at.at >= from.at && at.at < from.at + day).count();
    asked.iter().map(within).max().unwrap_or(0)
}

#[test]
fn no_request_of_any_kind_is_made_above_the_budget_of_its_host() {
    let with = asked(ROWS, BUDGET);
    let most = most_in_a_day(&with);
    assert!((80..=BUDGET as usize).contains(&most), "{most} requests in a day, of {BUDGET}");
    let of = |path: &str| with.iter().filter(|request| request.path.starts_with(path)).count();
    let hops =
        with.iter().filter(|request| request.path.starts_with("/moved/") && request.path.ends_with("/3")).count();
    let each = [of("/robots.txt"), of("/broken"), hops];
    assert!(each.iter().all(|n| *n > 4), "each kind was at stake: {each:?}");
    assert!((0..3).all(|n| of(&format!("/plain/{n}")) > 0), "and nobody starved");
    let without = most_in_a_day(&asked(ROWS, 0));
    assert!(without > 2 * BUDGET as usize, "without the budget there were {without}");
}

#[test]
fn the_smallest_budgets_still_poll_what_needs_several_requests() {
    for budget in 1..=3 {
        let asked = asked(FEW, budget);
        assert!(most_in_a_day(&asked) <= budget as usize);
        let of = |path: &str| asked.iter().filter(|request| request.path == path).count();
        let each = ["/robots.txt", "/rules.txt", "/plain/0", "/moved/0/3"].map(of);
        assert!(each.iter().all(|n| *n >= 2), "{budget} a day: {each:?}");
    }
}
