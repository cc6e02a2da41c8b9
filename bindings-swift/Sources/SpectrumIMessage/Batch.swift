import Foundation
internal import SpectrumIMessageNative

/// Messages that have crossed the boundary together, as `src/batch.rs` writes them. What is asked for is read out of the
/// buffer; for the rest and for actions a message has a handle of its own, made when it is needed. A message holds on to
/// all of its batch.
final class Batch: Sendable {
    private static let header = 40

    private let native: NativeBatch
    private let bytes: Data
    private let spaces: [SpaceRow]
    private let people: [User]
    let count: Int
    /// Whether somebody listens to spans.
    let isObserved: Bool

    init(_ info: NativeBatchInfo) {
        native = info.handle
        bytes = info.bytes
        spaces = info.spaces.map(SpaceRow.init)
        people = info.people.map(User.init)
        count = Int(info.count)
        isObserved = info.observed
    }

    func message(_ index: Int) -> NativeMessage {
        guard let message = native.message(index: UInt32(index)) else { preconditionFailure("no such message") }
        return message
    }

    func space(_ index: Int) -> NativeSpace {
        guard let space = native.space(index: UInt32(index)) else { preconditionFailure("no such message") }
        return space
    }

    func direction(_ index: Int) -> Message.Direction { has(index, flag: 1) ? .outbound : .inbound }
    func redelivered(_ index: Int) -> Bool { has(index, flag: 2) }

    func id(_ index: Int) -> String {
        text(from: index == 0 ? 0 : number(index - 1, 3), to: number(index, 1))
    }

    /// The text, if it is plain text and nothing else.
    func plain(_ index: Int) -> String? {
        has(index, flag: 4) ? text(from: number(index, 1), to: number(index, 2)) : nil
    }

    func partIndex(_ index: Int) -> Int? { has(index, flag: 8) ? number(index, 4) : nil }

    func parentID(_ index: Int) -> String? {
        has(index, flag: 16) ? text(from: number(index, 2), to: number(index, 3)) : nil
    }

    func spaceRow(_ index: Int) -> SpaceRow { spaces[number(index, 5)] }

    func sender(_ index: Int) -> User? {
        let row = number(index, 6)
        return row == 0 ? nil : people[row - 1]
    }

    func timestamp(_ index: Int) -> Date {
        let seconds = load(Int64.self, at: index * Self.header + 28)
        let nanoseconds = load(UInt32.self, at: index * Self.header + 36)
        return Date(timeIntervalSince1970: Double(seconds) + Double(nanoseconds) / 1e9)
    }

    private func has(_ index: Int, flag: Int) -> Bool { number(index, 0) & flag != 0 }

    private func number(_ index: Int, _ column: Int) -> Int {
        Int(load(UInt32.self, at: index * Self.header + column * 4))
    }

    private func load<Number: FixedWidthInteger>(_: Number.Type, at offset: Int) -> Number {
        Number(littleEndian: bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Number.self) })
    }

    private func text(from: Int, to: Int) -> String {
        let begin = count * Self.header
        return bytes.withUnsafeBytes { String(decoding: $0[begin + from..<begin + to], as: UTF8.self) }
    }
}

/// What a conversation is; shared by what is in it.
final class SpaceRow: Sendable {
    let id: String
    let type: Space.Kind
    let phone: String
    let platform: Platform
    let platformName: String

    init(id: String, kind: NativeSpaceType, phone: String, platform: NativePlatform, platformName: String) {
        self.id = id
        switch kind {
        case .dm: type = .dm
        case .group: type = .group
        }
        self.phone = phone
        self.platform = Platform(platform)
        self.platformName = platformName
    }

    convenience init(_ row: NativeSpaceRow) {
        self.init(
            id: row.id, kind: row.kind, phone: row.phone, platform: row.platform, platformName: row.platformName)
    }
}
