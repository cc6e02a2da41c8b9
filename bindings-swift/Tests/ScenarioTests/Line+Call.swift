import Foundation
import SimulatorSupport
import SpectrumIMessage

extension Line {
    /// Makes a call by its name, through the method that a program would use.
    func call(_ operation: String, _ given: JSON) async throws -> JSON {
        switch operation.split(separator: ".").first {
        case "addresses": try await addresses.call(operation, given)
        case "chats": try await chats.call(operation, given)
        case "groups": try await groups.call(operation, given)
        case "locations": try await locations.call(operation, given)
        case "messages": try await messages.call(operation, given)
        case "polls": try await polls.call(operation, given)
        default:
            if operation == "attachments.get" {
                try json(try await attachments.get(try text(given, "guid")))
            } else {
                throw unknown(operation)
            }
        }
    }
}

private func unknown(_ operation: String) -> Failure {
    Failure("no call is named \(operation)")
}

extension Line.Addresses {
    fileprivate func call(_ operation: String, _ given: JSON) async throws -> JSON {
        let address = try text(given, "address")
        switch operation {
        case "addresses.get": return try json(try await get(address))
        case "addresses.isFocusSilenced": return .bool(try await isFocusSilenced(address))
        case "addresses.isIMessageAvailable": return .bool(try await isIMessageAvailable(address))
        default: throw unknown(operation)
        }
    }
}

extension Line.Chats {
    fileprivate func call(_ operation: String, _ given: JSON) async throws -> JSON {
        switch operation {
        case "chats.create":
            return try json(
                try await create(
                    given.texts("addresses"), message: given["message"]?.string,
                    effectID: given["effect"]?.string, subject: given["subject"]?.string,
                    attributedBody: given["attributedBody"]?.data,
                    clientMessageID: given["clientMessageId"]?.string))
        case "chats.count":
            return try json(try await count(includeArchived: given["includeArchived"]?.bool ?? false))
        default: break
        }
        let chat = try text(given, "chat")
        switch operation {
        case "chats.get": return try json(try await get(chat))
        case "chats.hasBackground": return .bool(try await hasBackground(chat))
        case "chats.setBackground": try await setBackground(chat, data: given["data"]?.data ?? Data())
        case "chats.removeBackground": try await removeBackground(chat)
        case "chats.markRead": try await markRead(chat)
        case "chats.shareContactInfo": try await shareContactInfo(chat)
        case "chats.setTyping": try await setTyping(chat, isTyping: given["isTyping"] == true)
        default: throw unknown(operation)
        }
        return .null
    }
}

extension Line.Groups {
    fileprivate func call(_ operation: String, _ given: JSON) async throws -> JSON {
        let chat = try text(given, "chat")
        let key = given["clientMessageId"]?.string
        let addresses = given.texts("addresses")
        switch operation {
        case "groups.setDisplayName":
            return try json(
                try await setDisplayName(chat, to: try text(given, "displayName"), clientMessageID: key))
        case "groups.addParticipants":
            return try json(try await addParticipants(chat, addresses: addresses, clientMessageID: key))
        case "groups.removeParticipants":
            return try json(try await removeParticipants(chat, addresses: addresses, clientMessageID: key))
        case "groups.getIcon": return try json(try await getIcon(chat))
        case "groups.setIcon":
            try await setIcon(chat, data: given["data"]?.data ?? Data(), clientMessageID: key)
        case "groups.removeIcon": try await removeIcon(chat, clientMessageID: key)
        case "groups.leave": try await leave(chat, clientMessageID: key)
        default: throw unknown(operation)
        }
        return .null
    }
}

extension Line.Locations {
    fileprivate func call(_ operation: String, _ given: JSON) async throws -> JSON {
        if operation == "locations.list" { return try json(try await list()) }
        let address = try text(given, "address")
        switch operation {
        case "locations.get": return try json(try await get(address))
        case "locations.request":
            return try json(
                try await request(
                    try text(given, "chat"), address: address,
                    clientMessageID: given["clientMessageId"]?.string))
        default: throw unknown(operation)
        }
    }
}

extension Line.Polls {
    fileprivate func call(_ operation: String, _ given: JSON) async throws -> JSON {
        let key = given["clientMessageId"]?.string
        if operation == "polls.create" {
            return try json(
                try await create(
                    try text(given, "chat"), title: try text(given, "title"),
                    options: given.texts("options"), clientMessageID: key))
        }
        let poll = try text(given, "pollMessage")
        switch operation {
        case "polls.get": return try json(try await get(poll))
        case "polls.vote":
            let option = try text(given, "optionIdentifier")
            return try json(try await vote(poll, option: option, clientMessageID: key))
        case "polls.unvote": return try json(try await unvote(poll, clientMessageID: key))
        case "polls.addOption":
            return try json(try await addOption(poll, text: try text(given, "text"), clientMessageID: key))
        default: throw unknown(operation)
        }
    }
}

extension JSON {
    /// The truth value, if it is one.
    var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The number, if it is one.
    var double: Double? {
        guard case .number(let value) = self else { return nil }
        return value
    }

    /// The bytes, if it is base64.
    var data: Data? { string.flatMap { Data(base64Encoded: $0) } }

    /// The time, if it is one without a fraction.
    var date: Date? { string.flatMap { try? Date($0, strategy: .iso8601) } }

    /// The texts of a list.
    func texts(_ name: String) -> [String] {
        (self[name]?.array ?? []).compactMap(\.string)
    }
}
