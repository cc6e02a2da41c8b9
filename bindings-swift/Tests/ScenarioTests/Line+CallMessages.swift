import Foundation
import SimulatorSupport
import SpectrumIMessage

extension Line.Messages {
    /// Makes a call by its name, through the method that a program would use.
    func call(_ operation: String, _ given: JSON) async throws -> JSON {
        if let answer = try await list(operation, given) { return answer }
        if let answer = try await send(operation, given) { return answer }
        let (chat, message) = (try text(given, "chat"), try text(given, "message"))
        let (part, key) = (given["partIndex"]?.int, given["clientMessageId"]?.string)
        switch operation {
        case "messages.getEmbeddedMedia":
            return try json(try await getEmbeddedMedia(chat, message: message))
        case "messages.edit":
            return try json(
                try await edit(
                    chat, message: message, text: try text(given, "text"), partIndex: part,
                    backwardCompatText: given["backwardCompatText"]?.string, clientMessageID: key))
        case "messages.unsend":
            try await unsend(chat, message: message, partIndex: part, clientMessageID: key)
        case "messages.setReaction":
            let reaction = ReactionInfo(
                kind: given["reaction"]?["kind"]?.string ?? "", emoji: given["reaction"]?["emoji"]?.string)
            return try json(
                try await setReaction(
                    chat, message: message, reaction: reaction, isSet: given["isSet"] == true,
                    partIndex: part, clientMessageID: key))
        case "messages.placeSticker":
            return try json(
                try await placeSticker(
                    chat, message: message, attachment: try text(given, "attachment"),
                    placement: placement(given["placement"] ?? [:]), partIndex: part, clientMessageID: key))
        case "messages.notifySilenced":
            try await notifySilenced(chat, message: message, clientMessageID: key)
        default: throw Failure("no call is named \(operation)")
        }
        return .null
    }

    private func list(_ operation: String, _ given: JSON) async throws -> JSON? {
        let filter = Filter(given)
        switch operation {
        case "messages.get": return try json(try await get(try text(given, "guid")))
        case "messages.listRecent":
            return try json(
                try await listRecent(
                    pageSize: filter.pageSize, pageToken: filter.pageToken, isFromMe: filter.isFromMe,
                    isRead: filter.isRead, before: filter.before, after: filter.after))
        case "messages.listInChat":
            return try json(
                try await listInChat(
                    try text(given, "chat"), pageSize: filter.pageSize, pageToken: filter.pageToken,
                    isFromMe: filter.isFromMe, isRead: filter.isRead, before: filter.before,
                    after: filter.after))
        default: return nil
        }
    }

    private func send(_ operation: String, _ given: JSON) async throws -> JSON? {
        let target = given["replyTo"]
        let (replyTo, replyToPart) = (target?["guid"]?.string ?? target?.string, target?["partIndex"]?.int)
        let key = given["clientMessageId"]?.string
        switch operation {
        case "messages.sendText":
            return try json(
                try await sendText(
                    try text(given, "chat"), text: try text(given, "text"), replyTo: replyTo,
                    replyToPart: replyToPart, subject: given["subject"]?.string,
                    effectID: given["effect"]?.string,
                    enableDataDetection: given["enableDataDetection"]?.bool,
                    enableLinkPreview: given["enableLinkPreview"]?.bool, formatting: formatting(given),
                    clientMessageID: key))
        case "messages.sendAttachment":
            return try json(
                try await sendAttachment(
                    try text(given, "chat"), attachment: try text(given, "attachment"), replyTo: replyTo,
                    replyToPart: replyToPart, effectID: given["effect"]?.string,
                    isAudioMessage: given["isAudioMessage"]?.bool, clientMessageID: key))
        case "messages.sendMultipart":
            return try json(
                try await sendMultipart(
                    try text(given, "chat"), parts: (given["parts"]?.array ?? []).map(part),
                    replyTo: replyTo, replyToPart: replyToPart, subject: given["subject"]?.string,
                    effectID: given["effect"]?.string,
                    enableDataDetection: given["enableDataDetection"]?.bool, clientMessageID: key))
        case "messages.sendCustomizedMiniApp":
            let card = try miniApp(given["card"] ?? [:])
            return try json(
                try await sendCustomizedMiniApp(try text(given, "chat"), card: card, clientMessageID: key))
        case "messages.updateCustomizedMiniApp":
            let card = try miniApp(given["card"] ?? [:])
            return try json(
                try await updateCustomizedMiniApp(
                    try session(given["session"] ?? [:]), card: card, clientMessageID: key))
        default: return nil
        }
    }

    /// What an answer held before, as a program has it that keeps it.
    private func session(_ given: JSON) throws -> MiniAppCardSession {
        let kept: JSON = [
            "messageGUID": given["messageGuid"] ?? .null,
            "chatGUID": given["chatGuid"] ?? .null,
            "sessionID": given["sessionId"] ?? .null,
            "targetMessageGUID": given["targetMessageGuid"] ?? .null,
        ]
        return try JSONDecoder().decode(MiniAppCardSession.self, from: JSONEncoder().encode(kept))
    }

    private func placement(_ given: JSON) -> StickerPlacement {
        StickerPlacement(
            x: given["x"]?.double ?? 0, y: given["y"]?.double ?? 0, scale: given["scale"]?.double,
            rotation: given["rotation"]?.double, width: given["width"]?.double)
    }

    private func part(_ given: JSON) -> MessagePart {
        MessagePart(
            text: given["text"]?.string, attachmentGUID: given["attachmentGuid"]?.string,
            attachmentName: given["attachmentName"]?.string,
            mentionedAddress: given["mentionedAddress"]?.string, bubbleIndex: given["bubbleIndex"]?.int,
            formatting: formatting(given))
    }

    private func formatting(_ given: JSON) -> [Formatting] {
        (given["formatting"]?.array ?? []).map { format in
            Formatting(
                kind: format["type"]?.string ?? "", start: format["start"]?.int ?? 0,
                length: format["length"]?.int ?? 0, effectName: format["effect"]?.string)
        }
    }
}
