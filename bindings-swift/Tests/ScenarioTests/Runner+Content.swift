import Foundation
import SimulatorSupport
import SpectrumIMessage

extension Runner {
    /// The contents of a step.
    func contents(_ step: JSON) throws -> [Content] {
        try (step["content"]?.array ?? []).map(content)
    }

    private func content(_ item: JSON) throws -> Content {
        if let text = item["text"]?.string { return .text(text) }
        if let markdown = item["markdown"]?.string { return .markdown(markdown) }
        if let name = item["effect"]?.string { return .effect(try inner(item), try effect(name)) }
        if let value = item["effectValue"]?.string { return .effect(try inner(item), id: value) }
        if let state = item["typing"]?.string { return .typing(state == "stop" ? .stop : .start) }
        if let picture = item["background"] { return try background(picture) }
        if let file = item["attachment"] { return try attachment(file) }
        if let value = item["custom"] { return .custom(value) }
        if let content = try rich(item) ?? streamed(item) { return content }
        let target = try message(try text(item, "target"))
        if let reaction = item["reaction"]?.string { return .reaction(reaction, to: target) }
        if let answer = item["reply"] { return .reply(try content(answer), to: target) }
        throw Failure("unknown content \(item)")
    }

    private func rich(_ item: JSON) throws -> Content? {
        if let parts = item["group"]?.array { return .group(try parts.map(content)) }
        if let file = item["voice"] {
            return .voice(
                try text(file, "path"), name: file["name"]?.string, mimeType: file["mimeType"]?.string)
        }
        if let vCard = item["vcard"]?.string { return .contact(vCard: vCard) }
        if let url = item["richlink"]?.string { return .richlink(url) }
        if let question = item["poll"]?.string {
            return .poll(question, options: (item["options"]?.array ?? []).compactMap(\.string))
        }
        if let url = item["app"]?.string { return .app(url) }
        if let card = item["miniApp"] { return .customizedMiniApp(try miniApp(card)) }
        if item["contactCard"] != nil { return .nativeContactCard }
        return nil
    }

    private func streamed(_ item: JSON) -> Content? {
        if let pieces = item["stream"]?.array { return .text(stream: stream(of: pieces)) }
        if let pieces = item["markdownStream"]?.array { return .markdown(stream: stream(of: pieces)) }
        return nil
    }

    private func stream(of pieces: [JSON]) -> AsyncStream<String> {
        AsyncStream { continuation in
            for piece in pieces.compactMap(\.string) { continuation.yield(piece) }
            continuation.finish()
        }
    }

    private func inner(_ item: JSON) throws -> Content {
        guard let inner = item["content"] else { throw Failure("no content in \(item)") }
        return try content(inner)
    }

    private func effect(_ name: String) throws -> MessageEffect {
        guard let effect = MessageEffect.allCases.first(where: { "\($0)" == name }) else {
            throw Failure("no effect is called \(name)")
        }
        return effect
    }

    func attachment(_ file: JSON, companion: JSON? = nil) throws -> Content {
        let (name, mimeType) = (file["name"]?.string, file["mimeType"]?.string)
        let video = try companion.map { video -> Companion.Source in
            try video["path"]?.string.map(Companion.Source.path) ?? .data(bytes(video))
        }
        if let path = file["path"]?.string {
            return .attachment(path, name: name, mimeType: mimeType, companion: video)
        }
        return .attachment(data: try bytes(file), name: name, mimeType: mimeType, companion: video)
    }

    private func background(_ picture: JSON) throws -> Content {
        // The reserved word, as a program has it that passes paths on.
        if picture == "clear" { return .background(path: "clear") }
        let mimeType = picture["mimeType"]?.string
        if let path = picture["path"]?.string { return .background(path: path, mimeType: mimeType) }
        return .background(data: try bytes(picture), mimeType: mimeType)
    }
}

/// A card as a scenario describes it.
func miniApp(_ card: JSON) throws -> MiniApp {
    let layout = card["layout"]
    return MiniApp(
        appName: try text(card, "appName"),
        extensionBundleID: try text(card, "extensionBundleId"),
        teamID: try text(card, "teamId"),
        url: try text(card, "url"),
        layout: MiniApp.Layout(
            caption: layout?["caption"]?.string, summary: layout?["summary"]?.string)
    )
}
