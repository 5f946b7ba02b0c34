//! The Python process: how it is started, spoken to, and ended.

use super::config::RayConfig;
use super::fault::backend;
use super::protocol::SIDECAR;
use crate::channel::error::ChannelError;
use std::collections::VecDeque;
use std::io;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::mpsc;
use tokio::time::timeout;

/// What the process exits with where Ray is not installed.
const NO_RAY: i32 = 97;
/// How many lines of what it printed are kept.
const LINES: usize = 50;
/// How many bytes of a line.
const LONGEST: u64 = 4096;
/// How much is written at once.
const CHUNK: usize = 1 << 18;

/// The last lines that the process printed.
pub(super) type Log = Arc<Mutex<VecDeque<String>>>;

/// A process that runs.
pub(super) struct Process {
    child: Child,
    pub(super) log: Log,
}

impl Process {
    /// Starts it: the process, and where to write to and read from.
    pub(super) fn start(config: &RayConfig) -> Result<(Self, ChildStdin, BufReader<ChildStdout>), ChannelError> {
        let mut command = Command::new(&config.python);
        command.args(["-u", "-c", SIDECAR]);
        command.env("RAY_USAGE_STATS_ENABLED", "0");
        if let Some(path) = &config.token_path {
            // A driver that connects by address does not look for a token unless it is told to.
            command.env("RAY_AUTH_MODE", "token").env("RAY_AUTH_TOKEN_PATH", path);
        }
        command.envs(config.variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let python = config.python.display();
        let mut child = command.spawn().map_err(|error| {
            backend(format!("cannot start `{python}`: {error}; `KLAW_RAY_PYTHON` names a Python with Ray"))
        })?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(backend("the process has no pipes"));
        };
        let log = Log::default();
        tokio::spawn(keep(stderr, Arc::clone(&log)));
        Ok((Self { child, log }, stdin, BufReader::with_capacity(CHUNK, stdout)))
    }

    pub(super) fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Waits until it ends by itself, as its standard input has; then it has no choice. What there is to say of its end.
    pub(super) async fn end(mut self, python: &str) -> ChannelError {
        let status = match timeout(Duration::from_secs(6), self.child.wait()).await {
            Ok(Ok(status)) => status,
            Ok(Err(error)) => return backend(format!("the Python process is lost: {error}")),
            Err(_) => {
                // It may be gone already.
                let _ = self.child.kill().await;
                return backend("the Python process hung, and was ended");
            }
        };
        if status.code() == Some(NO_RAY) {
            return backend(format!(
                "`{python}` has no Ray: install it with `{python} -m pip install ray`, or let `KLAW_RAY_PYTHON` name another"
            ));
        }
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let last: Vec<_> = log.iter().rev().take(5).rev().map(String::as_str).collect();
        backend(format!("the Python process has ended ({status}): {}", last.join(" | ")))
    }

    pub(super) fn kill(&mut self) {
        // It may be gone already.
        let _ = self.child.start_kill();
    }
}

/// Keeps the last lines of what it prints, whatever that is. A line that is too long is several.
async fn keep(stderr: impl AsyncRead + Unpin, log: Log) {
    let mut stderr = BufReader::new(stderr);
    let mut line = Vec::new();
    while let Ok(1..) = (&mut stderr).take(LONGEST).read_until(b'\n', &mut line).await {
        let text = String::from_utf8_lossy(line.strip_suffix(b"\n").unwrap_or(&line)).into_owned();
        line.clear();
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
        if log.len() == LINES {
            log.pop_front();
        }
        log.push_back(text);
    }
}

/// Writes requests until there are no more, several at once where they have come up meanwhile.
pub(super) async fn write(mut stdin: ChildStdin, mut requests: mpsc::UnboundedReceiver<Vec<u8>>) {
    while let Some(mut chunk) = requests.recv().await {
        while chunk.len() < CHUNK
            && let Ok(more) = requests.try_recv()
        {
            chunk.extend_from_slice(&more);
        }
        if stdin.write_all(&chunk).await.is_err() {
            return;
        }
    }
}

