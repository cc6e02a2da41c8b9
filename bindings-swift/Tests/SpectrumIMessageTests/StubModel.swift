import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A stub of an LLM's HTTP API: it says how many messages it was given, and fails when it is told to.
final class StubModel: Sendable {
    let port: UInt16
    private let socket: Int32

    struct Unusable: Error {}

    init() throws {
        #if canImport(Glibc)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        let socket = Self.open(AF_INET, stream)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(socket, raw, length) == 0 && listen(socket, 8) == 0 && getsockname(socket, raw, &length) == 0
            }
        }
        guard bound else { throw Unusable() }
        self.socket = socket
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread {
            while true {
                let connection = accept(socket, nil, nil)
                guard connection >= 0 else { return }
                Self.answer(connection)
            }
        }
    }

    private static func open(_ family: Int32, _ kind: Int32) -> Int32 {
        #if canImport(Glibc)
            Glibc.socket(family, kind, 0)
        #else
            Darwin.socket(family, kind, 0)
        #endif
    }

    func close() {
        // A thread that waits in accept is woken by the one, and not by the other.
        shutdown(socket, Int32(SHUT_RDWR))
        FileHandle(fileDescriptor: socket, closeOnDealloc: true).closeFile()
    }

    private static func answer(_ connection: Int32) {
        let file = FileHandle(fileDescriptor: connection, closeOnDealloc: true)
        defer { file.closeFile() }
        var request = Data()
        var body: [String: Any]?
        while body == nil {
            let more = file.availableData
            if more.isEmpty { return }
            request.append(more)
            guard let end = request.range(of: Data("\r\n\r\n".utf8)) else { continue }
            body = try? JSONSerialization.jsonObject(with: request[end.upperBound...]) as? [String: Any]
        }
        let messages = body?["messages"] as? [[String: Any]] ?? []
        let head = String(decoding: request.prefix(1000), as: UTF8.self)
        let known = head.hasPrefix("POST /v1/chat/completions ") && head.contains("Bearer key")
        guard known, body?["stream"] as? Bool == true, messages.last?["content"] as? String != "fail" else {
            file.write(Data("HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8))
            return
        }
        var answer = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        for word in ["I ", "was ", "told ", "\(messages.count)"] {
            answer += "data: {\"choices\": [{\"delta\": {\"content\": \"\(word)\"}}]}\n\n"
        }
        file.write(Data("\(answer)data: {\"choices\": []}\n\ndata: [DONE]\n\n".utf8))
    }
}
