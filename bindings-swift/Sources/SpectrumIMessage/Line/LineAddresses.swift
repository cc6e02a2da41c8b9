extension Line {
    /// What is known of addresses: ``Line/addresses``.
    public struct Addresses: Sendable {
        let line: Line

        /// The services and the country of an address.
        ///
        /// - Throws: ``SpectrumError/notFound(_:)`` if it is unknown; else the service's.
        public func get(_ address: String) async throws -> AddressDetails {
            try await line.call("addresses.get", ["address": address])
        }

        /// Whether a Focus of the person holds notifications back.
        public func isFocusSilenced(_ address: String) async throws -> Bool {
            try await line.call("addresses.isFocusSilenced", ["address": address])
        }

        /// Whether an address can be reached by iMessage.
        public func isIMessageAvailable(_ address: String) async throws -> Bool {
            try await line.call("addresses.isIMessageAvailable", ["address": address])
        }
    }

    /// Files at the service: ``Line/attachments``. ``IMessage/attachment(id:phone:)`` reads them.
    public struct Attachments: Sendable {
        let line: Line

        /// What the service knows of a file.
        ///
        /// - Throws: ``SpectrumError/notFound(_:)`` if it is unknown; else the service's.
        public func get(_ guid: String) async throws -> AttachmentRecord {
            try await line.call("attachments.get", ["guid": guid])
        }

        /// Uploads a file, for a sticker or a message of several parts to name. It is read piece by piece, up to
        /// 100 MiB.
        ///
        /// - Parameters:
        ///   - content: An attachment, an audio message or a contact, as its builder made it.
        ///   - clientMessageID: An idempotency key: the same key twice uploads once.
        ///   - onProgress: Told how far the upload is.
        /// - Throws: ``SpectrumError/validation(_:)`` for content that is no file, or a file that cannot be read; else
        ///   the service's.
        public func upload(
            _ content: Content,
            clientMessageID: String? = nil,
            onProgress: OnProgress? = nil
        ) async throws -> Uploaded {
            let checked = try content.checked()
            return try CoreJSON.read(
                try await reporting(to: onProgress) { try await line.upload(checked, clientMessageID, $0) })
        }
    }

    /// Where friends are who share it, by Find My: ``Line/locations``.
    public struct Locations: Sendable {
        let line: Line

        /// Everybody who shares a location with the line.
        public func list() async throws -> [LocationRecord] {
            try await line.call("locations.list")
        }

        /// Where somebody is.
        ///
        /// - Throws: ``SpectrumError/notFound(_:)`` if that person shares no location; else the service's.
        public func get(_ address: String) async throws -> LocationRecord {
            try await line.call("locations.get", ["address": address])
        }

        /// Asks somebody in a conversation to share their location.
        ///
        /// - Parameter clientMessageID: An idempotency key: the same key twice asks once.
        @discardableResult
        public func request(
            _ chat: String,
            address: String,
            clientMessageID: String? = nil
        ) async throws -> SharingRequest {
            try await line.call(
                "locations.request",
                ["chat": chat, "address": address, "clientMessageId": clientMessageID])
        }

        /// Follows locations, of one person or of everybody. The stream ends when the service ends it.
        public func watch(address: String? = nil) async throws -> LineStream<LocationUpdate> {
            try await line.open("locations.watch", ["address": address])
        }
    }
}
