import Foundation
internal import SpectrumIMessageNative

// MARK: Actions on a conversation

extension Content {
    /// A picture behind the conversation (iMessage only): JPEG, PNG, HEIC or HEIF. The bare word `clear` is reserved
    /// and returns to the default; a file of that name is `./clear`.
    public static func background(path: String, mimeType: String? = nil) -> Content {
        background(.path(path: path), mimeType)
    }

    /// A picture behind the conversation (iMessage only) from memory: JPEG, PNG, HEIC or HEIF. Needs a MIME type.
    public static func background(data: Data, mimeType: String? = nil) -> Content {
        background(.data(data: data), mimeType)
    }

    /// A picture behind the conversation (iMessage only) by its URL: JPEG, PNG, HEIC or HEIF.
    public static func background(url: URL, mimeType: String? = nil) -> Content {
        background(source(of: url), mimeType)
    }

    private static func background(_ source: NativeSource, _ mimeType: String?) -> Content {
        Content { try NativeContent.background(source: source, mimeType: mimeType) }
    }

    /// The default picture behind the conversation (iMessage only).
    public static var clearBackground: Content {
        Content { NativeContent.clearBackground() }
    }

    /// A picture of a group: PNG, JPEG, GIF, HEIC or HEIF. The bare word `clear` is reserved and takes the picture away;
    /// a file of that name is `./clear`.
    public static func avatar(path: String, mimeType: String? = nil) -> Content {
        avatar(.path(path: path), mimeType)
    }

    /// A picture of a group from memory: PNG, JPEG, GIF, HEIC or HEIF. Needs a MIME type.
    public static func avatar(data: Data, mimeType: String? = nil) -> Content {
        avatar(.data(data: data), mimeType)
    }

    /// A picture of a group by its URL: PNG, JPEG, GIF, HEIC or HEIF.
    public static func avatar(url: URL, mimeType: String? = nil) -> Content {
        avatar(source(of: url), mimeType)
    }

    private static func avatar(_ source: NativeSource, _ mimeType: String?) -> Content {
        Content { try NativeContent.avatar(source: source, mimeType: mimeType) }
    }

    /// No picture of a group.
    public static var clearAvatar: Content {
        Content { NativeContent.clearAvatar() }
    }

    /// A new name for a group. White space around it is left out; what remains must not be empty.
    public static func rename(_ displayName: String) -> Content {
        Content { try NativeContent.rename(displayName: displayName) }
    }

    /// People join a group.
    public static func addMember(_ users: User...) -> Content {
        addMember(users)
    }

    /// People join a group.
    public static func addMember(_ users: [User]) -> Content {
        Content { try NativeContent.addMember(users: users.map(\.native)) }
    }

    /// People are removed from a group.
    public static func removeMember(_ users: User...) -> Content {
        removeMember(users)
    }

    /// People are removed from a group.
    public static func removeMember(_ users: [User]) -> Content {
        Content { try NativeContent.removeMember(users: users.map(\.native)) }
    }

    /// This account leaves a group.
    public static var leaveSpace: Content {
        Content { NativeContent.leaveSpace() }
    }

    /// Shows or hides the typing indicator. Nothing is repeated by itself.
    public static func typing(_ state: TypingState = .start) -> Content {
        Content { NativeContent.typing(state: state.native) }
    }
}

// MARK: Actions on a message

extension Content {
    /// An answer to a message.
    public static func reply(_ content: Content, to message: Message) -> Content {
        Content(with: content) { try NativeContent.reply(content: content.checked(), target: message.native) }
    }

    /// A tapback on a message.
    public static func reaction(_ tapback: Tapback, to message: Message) -> Content {
        reaction(tapback.rawValue, to: message)
    }

    /// A reaction to a message: a tapback by its name or emoji, or any other emoji.
    public static func reaction(_ reaction: String, to message: Message) -> Content {
        Content { try NativeContent.reaction(reaction: reaction, target: message.native) }
    }

    /// A new text for a sent message.
    public static func edit(_ content: Content, of message: Message) -> Content {
        Content(with: content) { try NativeContent.edit(content: content.checked(), target: message.native) }
    }

    /// The retraction of a sent message, or of a reaction.
    public static func unsend(_ message: Message) -> Content {
        Content { try NativeContent.unsend(target: message.native) }
    }

    /// A read receipt for a received message; on iMessage for the whole chat.
    public static func read(_ message: Message) -> Content {
        Content { try NativeContent.read(target: message.native) }
    }
}
