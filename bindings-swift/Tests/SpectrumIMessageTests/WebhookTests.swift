import Foundation
import SimulatorSupport
import SpectrumIMessage
import XCTest

private let secret = "whsec_test"

/// What webhooks bring.
final class WebhookTests: SimulatorTestCase {
    func testADeliveryIsAMessageOnce() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator, webhookSecret: secret)
        let body = message("M1")
        var answer = try await app.webhook(headers: signed(body), body: body)
        XCTAssertEqual(answer, WebhookAnswer(status: 200, body: "ok"))
        answer = try await app.webhook(headers: signed(body), body: body, ack: .accepted)
        XCTAssertEqual(answer.body, "duplicate")

        let elsewhere = message("M2", platform: "slack")
        answer = try await app.webhook(headers: signed(elsewhere), body: elsewhere)
        XCTAssertEqual(answer.status, 503)
        XCTAssertEqual(app.health.webhooksUnrouted, 1)
        answer = try await app.webhook(headers: [:], body: body)
        XCTAssertEqual(answer.status, 400)
        answer = try await app.webhook(headers: signed(body), body: Data("{}".utf8))
        XCTAssertEqual(answer.status, 401)

        let received = try await next(of: app)
        XCTAssertEqual(received.text, "I am M1")
    }

    func testVerifyIsAFunctionOfItsOwn() throws {
        let body = Data(#"{"event":"messages"}"#.utf8)
        let now = Date(timeIntervalSince1970: 1_700_000_000)
        let headers = signed(body, at: now)
        let good = try WebhookDelivery.verify(secret: secret, headers: headers, body: body, now: now)
        XCTAssertEqual(good.webhookID, "wh_1")
        XCTAssertEqual(good.event, "messages")
        XCTAssertEqual(good.timestamp, now)
        XCTAssertThrowsError(
            try WebhookDelivery.verify(secret: secret, headers: headers, body: Data(), now: now)
        ) { error in
            guard case SpectrumError.authentication = error else { return XCTFail("\(error)") }
        }
        XCTAssertThrowsError(try WebhookDelivery.verify(secret: "", headers: headers, body: body, now: now)) { error in
            guard case SpectrumError.validation = error else { return XCTFail("\(error)") }
        }
        let late = now.addingTimeInterval(301)
        XCTAssertThrowsError(try WebhookDelivery.verify(secret: secret, headers: headers, body: body, now: late))
    }
}

private func message(_ id: String, platform: String = "imessage") -> Data {
    Data(
        """
        {"event": "messages", "message": {"id": "\(id)", "platform": "\(platform)",
         "space": {"id": "any;-;\(alice)", "type": "dm"}, "content": {"type": "text", "text": "I am \(id)"}}}
        """.utf8)
}

private func signed(_ body: Data, at time: Date = Date()) -> [String: String] {
    let stamp = String(Int(time.timeIntervalSince1970))
    let tag = hmac(key: Array(secret.utf8), Array("v0:\(stamp):".utf8) + Array(body))
    return [
        "X-Spectrum-Event": "messages",
        "x-spectrum-webhook-id": "wh_1",
        "X-Spectrum-Timestamp": stamp,
        "X-Spectrum-Signature": "v0=" + tag.map { String(format: "%02x", $0) }.joined(),
    ]
}

/// The key is no longer than a block.
private func hmac(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
    let key = key + Array(repeating: 0, count: 64 - key.count)
    return sha256(key.map { $0 ^ 0x5c } + sha256(key.map { $0 ^ 0x36 } + message))
}

/// What Linux has no framework for.
private func sha256(_ message: [UInt8]) -> [UInt8] {
    // The fractions of the roots of the first primes, cube roots for the rounds and square roots for the start.
    let primes = (2...311).filter { n in !(2..<n).contains { n % $0 == 0 } }
    func fraction(_ n: Int, root: UInt32) -> UInt32 {
        // The whole part of the root of n times 2 to the 32, by halves, without floating point.
        var low: UInt64 = 0
        for bit in stride(from: UInt64(36), through: 0, by: -1) {
            let tried = low | (1 << bit)
            if !exceeds(tried, power: root, of: n) { low = tried }
        }
        return UInt32(truncatingIfNeeded: low)
    }
    let rounds = primes.map { fraction($0, root: 3) }
    var state = primes.prefix(8).map { fraction($0, root: 2) }

    var padded = message + [0x80]
    while padded.count % 64 != 56 { padded.append(0) }
    padded += (0..<8).map { UInt8(truncatingIfNeeded: (message.count * 8) >> (56 - 8 * $0)) }
    func turn(_ x: UInt32, _ by: UInt32) -> UInt32 { (x >> by) | (x << (32 - by)) }
    for block in stride(from: 0, to: padded.count, by: 64) {
        var words = (0..<16).map { word in
            (0..<4).reduce(UInt32(0)) { ($0 << 8) | UInt32(padded[block + 4 * word + $1]) }
        }
        for index in 16..<64 {
            let (x, y) = (words[index - 15], words[index - 2])
            let first = turn(x, 7) ^ turn(x, 18) ^ (x >> 3)
            let second = turn(y, 17) ^ turn(y, 19) ^ (y >> 10)
            words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
        }
        var s = state
        for index in 0..<64 {
            let mixed = turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25)
            let choice = (s[4] & s[5]) ^ (~s[4] & s[6])
            let first = s[7] &+ mixed &+ choice &+ rounds[index] &+ words[index]
            let other = turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22)
            let second = other &+ ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]))
            s = [first &+ second, s[0], s[1], s[2], s[3] &+ first, s[4], s[5], s[6]]
        }
        state = zip(state, s).map { $0 &+ $1 }
    }
    return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) } }
}

/// Whether a number to the power is more than n times 2 to the 32 times the power.
private func exceeds(_ number: UInt64, power: UInt32, of n: Int) -> Bool {
    var product: [UInt64] = [1]
    for _ in 0..<power {
        var carry: UInt64 = 0
        // Digits of 16 bits; the number has at most 37 bits.
        product = product.map { digit in
            let sum = digit * number + carry
            carry = sum >> 16
            return sum & 0xffff
        }
        while carry > 0 {
            product.append(carry & 0xffff)
            carry >>= 16
        }
    }
    let limit = Array(repeating: UInt64(0), count: Int(power) * 2) + [UInt64(n)]
    while product.count < limit.count { product.append(0) }
    guard product.count == limit.count else { return true }
    for (mine, other) in zip(product, limit).reversed() where mine != other { return mine > other }
    return false
}
