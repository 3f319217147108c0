//! A real Apache Kafka (KRaft), started once for a test run and ended with it.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{Mutex, OnceLock},
    time::Duration,
};

use rdkafka::{
    ClientConfig,
    admin::{AdminClient, AdminOptions, NewTopic, TopicReplication},
    client::DefaultClientContext,
    consumer::{BaseConsumer, Consumer},
};

use super::{eventually, free_port};

/// Who may use the listener that asks.
pub const USER: &str = "desk";
/// The user's password.
pub const PASSWORD: &str = "a-password-of-the-tests";

const JAVA: &[&str] = &[
    "-Xms256m",
    "-Xmx384m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Xshare:auto",
    "-XX:ActiveProcessorCount=2",
    "-Djava.net.preferIPv4Stack=true",
];

/// A broker in a folder of its own.
pub struct Broker {
    port: u16,
    /// Asks for a user name and password ([`USER`], [`PASSWORD`]).
    sasl_port: u16,
    folder: tempfile::TempDir,
    class_path: String,
    /// Whether it lives as long as the process, and is dropped by nobody.
    shared: bool,
    running: Mutex<Option<Running>>,
}

/// The broker's process, below a shell that ends it when this process ends, however it ends:
/// the shell waits for the end of a pipe that only we hold open.
struct Running {
    shell: Child,
    pipe: ChildStdin,
    pid: i32,
}

/// The broker that all tests share; `None` where there is none and that is allowed.
///
/// `WIREDESK_TEST_KAFKA=host:port` names one that runs already. With `CI` set a missing
/// broker fails the run.
pub fn shared() -> Option<&'static str> {
    static SHARED: OnceLock<Option<(String, Option<Broker>)>> = OnceLock::new();
    SHARED.get_or_init(start_shared).as_ref().map(|(brokers, _)| brokers.as_str())
}

fn start_shared() -> Option<(String, Option<Broker>)> {
    if let Ok(brokers) = std::env::var("WIREDESK_TEST_KAFKA") {
        return Some((brokers, None));
    }
    match Broker::begin(true, "") {
        Ok(broker) => Some((broker.address(), Some(broker))),
        Err(why) if std::env::var_os("CI").is_some() => panic!("CI is set and there is no Kafka: {why}"),
        Err(why) => {
            say(&format!("\n*** NOT RUN: no real Kafka: {why}. Everything that is proved on one was not run. ***\n"));
            None
        }
    }
}

/// The shared broker, or a loud word and the end of the test.
#[macro_export]
macro_rules! kafka_or_skip {
    () => {
        match $crate::support::kafka::shared() {
            Some(brokers) => brokers,
            None => {
                $crate::support::kafka::say(&format!(
                    "*** NOT RUN: {} needs a real Kafka (Java 17 and Maven, or WIREDESK_TEST_KAFKA)",
                    std::thread::current().name().unwrap_or(module_path!())
                ));
                return;
            }
        }
    };
}

impl Broker {
    /// Resolves the artifacts, formats the storage and starts; ready when it answers.
    pub fn start() -> Result<Self, String> {
        Self::begin(false, "")
    }

    /// One whose [`USER`] may do what [`Self::grant`] lets it, and no more.
    pub fn asking_for_rights() -> Result<Self, String> {
        let authorizer = "org.apache.kafka.metadata.authorizer.StandardAuthorizer";
        Self::begin(false, &format!("authorizer.class.name={authorizer}\nsuper.users=User:ANONYMOUS\n"))
    }

    /// Runs Kafka's own tool for rights.
    pub fn grant(&self, words: &[&str]) {
        let mut command = Command::new("java");
        command.args(self.java("org.apache.kafka.tools.AclCommand")).args(["--bootstrap-server", &self.address()]);
        let output = command.args(words).output().unwrap();
        assert!(output.status.success(), "{words:?}: {output:?}");
    }

    fn begin(shared: bool, more: &str) -> Result<Self, String> {
        let class_path = class_path()?;
        let folder = tempfile::Builder::new().prefix("wiredesk-kafka-").tempdir().map_err(|e| e.to_string())?;
        let (port, sasl_port, controller) = (free_port(), free_port(), free_port());
        let properties = properties(folder.path(), port, sasl_port, controller) + more;
        fs::write(folder.path().join("server.properties"), properties).map_err(|e| e.to_string())?;
        let broker = Self { port, sasl_port, folder, class_path, shared, running: Mutex::new(None) };
        broker.format()?;
        broker.launch();
        broker.ready();
        Ok(broker)
    }

    /// `host:port`.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// `host:port` of the listener that asks who is there.
    pub fn sasl_address(&self) -> String {
        format!("127.0.0.1:{}", self.sasl_port)
    }

    fn java(&self, main: &str) -> Vec<String> {
        let log = source_folder().join("log4j2.yaml");
        let mut words: Vec<String> = JAVA.iter().map(|word| (*word).to_owned()).collect();
        words.push(format!("-Dlog4j2.configurationFile={}", log.display()));
        words.extend(["-cp".into(), self.class_path.clone(), main.into()]);
        words
    }

    fn format(&self) -> Result<(), String> {
        let output = Command::new("java")
            .args(self.java("kafka.tools.StorageTool"))
            .args(["format", "--cluster-id", "d2lyZWRlc2stdGVzdHMtMQ", "-c"])
            .arg(self.folder.path().join("server.properties"))
            .output()
            .map_err(|e| format!("java: {e}"))?;
        if output.status.success() {
            return Ok(());
        }
        Err(format!("kafka.tools.StorageTool: {}", String::from_utf8_lossy(&output.stderr)))
    }

