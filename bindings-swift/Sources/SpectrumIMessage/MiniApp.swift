import Foundation
internal import SpectrumIMessageNative

/// A card of a Messages extension of your own (iMessage only).
public struct MiniApp: Sendable, Hashable, Codable {
    /// The name of the app.
    public var appName: String
    /// The app's number in the App Store.
    public var appStoreID: Int64?
    /// The bundle of the Messages extension.
    public var extensionBundleID: String
    /// The developer team.
    public var teamID: String
    /// What the card opens.
    public var url: String
    /// Whether the card is drawn live by the extension.
    public var live: Bool?
    /// What the card shows.
    public var layout: Layout

    /// A card of a Messages extension of your own.
    public init(
        appName: String,
        appStoreID: Int64? = nil,
        extensionBundleID: String,
        teamID: String,
        url: String,
        live: Bool? = nil,
        layout: Layout
    ) {
        self.appName = appName
        self.appStoreID = appStoreID
        self.extensionBundleID = extensionBundleID
        self.teamID = teamID
        self.url = url
        self.live = live
        self.layout = layout
    }

    /// What a card shows: a caption or an image at least. An image and its title go together.
    public struct Layout: Sendable, Hashable, Codable {
        /// The first line.
        public var caption: String?
        /// The second line.
        public var subcaption: String?
        /// The first line, at the other end.
        public var trailingCaption: String?
        /// The second line, at the other end.
        public var trailingSubcaption: String?
        /// The picture, JPEG.
        public var image: Data?
        /// The line on the picture.
        public var imageTitle: String?
        /// The second line on the picture.
        public var imageSubtitle: String?
        /// What stands in lists and notifications.
        public var summary: String?

        /// What a card shows.
        public init(
            caption: String? = nil,
            subcaption: String? = nil,
            trailingCaption: String? = nil,
            trailingSubcaption: String? = nil,
            image: Data? = nil,
            imageTitle: String? = nil,
            imageSubtitle: String? = nil,
            summary: String? = nil
        ) {
            self.caption = caption
            self.subcaption = subcaption
            self.trailingCaption = trailingCaption
            self.trailingSubcaption = trailingSubcaption
            self.image = image
            self.imageTitle = imageTitle
            self.imageSubtitle = imageSubtitle
            self.summary = summary
        }
    }
}

/// What identifies a sent card, so that it can be updated.
public struct MiniAppCardSession: Sendable, Hashable, Codable {
    /// The message that shows the card now.
    public let messageGUID: String
    /// The chat.
    public let chatGUID: String
    /// The session.
    public let sessionID: String
    /// The message that the card was sent with.
    public let targetMessageGUID: String
}

// MARK: - Crossing the boundary

extension MiniApp {
    init(_ native: NativeMiniApp) {
        appName = native.appName
        appStoreID = native.appStoreId
        extensionBundleID = native.extensionBundleId
        teamID = native.teamId
        url = native.url
        live = native.live
        layout = Layout(native.layout)
    }

    var native: NativeMiniApp {
        NativeMiniApp(
            appName: appName,
            appStoreId: appStoreID,
            extensionBundleId: extensionBundleID,
            teamId: teamID,
            url: url,
            live: live,
            layout: layout.native
        )
    }
}

extension MiniApp.Layout {
    fileprivate init(_ native: NativeCardLayout) {
        caption = native.caption
        subcaption = native.subcaption
        trailingCaption = native.trailingCaption
        trailingSubcaption = native.trailingSubcaption
        image = native.image
        imageTitle = native.imageTitle
        imageSubtitle = native.imageSubtitle
        summary = native.summary
    }

    fileprivate var native: NativeCardLayout {
        NativeCardLayout(
            caption: caption,
            subcaption: subcaption,
            trailingCaption: trailingCaption,
            trailingSubcaption: trailingSubcaption,
            image: image,
            imageTitle: imageTitle,
            imageSubtitle: imageSubtitle,
            summary: summary
        )
    }
}

extension MiniAppCardSession {
    init(_ native: NativeCardSession) {
        messageGUID = native.messageGuid
        chatGUID = native.chatGuid
        sessionID = native.sessionId
        targetMessageGUID = native.targetMessageGuid
    }
}
