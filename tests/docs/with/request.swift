private let headers: [String: String] = [:]
private let body = Data("{}".utf8)

