import Foundation
internal import SpectrumIMessageNative

/// What can be sent: made by the builders here, or a string literal as text.
///
/// A builder needs no `try`: what is wrong with it is thrown by the send, before anything is sent.
public struct Content: Sendable {
    private let built: Result<NativeContent, any Error>
    /// The sources of streamed text in it.
    let sources: [TextSource]

    init(_ build: () throws -> NativeContent) {
        self.init(sources: [], build)
    }

    /// Content with other content in it.
    init(with inner: Content, _ build: () throws -> NativeContent) {
        self.init(sources: inner.sources, build)
    }

    init(sources: [TextSource], _ build: () throws -> NativeContent) {
        built = Result { try calling(build) }
        self.sources = sources
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

    /// Several parts in one message: texts, attachments, audio messages and contacts, at most one of them a text. The
    /// order of the items is the order of the bubbles.
    public static func group(_ items: Content...) -> Content {
        group(items)
    }

    /// Several parts in one message: texts, attachments, audio messages and contacts, at most one of them a text. The
    /// order of the items is the order of the bubbles.
    public static func group(_ items: [Content]) -> Content {
        Content(sources: items.flatMap(\.sources)) {
            try NativeContent.group(items: items.map { try $0.checked() })
        }
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

    /// A link as a card (iMessage only). The page is asked for its title, description and picture when the card is
    /// sent; that takes 5 seconds at most and never fails the send.
    ///
    /// - Parameter live: Whether the card is drawn live by the extension.
    public static func app(_ url: String, live: Bool? = nil) -> Content {
        Content { try NativeContent.app(url: url, live: live) }
    }

    /// A link as a card (iMessage only). As ``app(_:live:)-(String,_)``.
    public static func app(_ url: URL, live: Bool? = nil) -> Content {
        app(url.absoluteString, live: live)
    }

    /// A card of a Messages extension of your own (iMessage only). ``Message/edit(_:)-(Content)`` with another card
    /// updates a sent one.
    public static func customizedMiniApp(_ card: MiniApp) -> Content {
        Content { try NativeContent.miniApp(card: card.native) }
    }

    /// The account's own name and photo, shared with the chat (iMessage only).
    public static var nativeContactCard: Content {
        Content { NativeContent.contactCard() }
    }

    /// A text, markdown or an attachment with an iMessage effect. Other platforms see the content unchanged.
    public static func effect(_ content: Content, _ effect: MessageEffect) -> Content {
        self.effect(content, id: effect.rawValue)
    }

    /// A text, markdown or an attachment with an iMessage effect, by Apple's identifier.
    public static func effect(_ content: Content, id: String) -> Content {
        Content(with: content) { try NativeContent.effect(content: content.checked(), effect: id) }
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
    /// A file by its path, read piece by piece when it is sent. The MIME type comes from the extension if it is not given.
    /// The service takes 100 MiB, with the video if it is a Live Photo.
    ///
    /// - Parameters:
    ///   - path: Where the file is.
    ///   - name: The name that the receiver sees.
    ///   - mimeType: The MIME type.
    ///   - companion: The video that makes a picture a Live Photo.
    public static func attachment(
        _ path: String,
        name: String? = nil,
        mimeType: String? = nil,
        companion: Companion.Source? = nil
    ) -> Content {
        attachment(.path(path: path), name, mimeType, companion)
    }

    /// A file from memory. Give a name with an extension, or a MIME type.
    ///
    /// - Parameters:
    ///   - data: The bytes.
    ///   - name: The name that the receiver sees.
    ///   - mimeType: The MIME type.
    ///   - companion: The video that makes a picture a Live Photo.
    public static func attachment(
        data: Data,
        name: String? = nil,
        mimeType: String? = nil,
        companion: Companion.Source? = nil
    ) -> Content {
        attachment(.data(data: data), name, mimeType, companion)
    }

    /// A file by its URL. An http(s) one is fetched when it is sent, within 10 seconds to the answer.
    ///
    /// - Parameters:
    ///   - url: Where the file is.
    ///   - name: The name that the receiver sees.
    ///   - mimeType: The MIME type.
    ///   - companion: The video that makes a picture a Live Photo.
    public static func attachment(
        url: URL,
        name: String? = nil,
        mimeType: String? = nil,
        companion: Companion.Source? = nil
    ) -> Content {
        attachment(source(of: url), name, mimeType, companion)
    }

    private static func attachment(
        _ source: NativeSource,
        _ name: String?,
        _ mimeType: String?,
        _ companion: Companion.Source?
    ) -> Content {
        let options = NativeFileOptions(name: name, mimeType: mimeType)
        return Content {
            try NativeContent.attachment(source: source, options: options, companion: companion?.native)
        }
    }

    /// An audio message (the bubble with a waveform) by its path: AAC in an MPEG-4 container (.m4a) or WAV; other
    /// formats need ffmpeg on PATH.
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

    static func source(of url: URL) -> NativeSource {
        url.isFileURL ? .path(path: url.path) : .url(url: url.absoluteString)
    }
}
