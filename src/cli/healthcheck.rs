//! `wiredesk healthcheck`: what a container's HEALTHCHECK runs.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use super::Error;

const PATIENCE: Duration = Duration::from_secs(3);
/// Bytes of an answer that are looked at.
const MOST: u64 = 16 * 1_024;

/// Asks a running daemon on this machine whether it is ready. Exit code 0: it is.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wiredesk healthcheck
  wiredesk healthcheck --live --address 127.0.0.1:9464")]
pub struct Args {
    /// Where the daemon's admin side listens (admin.listen)
    #[arg(long, default_value = "127.0.0.1:9464", env = "WIREDESK__ADMIN__LISTEN")]
    address: SocketAddr,
    /// Ask whether it lives, not whether it is ready
    #[arg(long)]
    live: bool,
}

/// Asks.
pub fn run(args: &Args) -> Result<(), Error> {
    let path = if args.live { "/livez" } else { "/readyz" };
    let answer = ask(reachable(args.address), path).map_err(|e| {
        Error::Failed(format!("no answer from http://{}{path}: {e}; is the daemon running?", args.address))
    })?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    if head.split(' ').nth(1) == Some("200") {
        return Ok(());
    }
    let status = head.lines().next().unwrap_or_default();
    Err(Error::Failed(format!("{path}: {status} {}", body.trim())))
}

/// A daemon that listens on all addresses is asked on loopback.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(if address.is_ipv4() { [127, 0, 0, 1].into() } else { std::net::Ipv6Addr::LOCALHOST.into() });
    }
    address
}

fn ask(address: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.take(MOST).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