/// The next answer; `None` at the end.
pub(super) async fn read(stdout: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Vec<u8>>> {
    let length = match stdout.read_u32_le().await {
        Ok(length) => u64::from(length),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut frame = Vec::with_capacity(usize::try_from(length).unwrap_or(0).min(CHUNK));
    let read = stdout.take(length).read_to_end(&mut frame).await?;
    Ok((read as u64 == length).then_some(frame))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;
    use futures_lite::future::block_on;
    use std::pin::Pin;
    use std::task::{Context, Poll};
    use tokio::io::ReadBuf;

    /// What a process writes, so many bytes at a time, and how much room it was offered for them.
    struct Drip {
        bytes: Vec<u8>,
        at: usize,
        step: usize,
        offered: usize,
    }

    impl Drip {
        fn new(bytes: &[&[u8]], step: usize) -> Self {
            Self { bytes: bytes.concat(), at: 0, step, offered: 0 }
        }
    }

    impl AsyncRead for Drip {
        fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
            let this = self.get_mut();
            this.offered = this.offered.max(buffer.remaining());
            let rest = &this.bytes[this.at..];
            let piece = &rest[..this.step.min(buffer.remaining()).min(rest.len())];
            buffer.put_slice(piece);
            this.at += piece.len();
            Poll::Ready(Ok(()))
        }
    }

    fn prefix(length: usize) -> [u8; 4] {
        u32::try_from(length).unwrap().to_le_bytes()
    }

    #[test]
    fn frames_come_in_pieces_of_any_size() {
        let long = vec![7; 3 * CHUNK + 1];
        let frames = [&b""[..], b"x", &long, b"", b"last"];
        let written: Vec<_> = frames.iter().flat_map(|frame| [prefix(frame.len()).to_vec(), frame.to_vec()]).collect();
        let written: Vec<&[u8]> = written.iter().map(Vec::as_slice).collect();
        for step in [1, 3, 4, 1000, usize::MAX] {
            let mut drip = Drip::new(&written, step);
            block_on(async {
                for frame in frames {
                    assert_eq!(read(&mut drip).await.unwrap().unwrap(), frame, "{step}");
                }
                assert!(read(&mut drip).await.unwrap().is_none(), "{step}");
            });
        }
    }

    #[test]
    fn an_end_inside_of_a_frame_is_the_end() {
        let whole = [&prefix(5)[..], b"bytes"].concat();
        for length in 0..whole.len() {
            for step in [1, 9] {
                let mut drip = Drip::new(&[&whole[..length]], step);
                assert!(block_on(read(&mut drip)).unwrap().is_none(), "{length}");
            }
        }
        assert_eq!(block_on(read(&mut Drip::new(&[&whole], 1))).unwrap().unwrap(), b"bytes");
    }

    /// Room is made for what has come, whatever is promised.
    #[test]
    fn a_length_is_not_believed() {
        for length in [u32::MAX as usize, 1 << 31, CHUNK + 1] {
            let mut drip = Drip::new(&[&prefix(length), b"few"], 2);
            assert!(block_on(read(&mut drip)).unwrap().is_none());
            assert!(drip.offered <= CHUNK, "room for {} bytes, of which 3 came", drip.offered);
        }
    }

    #[test]
    fn what_is_printed_is_kept_also_where_it_is_no_text_or_has_no_end() {
        let mut printed = b"one\nt\xffwo\n\n".to_vec();
        printed.extend([b'x'; 5000]);
        let log = Log::default();
        block_on(keep(&printed[..], Arc::clone(&log)));
        let log = log.lock().unwrap_or_else(PoisonError::into_inner);
        assert_eq!(*log, ["one", "t\u{fffd}wo", "", &"x".repeat(4096), &"x".repeat(904)]);
    }
}
