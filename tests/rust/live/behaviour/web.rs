//! A web server of one file, on this machine.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Answers one request after another with what it was given; the last answer stays.
pub(crate) struct Web {
    base: String,
    asked: Arc<AtomicUsize>,
}

/// A status and a body; `None` never answers.
pub(crate) type Answer = Option<(u16, &'static [u8])>;

impl Web {
    pub(crate) async fn serving(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(AtomicUsize::new(0));
        let mut answers: Vec<Answer> = answers.into_iter().collect();
        answers.reverse();
        let (answers, count) = (Arc::new(Mutex::new(answers)), Arc::clone(&asked));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&answers), Arc::clone(&count)));
            }
        });
        Self { base, asked }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// How often something was asked for.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

async fn answer(mut stream: TcpStream, answers: Arc<Mutex<Vec<Answer>>>, count: Arc<AtomicUsize>) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => request.push(byte),
            Err(_) => return,
        }
    }
    count.fetch_add(1, Ordering::SeqCst);
    let next = {
        let mut answers = answers.lock().expect("no panic");
        if answers.len() > 1 { answers.pop().flatten() } else { answers.last().copied().flatten() }
    };
    let Some((status, body)) = next else { return std::future::pending().await };
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    // A client that has gone needs no answer.
    let _ = stream.write_all(&[head.as_bytes(), body].concat()).await;
}
