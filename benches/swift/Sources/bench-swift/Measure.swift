import Foundation

/// The clock that all processes of a machine share, in nanoseconds.
func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// The processor time of this process, in seconds.
func cpu() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// A figure of `/proc/self/status`, in KiB.
func memory(_ field: String) -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix(field) }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
}

/// The nearest-rank percentile of what is sorted, in microseconds.
func percentile(_ sorted: [UInt64], _ percent: Int) -> Double? {
    let rank = max((sorted.count * percent + 99) / 100, 1)
    return rank <= sorted.count ? Double(sorted[rank - 1]) / 1000 : nil
}

/// What the program prints at its end: as `benches/src/measure.rs`.
struct Report: Encodable {
    let done_ns: UInt64
    let count: Int
    let seconds: Double
    let cpu_seconds: Double
    let rss_kib: Int
    let peak_kib: Int
    let p50_us: Double?
    let p99_us: Double?
    var call_us: Double?
    var message_us: Double?
    var batch_us: Double?

    func print() throws {
        let line = try JSONEncoder().encode(self)
        FileHandle.standardOutput.write(line + Data("\n".utf8))
    }
}

/// A measurement that runs.
struct Watch {
    private let began = now()
    private let used = cpu()
    var singles: [UInt64] = []

    func stop(_ count: Int) -> Report {
        let done = now()
        let used = cpu() - used
        let sorted = singles.sorted()
        return Report(
            done_ns: done,
            count: count,
            seconds: Double(done - began) / 1e9,
            cpu_seconds: used,
            rss_kib: memory("VmRSS:"),
            peak_kib: memory("VmHWM:"),
            p50_us: percentile(sorted, 50),
            p99_us: percentile(sorted, 99)
        )
    }
}
