//! The daemon as a process, with a config of its own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use super::{eventually, free_port, origin::Origin};

/// How a daemon is to be set up; start from [`Setup::new`].
#[derive(Clone)]
pub struct Setup {
    /// `host:port`.
    pub brokers: String,
    /// Prefix of the topics and name of the group.
    pub prefix: String,
    /// Feeds by id and address; each is its own publisher.
    pub feeds: Vec<(String, String)>,
    /// TOML that is put before the feeds.
    pub settings: String,
    /// Environment of the process.
    pub env: Vec<(String, String)>,
    /// The binary.
    pub program: PathBuf,
    /// Files beside the config, by name and content.
    pub files: Vec<(String, String)>,
    /// The whole config, in the place of the usual one; PORT stands for the admin port.
    pub whole: Option<String>,
}

impl Setup {
    /// Feeds of an origin, with topics and group of its own.
    pub fn new(program: &str, brokers: &str, origin: &Origin, feeds: &[&str]) -> Self {
        let feeds = feeds.iter().map(|feed| ((*feed).to_owned(), origin.url(feed))).collect();
        Self { feeds, ..Self::bare(program, brokers) }
    }

    fn bare(program: &str, brokers: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let prefix = format!("t{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        Self {
            brokers: brokers.to_owned(),
            prefix,
            feeds: Vec::new(),
            settings: String::new(),
            env: Vec::new(),
            program: program.into(),
            files: Vec::new(),
            whole: None,
        }
    }

    /// With a config of its own. PREFIX stands for topics and group, PORT for the admin port.
    pub fn whole(program: &str, brokers: &str, config: &str) -> Self {
        let mut setup = Self::bare(program, brokers);
        setup.whole = Some(config.replace("PREFIX", &setup.prefix));
        setup
    }

    /// With one more variable in the environment.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    /// With a file beside the config.
    pub fn file(mut self, name: &str, text: &str) -> Self {
        self.files.push((name.into(), text.into()));
        self
    }

    /// With more settings.
    pub fn settings(mut self, toml: &str) -> Self {
        self.settings.push_str(toml);
        self
    }

    /// The full name of a topic.
    pub fn topic(&self, suffix: &str) -> String {
        format!("{}.{suffix}", self.prefix)
    }

    fn config(&self, port: u16) -> String {
        if let Some(whole) = &self.whole {
            return whole.replace("PORT", &port.to_string());
        }
        let mut text = format!(
            "[kafka]\nbrokers = \"{}\"\ngroup = \"{prefix}\"\nsession_timeout = \"6s\"\nheartbeat_interval = \"1s\"\n\
             request_timeout = \"5s\"\ntransaction_timeout = \"10s\"\n\
             [admin]\nlisten = \"127.0.0.1:{port}\"\n[log]\nlevel = \"info,wiredesk=debug\"\n\
             [schedule]\ninitial_interval = \"1s\"\nstartup_spread = \"100ms\"\n\
             [fetch]\nhost_gap = \"0s\"\nhost_concurrency = 16\nmax_body = \"1MiB\"\n",
            self.brokers,
            prefix = self.prefix
        );
        if !self.settings.contains("[topics]") {
            text.push_str("[topics]\n");
        }
        let topics = format!("[topics]\nprefix = \"{}\"\nstate_partitions = 4\npartitions = 2\n", self.prefix);
        text.push_str(&self.settings);
        let mut text = text.replace("[topics]\n", &topics);
        text.push_str("[defaults]\nmin_interval = \"1s\"\nmax_interval = \"1s\"\nallow_networks = [\"127.0.0.0/8\"]\n");
        for (id, url) in &self.feeds {
            text.push_str(&format!("[[feeds]]\nid = \"{id}\"\nurl = \"{url}\"\npublisher = \"{id}.example\"\n"));
        }
        text
    }

    /// Starts the daemon.
    pub fn start(&self) -> Desk {
        self.start_in(|_| ())
    }

