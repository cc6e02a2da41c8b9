internal import SpectrumIMessageNative

/// What the doctor found.
///
/// ```swift
/// let report = try await DoctorReport.examine(.local)
/// for check in report.checks where check.state == .failed {
///     print(check.found, check.remedy ?? "")
/// }
/// ```
public struct DoctorReport: Sendable, Hashable, Codable {
    /// Whether no check failed. Warnings do not count.
    public let healthy: Bool
    /// Every check, in order, those that were skipped too.
    public let checks: [Check]

    /// What the doctor looks at.
    public enum Scope: String, Sendable, CaseIterable {
        /// This Mac if it is one, and the project if there are credentials.
        case all
        /// What local mode needs.
        case local
        /// What cloud mode needs.
        case cloud
    }

    /// One check.
    public struct Check: Sendable, Hashable, Codable {
        /// What was looked at. Stable across releases and languages.
        public let name: String
        /// How it ended.
        public let state: State
        /// What was found, for people.
        public let found: String
        /// What to do, if there is something to do.
        public let remedy: String?
    }

    /// How a check ended.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// All is well.
        case ok
        /// It works, but not all of it, or not for sure.
        case warning
        /// It does not work.
        case failed
        /// Not looked at: a check before it failed, or it makes no sense here.
        case skipped
    }

    /// The check with this name.
    public func check(_ name: String) -> Check? {
        checks.first { $0.name == name }
    }

    /// What is wrong with this machine's set-up, and what to do about it. Nothing is sent. Messages may be started, and
    /// macOS may ask whether it may be controlled. What is not given comes from the environment.
    ///
    /// - Parameters:
    ///   - scope: What to look at.
    ///   - database: The database of Messages.
    ///   - osascript: The program that runs AppleScript.
    ///   - projectID: The project's id.
    ///   - projectSecret: The project's secret.
    ///   - limit: How long each question to Messages or to the cloud may take.
    /// - Throws: Nothing for what it finds: that is in the report.
    public static func examine(
        _ scope: Scope = .all,
        database: String? = nil,
        osascript: String? = nil,
        projectID: String? = nil,
        projectSecret: String? = nil,
        limit: Duration = .seconds(30)
    ) async throws -> DoctorReport {
        let options = NativeDoctorOptions(
            scope: scope.rawValue, database: database, osascript: osascript, projectId: projectID,
            projectSecret: projectSecret, limit: try limit.seconds("the limit"))
        return try CoreJSON.read(try await awaiting { try await doctor(options: options, cancel: $0) })
    }
}
