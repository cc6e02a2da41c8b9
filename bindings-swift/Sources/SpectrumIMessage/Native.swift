internal import SpectrumIMessageNative

/// Awaits a native call. Cancelling the task cancels the call, which Swift does not do by itself, and throws
/// `CancellationError`; errors become ``SpectrumError``.
func awaiting<Value: Sendable>(
    _ call: @Sendable (NativeCancel) async throws -> Value
) async throws -> Value {
    let cancel = TraceContext.current.map { NativeCancel.within(traceparent: $0.traceparent) } ?? NativeCancel()
    do {
        return try await withTaskCancellationHandler {
            try Task.checkCancellation()
            return try await call(cancel)
        } onCancel: {
            cancel.cancel()
        }
    } catch let error as NativeError {
        throw publicError(error)
    }
}

/// Makes a native call that waits for nothing.
func calling<Value>(_ call: () throws -> Value) throws -> Value {
    do {
        return try call()
    } catch let error as NativeError {
        throw publicError(error)
    }
}

/// The error that programs see.
private func publicError(_ error: NativeError) -> any Error {
    guard let known = SpectrumError(error) else { return CancellationError() }
    // What a platform of the program's own has thrown.
    return Failures.original(of: known) ?? known
}

extension SpectrumError {
    /// The error of the native side; nil for the end of a cancelled call.
    init?(_ error: NativeError) {
        switch error {
        case .Authentication(let details): self.init(details, SpectrumError.authentication)
        case .NotFound(let details): self.init(details, SpectrumError.notFound)
        case .RateLimit(let details): self.init(details, SpectrumError.rateLimit)
        case .Validation(let details): self.init(details, SpectrumError.validation)
        case .Connection(let details): self.init(details, SpectrumError.connection)
        case .Unsupported(let details): self.init(details, SpectrumError.unsupported)
        case .Other(let details): self.init(details, SpectrumError.other)
        case .Cancelled: return nil
        }
    }
}