    /// Starts the daemon in a folder that was prepared.
    pub fn start_in(&self, prepare: impl FnOnce(&Path)) -> Desk {
        let folder = tempfile::tempdir().unwrap();
        prepare(folder.path());
        for (name, text) in &self.files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let port = free_port();
        let config = folder.path().join("wiredesk.toml");
        fs::write(&config, self.config(port)).unwrap();
        let log = fs::File::create(folder.path().join("log")).unwrap();
        let child = Command::new(&self.program)
            .args(["run", "--config"])
            .arg(&config)
            .envs(self.env.iter().cloned())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        Desk { child, port, folder }
    }
}

/// A running daemon; killed when dropped.
pub struct Desk {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl Desk {
    fn signal(&self, signal: Signal) {
        let _ = kill(Pid::from_raw(i32::try_from(self.child.id()).unwrap()), signal);
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// CPU time of all its threads so far.
    pub fn cpu(&self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        // The second field, in brackets, may hold anything; user and system time are fields 14 and 15.
        let fields: Vec<_> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        let ticks = |n: usize| fields[n].parse::<u64>().unwrap();
        // A tick of this file is 10 ms on every Linux (USER_HZ).
        Duration::from_millis((ticks(11) + ticks(12)) * 10)
    }

    /// The most memory that it ever had resident, in MB.
    pub fn peak_memory_mb(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() * 1_024.0 / 1e6
    }

    /// All that it logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// `/readyz`: the status and the body; status 0 where nothing answers.
    pub fn readiness(&self) -> (u16, String) {
        self.get("/readyz")
    }

    /// Any path of the admin side: the status and the body; status 0 where nothing answers.
    pub fn get(&self, path: &str) -> (u16, String) {
        use std::io::{Read, Write};
        let ask = || -> std::io::Result<String> {
            let mut stream = std::net::TcpStream::connect(("127.0.0.1", self.port))?;
            stream.set_read_timeout(Some(Duration::from_secs(5)))?;
            write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
            let mut text = String::new();
            stream.read_to_string(&mut text)?;
            Ok(text)
        };
        let text = ask().unwrap_or_default();
        let status = text.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        (status, text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
    }

    /// Waits until readiness says no, and why in these words.
    pub fn is_kept_from_ready_by(&self, words: &[&str], within: Duration) {
        eventually(&format!("readiness names {words:?}"), within, || match self.readiness() {
            (503, body) if words.iter().all(|word| body.contains(word)) => Ok(()),
            (code, body) => Err(format!("{code} {body}")),
        });
    }

    /// Waits until it is ready.
    pub fn ready(&self) {
        eventually("the daemon is ready", Duration::from_secs(60), || match self.readiness() {
            (200, _) => Ok(()),
            (code, body) => Err(format!("{code} {body}\n{}", tail(&self.log()))),
        });
    }

    /// Waits until its log holds a text.
    pub fn logged(&self, text: &str) {
        eventually(&format!("the log holds {text:?}"), Duration::from_secs(60), || {
            if self.log().contains(text) { Ok(()) } else { Err(tail(&self.log())) }
        });
    }

    /// Ends it as a power cut does.
    pub fn kill9(mut self) {
        self.signal(Signal::SIGKILL);
        let _ = self.child.wait();
    }

    /// Asks it to end, and waits; how it ended and how long that took.
    pub fn stop(mut self) -> (ExitStatus, Duration) {
        let started = Instant::now();
        self.signal(Signal::SIGTERM);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status, started.elapsed());
            }
            assert!(started.elapsed() < Duration::from_secs(30), "it does not end: {}", tail(&self.log()));
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Tells it to look at its files of rules.
    pub fn hang_up(&self) {
        self.signal(Signal::SIGHUP);
    }

    /// Where its config is.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Stops its clock.
    pub fn freeze(&self) {
        self.signal(Signal::SIGSTOP);
    }

    /// Starts it again.
    pub fn thaw(&self) {
        self.signal(Signal::SIGCONT);
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn tail(log: &str) -> String {
    let lines: Vec<_> = log.lines().collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}