    /// Starts the process; the data of an earlier one is still there.
    pub fn launch(&self) {
        let log = fs::OpenOptions::new().create(true).append(true).open(self.folder.path().join("broker.log")).unwrap();
        // Nothing drops what all tests share: its folder goes with the shell.
        let script = "\"$@\" & pid=$!; echo $pid > \"$PIDFILE\"; cat > /dev/null; kill -9 $pid 2>/dev/null; \
                      wait $pid; [ -z \"$REMOVE\" ] || rm -rf \"$REMOVE\"";
        let remove = if self.shared { self.folder.path().to_path_buf() } else { PathBuf::new() };
        let pid_file = self.folder.path().join("pid");
        let _ = fs::remove_file(&pid_file);
        let mut shell = Command::new("sh")
            .args(["-c", script, "sh", "java"])
            .args(self.java("kafka.Kafka"))
            .arg(self.folder.path().join("server.properties"))
            .env("PIDFILE", &pid_file)
            .env("REMOVE", remove)
            .stdin(Stdio::piped())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let pipe = shell.stdin.take().unwrap();
        let mut pid = 0;
        eventually("the broker's pid", Duration::from_secs(10), || {
            pid = fs::read_to_string(&pid_file).ok().and_then(|text| text.trim().parse().ok()).ok_or("no pid yet")?;
            Ok(())
        });
        *self.running.lock().unwrap() = Some(Running { shell, pipe, pid });
    }

    /// Waits until it answers.
    pub fn ready(&self) {
        let consumer: BaseConsumer = ClientConfig::new().set("bootstrap.servers", self.address()).create().unwrap();
        eventually("the broker answers", Duration::from_secs(60), || {
            consumer.fetch_metadata(None, Duration::from_secs(2)).map(|_| ()).map_err(|e| e.to_string())
        });
    }

    /// Ends it at once, as a power cut does.
    pub fn kill(&self) {
        if let Some(mut running) = self.running.lock().unwrap().take() {
            let pid = nix::unistd::Pid::from_raw(running.pid);
            let _ = nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGKILL);
            drop(running.pipe);
            let _ = running.shell.wait();
        }
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.kill();
    }
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/kafka")
}

/// Resolves the artifacts once; the class path is kept below `target`.
fn class_path() -> Result<String, String> {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/kafka-class-path");
    let pom = source_folder().join("pom.xml");
    let known = fs::read_to_string(&kept).unwrap_or_default();
    let changed = |path: &Path| fs::metadata(path).and_then(|meta| meta.modified()).ok();
    // What was resolved for another recipe may lack something.
    if changed(&kept) >= changed(&pom) && !known.is_empty() && known.split(':').all(|jar| Path::new(jar).exists()) {
        return Ok(known);
    }
    let output = Command::new("mvn")
        .args(["-q", "-B", "-f"])
        .arg(pom)
        .arg("dependency:build-classpath")
        .arg(format!("-Dmdep.outputFile={}", kept.display()))
        .output()
        .map_err(|e| format!("mvn: {e} (Java 17 and Maven are needed)"))?;
    if !output.status.success() {
        let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
        said.truncate(2_000);
        return Err(format!("mvn could not resolve the broker: {said}"));
    }
    fs::read_to_string(&kept).map_err(|e| e.to_string())
}

fn properties(folder: &Path, port: u16, sasl_port: u16, controller: u16) -> String {
    format!(
        "process.roles=broker,controller\nnode.id=1\ncontroller.quorum.voters=1@127.0.0.1:{controller}\n\
         listeners=PLAINTEXT://127.0.0.1:{port},ASKING://127.0.0.1:{sasl_port},CONTROLLER://127.0.0.1:{controller}\n\
         advertised.listeners=PLAINTEXT://127.0.0.1:{port},ASKING://127.0.0.1:{sasl_port}\n\
         listener.security.protocol.map=PLAINTEXT:PLAINTEXT,ASKING:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT\n\
         sasl.enabled.mechanisms=PLAIN\n\
         listener.name.asking.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule \
         required user_{USER}=\"{PASSWORD}\";\n\
         controller.listener.names=CONTROLLER\ninter.broker.listener.name=PLAINTEXT\nlog.dirs={}\n\
         offsets.topic.replication.factor=1\noffsets.topic.num.partitions=4\n\
         transaction.state.log.replication.factor=1\ntransaction.state.log.min.isr=1\n\
         transaction.state.log.num.partitions=4\ngroup.initial.rebalance.delay.ms=0\n\
         group.min.session.timeout.ms=2000\ntransaction.abort.timed.out.transaction.cleanup.interval.ms=1000\n\
         log.cleaner.dedupe.buffer.size=16777216\nlog.segment.bytes=16777216\nnum.network.threads=2\nnum.io.threads=4\n\
         auto.create.topics.enable=false\n",
        folder.join("data").display()
    )
}

/// Settings by which [`USER`] signs in with the password in a file.
pub fn sasl(password_file: &str) -> String {
    format!("[kafka.sasl]\nmechanism = \"PLAIN\"\nusername = \"{USER}\"\npassword_file = \"{password_file}\"\n")
}

/// Creates a topic with settings of its own.
pub fn create_topic(brokers: &str, name: &str, partitions: i32, settings: &[(&str, &str)]) {
    let admin: AdminClient<DefaultClientContext> =
        ClientConfig::new().set("bootstrap.servers", brokers).create().unwrap();
    let new = NewTopic::new(name, partitions, TopicReplication::Fixed(1));
    let new = settings.iter().fold(new, |new, (key, value)| new.set(key, value));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let results = runtime.block_on(admin.create_topics([&new], &AdminOptions::new())).unwrap();
    results.into_iter().for_each(|result| {
        result.unwrap();
    });
}

/// A line that the test run's reader cannot miss: the test harness shows what a test that
/// passes has printed to nobody, but does not see what is written like this.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
