import SimulatorSupport
import SpectrumIMessage

extension Runner {
    /// The steps about messages that are there already.
    func change(_ step: JSON) async throws -> [Stored] {
        let message = try message(try text(step, "message"))
        switch try text(step, "do") {
        case "edit":
            guard let content = try contents(step).first else { throw Failure("edit needs content") }
            try await message.edit(content)
        case "unsend": try await message.unsend()
        case "read": try await message.read()
        case let other: throw Failure("unknown step \(other)")
        }
        return [.nothing]
    }

    /// The steps about a conversation and its people.
    func manage(_ step: JSON) async throws -> [Stored] {
        let space = try space(try text(step, "space"))
        switch try text(step, "do") {
        case "rename": try await space.rename(try text(step, "name"))
        case "avatar": try await avatar(step, of: space)
        case "add": try await space.add(users(step))
        case "remove": try await space.remove(users(step))
        case "leave": try await space.leave()
        case "shareContactCard": try await space.imessage.shareContactCard()
        case "members":
            return [.value(.array(try await space.members().map { .string($0.id) }))]
        case "displayName":
            return [.value(try await space.displayName().map(JSON.string) ?? .null)]
        case "getAvatar":
            guard let picture = try await space.avatar() else { return [.nothing] }
            let size = JSON.number(Double(picture.data.count))
            return [.value(["mimeType": .string(picture.mimeType), "size": size])]
        case let other: throw Failure("unknown step \(other)")
        }
        return [.nothing]
    }

    private func avatar(_ step: JSON, of space: Space) async throws {
        guard let picture = step["avatar"], picture != "clear" else { return try await space.clearAvatar() }
        let mimeType = picture["mimeType"]?.string
        if let path = picture["path"]?.string {
            try await space.avatar(path: path, mimeType: mimeType)
        } else {
            try await space.avatar(data: try bytes(picture), mimeType: mimeType)
        }
    }

    /// A file by its guid, and how much can be read of it.
    func attachment(_ step: JSON) async throws -> [Stored] {
        let im = try running().imessage
        let found = try await im.attachment(id: try text(step, "id"), phone: step["phone"]?.string)
        guard let found else { return [.nothing] }
        let read = try await found.read()
        return [
            .value([
                "name": .string(found.name),
                "mimeType": .string(found.mimeType),
                "size": found.size.map { .number(Double($0)) } ?? .null,
                "read": .number(Double(read.count)),
            ])
        ]
    }
}

/// The people that a step names.
func users(_ step: JSON) -> [User] {
    (step["users"]?.array ?? []).compactMap(\.string).map { User($0) }
}
