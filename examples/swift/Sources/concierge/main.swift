// Plans with a group: asks in a poll, counts the votes, and says what they chose.
//
// Somebody writes `plan Dinner? Thai, Pizza, Sushi`. Credentials come from SPECTRUM_PROJECT_ID and
// SPECTRUM_PROJECT_SECRET:
//
//     scripts/swift-build.sh
//     scripts/swift run --package-path examples/swift -Xlinker "-L$PWD/target/debug" concierge

import SpectrumIMessage

/// Who has voted for what, by conversation and question.
actor Votes {
    private var cast: [String: [String: String]] = [:]

    func begin(_ question: String, in space: Space) {
        cast["\(space.id) \(question)"] = [:]
    }

    /// Counts a vote, and gives the choice when all have voted.
    func count(_ option: String?, of voter: String, on question: String, in space: Space, people: Int) -> String? {
        let key = "\(space.id) \(question)"
        guard var votes = cast[key] else { return nil }  // A poll of somebody else, or one that is decided.
        votes[voter] = option
        cast[key] = votes
        guard votes.count == people else { return nil }
        cast[key] = nil
        let tally = votes.values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        return tally.max { $0.value < $1.value }?.key
    }
}

let votes = Votes()

func ask(_ space: Space, _ text: String) async throws {
    guard text.lowercased().hasPrefix("plan "), let end = text.firstIndex(of: "?") else { return }
    let question = String(text.dropFirst("plan ".count)[...end])
    let options = text[text.index(after: end)...].split(separator: ",").map { String($0).trimmed }
    guard options.count > 1 else {
        try await space.send("A plan needs a choice: plan Dinner? Thai, Pizza")
        return
    }
    await votes.begin(question, in: space)
    try await space.send(.poll(question, options: options))
}

func count(_ space: Space, _ vote: PollVote, of voter: User) async throws {
    let people = space.type == .dm ? 1 : try await space.members().count
    let choice = await votes.count(
        vote.selected ? vote.option : nil, of: voter.id, on: vote.poll.title, in: space, people: people)
    if let choice {
        try await space.send(.effect(.text("\(vote.poll.title) \(choice) it is."), .confetti))
    }
}

extension String {
    var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

let app = try await Spectrum(providers: [.imessage()])
try await app.handle { space, message in
    switch message.content {
    case .text(let text):
        try await ask(space, text)
    case .pollVote(let vote):
        if let voter = message.sender { try await count(space, vote, of: voter) }
    default:
        break
    }
}
