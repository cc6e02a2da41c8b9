//! How a thread wakes an event loop without entering Python: one byte through a local socket.

use std::io::{self, Read, Write};

#[cfg(unix)]
type Socket = std::os::unix::net::UnixStream;
#[cfg(not(unix))]
type Socket = std::net::TcpStream;

/// A pair of connected sockets; the event loop watches one end.
pub(crate) struct Wake {
    near: Socket,
    far: Socket,
}

impl Wake {
    pub(crate) fn new() -> io::Result<Self> {
        let (near, far) = pair()?;
        near.set_nonblocking(true)?;
        far.set_nonblocking(true)?;
        Ok(Self { near, far })
    }

    /// Makes the watched end readable. A full buffer means that it already is.
    pub(crate) fn wake(&self) {
        let _ = (&self.near).write(&[1]);
    }

    /// Makes the watched end quiet again.
    pub(crate) fn clear(&self) {
        let mut bytes = [0; 64];
        // A buffer that was not filled has taken everything.
        while matches!((&self.far).read(&mut bytes), Ok(count) if count == bytes.len()) {}
    }

    /// The watched end, as the event loop names it.
    #[cfg(unix)]
    pub(crate) fn fileno(&self) -> i64 {
        use std::os::fd::AsRawFd;
        self.far.as_raw_fd().into()
    }

    /// The watched end, as the event loop names it.
    #[cfg(windows)]
    pub(crate) fn fileno(&self) -> i64 {
        use std::os::windows::io::AsRawSocket;
        self.far.as_raw_socket() as i64
    }
}

#[cfg(unix)]
fn pair() -> io::Result<(Socket, Socket)> {
    Socket::pair()
}

/// There are no socket pairs here: a connection to ourselves, and to nobody else.
#[cfg(not(unix))]
fn pair() -> io::Result<(Socket, Socket)> {
    let listener = std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0))?;
    let near = Socket::connect(listener.local_addr()?)?;
    loop {
        let (far, peer) = listener.accept()?;
        if peer == near.local_addr()? {
            return Ok((near, far));
        }
    }
}
