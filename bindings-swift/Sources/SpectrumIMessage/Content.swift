import Foundation
internal import SpectrumIMessageNative

/// What can be sent: made by the builders here, or a string literal as text.
///
/// A builder needs no `try`: what is wrong with it is thrown by the send, before anything is sent.
public struct Content: Sendable {
    private let built: Result<NativeContent, any Error>

    private init(_ build: () throws -> NativeContent) {
        built = Result { try calling(build) }
    }

    /// The native content, or what is wrong with it.
    func checked() throws -> NativeContent {
        try built.get()
    }
}

extension Content: ExpressibleByStringInterpolation {
    /// Plain text.
    public init(stringLiteral text: String) {
        self = .text(text)
    }
}

// MARK: Messages

extension Content {
    /// Plain text. Nothing in it is interpreted. Must not be empty.
    public static func text(_ text: String) -> Content {
        Content { try NativeContent.text(text: text) }
    }

    /// Markdown, rendered to text and formatting when it is sent. Must not be empty.
    public static func markdown(_ markdown: String) -> Content {
        Content { try NativeContent.markdown(markdown: markdown) }
    }

    /// A link that is shown with a preview: an absolute http(s) URL.
    public static func richlink(_ url: String) -> Content {
        Content { try NativeContent.richlink(url: url) }
    }

    /// A link that is shown with a preview: an absolute http(s) URL.
    public static func richlink(_ url: URL) -> Content {
        richlink(url.absoluteString)
    }

    /// A poll: a question of 1 to 300 characters, 2 to 10 options.
    public static func poll(_ title: String, _ options: String...) -> Content {
        poll(title, options: options)
    }

    /// A poll: a question of 1 to 300 characters, 2 to 10 options.
    public static func poll(_ title: String, options: [String]) -> Content {
        Content { try NativeContent.poll(title: title, options: options) }
    }

    /// A contact, sent as a vCard.
    public static func contact(_ contact: Contact) -> Content {
        Content { try NativeContent.contact(contact: contact.native) }
    }

    /// A contact from vCard text, sent byte for byte.
    public static func contact(vCard: String) -> Content {
        Content { try NativeContent.vcard(vcard: vCard) }
    }

    /// A text, markdown or an attachment with an iMessage effect. Other platforms see the content unchanged.
    public static func effect(_ content: Content, _ effect: MessageEffect) -> Content {
        self.effect(content, id: effect.rawValue)
    }

    /// A text, markdown or an attachment with an iMessage effect, by Apple's identifier.
    public static func effect(_ content: Content, id: String) -> Content {
        Content { try NativeContent.effect(content: content.checked(), effect: id) }
    }

    /// A JSON value for platforms that know what to do with it. iMessage does not: it is skipped.
    public static func custom(_ value: some Encodable) -> Content {
        Content {
            let json: Data
            do {
                json = try JSONEncoder().encode(value)
            } catch {
                throw SpectrumError.invalid("the value has no form in JSON: \(error.localizedDescription)")
            }
            return try NativeContent.custom(json: String(decoding: json, as: UTF8.self))
        }
    }

    /// What a message holds, to be sent again.
    public static func content(of message: Message) -> Content {
        Content { NativeContent.ofMessage(message: message.native) }
    }
}

// MARK: Files

extension Content {
    /// A file by its path, read when it is sent. The MIME type comes from the extension if it is not given.
    public static func attachment(_ path: String, name: String? = nil, mimeType: String? = nil) -> Content {
        attachment(.path(path: path), name, mimeType)
    }

    /// A file from memory. Give a name with an extension, or a MIME type.
    public static func attachment(data: Data, name: String? = nil, mimeType: String? = nil) -> Content {
        attachment(.data(data: data), name, mimeType)
    }

    /// A file by its URL. An http(s) one is fetched when it is sent, within 10 seconds.
    public static func attachment(url: URL, name: String? = nil, mimeType: String? = nil) -> Content {
        attachment(source(of: url), name, mimeType)
    }

    private static func attachment(_ source: NativeSource, _ name: String?, _ mimeType: String?) -> Content {
        let options = NativeFileOptions(name: name, mimeType: mimeType)
        return Content { try NativeContent.attachment(source: source, options: options) }
    }

    /// An audio message (the bubble with a waveform) by its path.
    ///
    /// - Parameter duration: The length in seconds, not negative.
    public static func voice(
        _ path: String,
        name: String? = nil,
        mimeType: String? = nil,
        duration: TimeInterval? = nil
    ) -> Content {
        voice(.path(path: path), name, mimeType, duration)
    }

    /// An audio message (the bubble with a waveform) from memory. Give a name with an extension, or a MIME type.
    ///
    /// - Parameter duration: The length in seconds, not negative.
    public static func voice(
        data: Data,
        name: String? = nil,
        mimeType: String? = nil,
        duration: TimeInterval? = nil
    ) -> Content {
        voice(.data(data: data), name, mimeType, duration)
    }

    /// An audio message (the bubble with a waveform) by its URL. An http(s) one is fetched when it is sent, within
    /// 10 seconds.
    ///
    /// - Parameter duration: The length in seconds, not negative.
    public static func voice(
        url: URL,
        name: String? = nil,
        mimeType: String? = nil,
        duration: TimeInterval? = nil
    ) -> Content {
        voice(source(of: url), name, mimeType, duration)
    }

    private static func voice(
        _ source: NativeSource,
        _ name: String?,
        _ mimeType: String?,
        _ duration: TimeInterval?
    ) -> Content {
        let options = NativeFileOptions(name: name, mimeType: mimeType)
        return Content { try NativeContent.voice(source: source, options: options, duration: duration) }
    }

    private static func source(of url: URL) -> NativeSource {
        url.isFileURL ? .path(path: url.path) : .url(url: url.absoluteString)
    }
}

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

    /// Shows or hides the typing indicator. Nothing is repeated by itself.
    public static func typing(_ state: TypingState = .start) -> Content {
        Content { NativeContent.typing(state: state.native) }
    }
}

// MARK: Actions on a message

extension Content {
    /// An answer to a message.
    public static func reply(_ content: Content, to message: Message) -> Content {
        Content { try NativeContent.reply(content: content.checked(), target: message.native) }
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
        Content { try NativeContent.edit(content: content.checked(), target: message.native) }
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
