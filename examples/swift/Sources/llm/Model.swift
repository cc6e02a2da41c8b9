import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// What somebody said, as the model is told.
struct Said: Codable, Sendable {
    let role: String
    let content: String
}

/// A server with OpenAI's chat API.
struct Model: Sendable {
    struct Refused: Error {
        let status: Int
    }

    private let request: URLRequest
    private let name: String

    init(_ environment: [String: String]) throws {
        let base = environment["OPENAI_BASE_URL"] ?? "https://api.openai.com/v1"
        guard let url = URL(string: "\(base)/chat/completions") else { throw URLError(.badURL) }
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.setValue("Bearer \(environment["OPENAI_API_KEY"] ?? "")", forHTTPHeaderField: "Authorization")
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        self.request = request
        name = environment["OPENAI_MODEL"] ?? "gpt-5-mini"
    }

    /// The answer, piece by piece.
    func words(_ messages: [Said]) -> AsyncThrowingStream<String, any Error> {
        AsyncThrowingStream { stream in
            do {
                var request = request
                request.httpBody = try JSONEncoder().encode(Body(model: name, messages: messages))
                let session = URLSession(configuration: .default, delegate: Lines(stream), delegateQueue: nil)
                let task = session.dataTask(with: request)
                stream.onTermination = { _ in task.cancel() }
                task.resume()
                session.finishTasksAndInvalidate()
            } catch {
                stream.finish(throwing: error)
            }
        }
    }

    private struct Body: Encodable {
        let model: String
        var stream = true
        let messages: [Said]

        init(model: String, messages: [Said]) {
            self.model = model
            self.messages = messages
        }
    }
}

/// Server-sent events as they come: `data: {…}`, and `data: [DONE]` at the end. Its session calls it on one queue.
private final class Lines: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    private struct Event: Decodable {
        struct Choice: Decodable {
            struct Delta: Decodable { let content: String? }
            let delta: Delta
        }
        let choices: [Choice]
    }

    private let stream: AsyncThrowingStream<String, any Error>.Continuation
    private var rest = Data()

    init(_ stream: AsyncThrowingStream<String, any Error>.Continuation) {
        self.stream = stream
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        rest.append(data)
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
            rest.removeSubrange(rest.startIndex...end)
            guard line.hasPrefix("data: "),
                let event = try? JSONDecoder().decode(Event.self, from: Data(line.dropFirst(6).utf8)),
                let piece = event.choices.first?.delta.content
            else { continue }
            stream.yield(piece)
        }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let status = (task.response as? HTTPURLResponse)?.statusCode ?? 200
        stream.finish(throwing: error ?? (status == 200 ? nil : Model.Refused(status: status)))
    }
}
