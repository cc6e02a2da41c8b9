//! From a future of the core to a call that JavaScript waits for.
//!
//! JavaScript numbers its calls and keeps the promises. Calls that finish are put into a queue, and
//! JavaScript is woken up once for all that are in it: a thread-safe function for each call, as
//! promises made by Node-API need, costs twice the time, and the event loop looks at every one of
//! them at every wake-up.

use std::collections::BTreeMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use napi::bindgen_prelude::{Array, Either, Function, ToNapiValue};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status};
use napi_derive::napi;
use spectrum_imessage::observe::{TraceContext, with_parent};
use spectrum_imessage::{Error, OnProgress, Progress, Result, runtime};
use tokio_util::sync::CancellationToken;

use crate::failure::Failure;
use crate::transfer::ProgressView;

/// A value, or why there is none.
pub type Outcome<T> = Either<T, Failure>;

/// Wraps the result of a call that did not have to wait.
pub fn outcome<T>(result: Result<T>) -> Outcome<T> {
    match result {
        Ok(value) => Either::A(value),
        Err(error) => Either::B(error.into()),
    }
}

/// Cancels the call that it was given to: the core's future is dropped, and the service sees
/// the stream reset.
#[napi]
#[derive(Debug, Default)]
pub struct NativeCancel(CancellationToken);

#[napi]
impl NativeCancel {
    /// A token that nobody has cancelled yet.
    #[napi(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Cancels. A call that is finished takes no notice.
    #[napi]
    pub fn cancel(&self) {
        self.0.cancel();
    }
}

/// Weak: whether it keeps the process alive is said by [`NativeCalls::hold`].
type Wake = ThreadsafeFunction<(), (), (), Status, false, true>;

/// A finished call: its number, and what adds its outcome to a list on the JavaScript thread.
type Finished = (i64, Box<dyn FnOnce(&mut Array<'_>) -> napi::Result<()> + Send>);

/// The calls of one thread of JavaScript (of one instance of the package, to be exact).
#[napi]
pub struct NativeCalls(Arc<Queue>);

struct Queue {
    wake: Mutex<Wake>,
    /// The program's span in which the next call is made.
    parent: Mutex<Option<TraceContext>>,
    news: Mutex<News>,
}

/// What JavaScript has not taken yet.
#[derive(Default)]
struct News {
    /// How far calls are: the newest of each, however late JavaScript is.
    progress: BTreeMap<i64, Progress>,
    finished: Vec<Finished>,
    /// JavaScript was woken up, and has not come yet.
    woken: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Queue {
    fn put(&self, add: impl FnOnce(&mut News)) {
        let mut news = lock(&self.news);
        add(&mut news);
        let woken = std::mem::replace(&mut news.woken, true);
        drop(news);
        if !woken {
            // If the thread of JavaScript has ended, nobody waits any more.
            lock(&self.wake).call((), ThreadsafeFunctionCallMode::NonBlocking);
        }
    }

    #[expect(deprecated, reason = "the newer way is to drop the function and to make it anew")]
    fn hold(&self, env: &Env, on: bool) -> napi::Result<()> {
        let mut wake = lock(&self.wake);
        if on { wake.refer(env) } else { wake.unref(env) }
    }
}

#[napi]
impl NativeCalls {
    /// `wake` is called when there is something to [`NativeCalls::take`].
    ///
    /// # Errors
    /// If the function cannot be kept.
    #[napi(constructor)]
    pub fn new(wake: Function<'_, (), ()>) -> napi::Result<Self> {
        let wake: Wake = wake.build_threadsafe_function::<()>().weak::<true>().build()?;
        Ok(Self(Arc::new(Queue {
            wake: Mutex::new(wake),
            parent: Mutex::default(),
            news: Mutex::default(),
        })))
    }

    /// How far calls are, with the negative of their numbers: −number, progress, −number, … Then
    /// what has finished: number, outcome, number, outcome, …
    ///
    /// # Errors
    /// If the list cannot be made.
    #[napi]
    pub fn take<'env>(&self, env: &'env Env) -> napi::Result<Array<'env>> {
        let News { progress, finished, .. } = std::mem::take(&mut *lock(&self.0.news));
        let mut list = env.create_array(0)?;
        for (id, progress) in progress {
            list.insert(-id)?;
            list.insert(ProgressView::from(progress))?;
        }
        for (id, outcome) in finished {
            list.insert(id)?;
            if let Err(error) = outcome(&mut list) {
                list.insert(Failure::internal(&error.reason))?;
            }
        }
        Ok(list)
    }

    /// The program's span in which the call is made that comes next, as `traceparent`.
    #[napi]
    pub fn set_parent(&self, traceparent: Option<String>) {
        *lock(&self.0.parent) = traceparent.as_deref().and_then(TraceContext::parse);
    }

    /// Whether the process is kept alive: while calls are on their way.
    ///
    /// # Errors
    /// Those of Node-API.
    #[napi]
    pub fn hold(&self, env: &Env, on: bool) -> napi::Result<()> {
        self.0.hold(env, on)
    }
}

impl NativeCalls {
    /// Tells JavaScript how far the call `id` is. What it has not taken is replaced.
    pub(crate) fn progress(&self, id: i64) -> OnProgress {
        let queue = Arc::clone(&self.0);
        OnProgress::new(move |progress| {
            queue.put(|news| {
                news.progress.insert(id, progress);
            });
        })
    }
}

/// Runs a future on the core's I/O thread, as the call `id`; `convert` makes the value on the
/// JavaScript thread.
///
/// # Errors
/// If the I/O thread cannot be started.
pub fn call<T, J>(
    to: &NativeCalls,
    id: i64,
    cancel: Option<&NativeCancel>,
    future: impl Future<Output = Result<T>> + Send + 'static,
    convert: impl FnOnce(T) -> J + Send + 'static,
) -> napi::Result<()>
where
    T: Send + 'static,
    J: ToNapiValue + 'static,
{
    let failed = |error: Error| napi::Error::from_reason(error.message());
    let runtime = runtime::handle().map_err(failed)?;
    let token = cancel.map(|cancel| cancel.0.clone());
    let queue = Arc::clone(&to.0);
    let future = with_parent(lock(&queue.parent).take(), future);
    runtime.spawn(async move {
        // A bug must not leave somebody waiting for ever.
        let future = AssertUnwindSafe(future).catch_unwind();
        let result = match token {
            // `None` if the token was first.
            Some(token) => token.run_until_cancelled_owned(future).await,
            None => Some(future.await),
        };
        let outcome = move |list: &mut Array<'_>| {
            let outcome: Outcome<J> = match result {
                Some(Ok(Ok(value))) => Either::A(convert(value)),
                Some(Ok(Err(error))) => Either::B(error.into()),
                Some(Err(_)) => Either::B(Failure::internal("it panicked")),
                None => Either::B(Failure::cancelled()),
            };
            list.insert(outcome)
        };
        queue.put(|news| news.finished.push((id, Box::new(outcome))));
    });
    Ok(())
}
