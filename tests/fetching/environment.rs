//! The environment's proxies are not used: who can set a variable could read every request.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// A server that counts and answers with a feed, whatever is asked.
fn server() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, count) = (listener.local_addr().unwrap().to_string(), Arc::new(AtomicUsize::new(0)));
    let asked = Arc::clone(&count);
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            if lines.take_while(|line| !line.is_empty()).count() == 0 {
                continue;
            }
            asked.fetch_add(1, Ordering::SeqCst);
            let feed = "<rss version=\"2.0\"><channel><title>t</title><item><guid>1</guid><title>One</title></item></channel></rss>";
            let _ =
                write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{feed}", feed.len());
        }
    });
    (address, count)
}

#[test]
fn proxies_of_the_environment_are_not_used() {
    let (origin, asked) = server();
    let (proxy, proxied) = server();
    let preview = |names: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wiredesk"));
        command.args(["preview", "--allow-network", "127.0.0.0/8", &format!("http://{origin}/feed")]);
        for name in names {
            command.env(name, format!("http://{proxy}"));
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    preview(&["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY"]);
    assert_eq!((asked.load(Ordering::SeqCst), proxied.load(Ordering::SeqCst)), (1, 0));
}

#[test]
fn a_document_is_previewed_from_standard_input() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wiredesk"));
    let mut child = command.args(["preview", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let feed = "<rss version=\"2.0\"><channel><title>t</title><item><guid>1</guid><title>From a pipe</title></item></channel></rss>";
    child.stdin.take().unwrap().write_all(feed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && String::from_utf8_lossy(&output.stdout).contains("From a pipe"));
}
