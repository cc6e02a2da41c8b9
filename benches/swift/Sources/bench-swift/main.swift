// Ours, from Swift. The arguments and the line of JSON are those of the Rust programs: `src/workload.rs`.
import Foundation
import SpectrumIMessage

let alice = "any;-;+15551230001"
let fileGUID = "bench-file"
let batch = 256
let batchCount = 5

struct Work {
    var workload = ""
    var address = ""
    var count = 1
    var inFlight = 64
    var path = ""
    var busy = 10.0
    var store = ""

    init(_ arguments: [String]) {
        workload = arguments.first ?? ""
        var rest = arguments.dropFirst()
        while let name = rest.popFirst(), let value = rest.popFirst() {
            switch name {
            case "--address": address = value
            case "--count": count = Int(value) ?? 1
            case "--in-flight": inFlight = Int(value) ?? 64
            case "--path": path = value
            case "--busy": busy = Double(value) ?? 10
            case "--store": store = value
            default: fatalError("unknown argument \(name)")
            }
        }
    }
}

func sequential(_ space: Space, _ count: Int) async throws -> Report {
    try await space.send("hello")
    var watch = Watch()
    for _ in 0..<count {
        let began = now()
        try await space.send("hello")
        watch.singles.append(now() - began)
    }
    return watch.stop(count)
}

func parallel(_ space: Space, _ count: Int, _ inFlight: Int) async throws -> Report {
    try await space.send("hello")
    let watch = Watch()
    try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<count {
            if number >= inFlight { try await group.next() }
            group.addTask { _ = try await space.send("hello") }
        }
        try await group.waitForAll()
    }
    return watch.stop(count)
}

/// Reads texts that pass until there are enough; the measurement begins at the first of them.
func read(
    _ app: Spectrum, _ count: Int, busy: Double = 0, where passes: (String) -> Bool = { _ in true }
) async throws -> Report {
    var watch: Watch?
    var seen = 0
    for try await (_, message) in app.messages {
        guard case .text(let text) = message.content, passes(text) else { continue }
        seen += 1
        if watch == nil {
            if busy > 0 { try await Task.sleep(for: .seconds(busy)) }
            watch = Watch()
        }
        if seen >= count { break }
    }
    return (watch ?? Watch()).stop(seen)
}

func latency(_ app: Spectrum, _ count: Int) async throws -> Report {
    var watch = Watch()
    for try await (_, message) in app.messages {
        guard case .text(let text) = message.content, let sent = UInt64(text.dropFirst(3)) else { continue }
        watch.singles.append(now() - sent)
        if watch.singles.count >= count { break }
    }
    return watch.stop(watch.singles.count)
}

func upload(_ space: Space, _ path: String) async throws -> Report {
    try await space.send("hello")
    let watch = Watch()
    try await space.send(.attachment(path))
    return watch.stop(size(path))
}

func download(_ app: Spectrum, _ path: String) async throws -> Report {
    guard let found = try await app.imessage.attachment(id: fileGUID) else { fatalError("no file") }
    let watch = Watch()
    try await found.save(to: path)
    return watch.stop(size(path))
}

func size(_ path: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? NSNumber)?.intValue ?? 0
}

func idle(_ app: Spectrum, _ count: Int) async throws -> Report {
    let reader = Task { for try await _ in app.messages {} }
    while !app.health.healthy { try await Task.sleep(for: .milliseconds(20)) }
    let watch = Watch()
    try await Task.sleep(for: .seconds(2))
    let report = watch.stop(count)
    reader.cancel()
    return report
}

/// What the border costs: a call that asks nothing of the service, a message, a batch.
func crossing(_ app: Spectrum, _ count: Int) async throws -> Report {
    func waits(_ number: Int) async throws {
        while app.health.waiting < number { try await Task.sleep(for: .microseconds(200)) }
    }
    let watch = Watch()
    var calls: [UInt64] = []
    var singles: [UInt64] = []
    var batches: [UInt64] = []
    for _ in 0..<count {
        let began = now()
        _ = try app.imessage.space(id: alice)
        calls.append(now() - began)
    }
    var messages = app.messages.makeAsyncIterator()
    _ = try await messages.next()
    for _ in 0..<(20 * count) where singles.count < count {
        try await waits(1)
        let before = app.health.waiting
        let began = now()
        _ = try await messages.next()
        let took = now() - began
        // All that wait come at once. Where one still waits, the read was of what had come before.
        if before == 1 && app.health.waiting == 0 { singles.append(took) }
    }
    for _ in 0..<batchCount {
        try await waits(batch)
        let began = now()
        for _ in 0..<batch { _ = try await messages.next() }
        batches.append(now() - began)
    }
    var report = watch.stop(count)
    report.call_us = percentile(calls.sorted(), 50)
    report.message_us = percentile(singles.sorted(), 50)
    report.batch_us = percentile(batches.sorted(), 50)
    return report
}

let work = Work(Array(CommandLine.arguments.dropFirst()))
let lines = work.workload == "idle" ? work.count : 1
let clients = (0..<lines).map { number in
    let digits = String(number)
    let phone = number == 0 ? "+15559990001" : "+1555888" + String(repeating: "0", count: 4 - digits.count) + digits
    return IMessageClient(address: work.address, token: "bench", phone: phone)
}
let watch = Watch()
let app = try await Spectrum(
    providers: [.imessage(clients: clients)],
    store: work.store.isEmpty ? .memory : .sqlite(path: work.store)
)
let report: Report
switch work.workload {
case "cold":
    try await app.imessage.space(id: alice).send("hello")
    report = watch.stop(1)
case "sequential": report = try await sequential(app.imessage.space(id: alice), work.count)
case "parallel": report = try await parallel(app.imessage.space(id: alice), work.count, work.inFlight)
case "inbound": report = try await read(app, work.count)
case "slow": report = try await read(app, work.count, busy: work.busy)
case "latency": report = try await latency(app, work.count)
case "catch-up": report = try await read(app, work.count) { $0.hasPrefix("missed") }
case "upload": report = try await upload(app.imessage.space(id: alice), work.path)
case "download": report = try await download(app, work.path)
case "crossing": report = try await crossing(app, work.count)
case "idle": report = try await idle(app, work.count)
default: fatalError("unknown workload \(work.workload)")
}
try report.print()
await app.stop()
