/// Where a fleet is, and how a worker takes part. An address alone will do: `fleet: "nats://host:4222"`.
public struct FleetSettings: Sendable, Hashable, ExpressibleByStringLiteral {
    /// Where a group begins that nobody has worked for yet.
    public enum Begin: String, Sendable, Hashable {
        /// With what comes from now on.
        case new
        /// With the oldest event that is kept.
        case start
    }

    /// The NATS servers: `nats://host:4222` or `tls://host:4222`, several with commas between.
    public var servers: String
    /// The name of the fleet, for several in one NATS; `spectrum` if not given.
    public var name: String?
    /// A user, with ``password``.
    public var user: String?
    /// The user's password.
    public var password: String?
    /// A token, in place of a user.
    public var token: String?
    /// The seed of an nkey.
    public var nkeySeed: String?
    /// A file with a JWT and a seed (`.creds`).
    public var credentialsFile: String?
    /// A PEM file with root certificates to trust besides the system's.
    public var caFile: String?
    /// This side's certificate, PEM.
    public var clientCertificate: String?
    /// The key of the certificate, PEM.
    public var clientKey: String?
    /// Into how many partitions conversations fall, fixed when the fleet is set up; 64 if not given. So many workers of
    /// a group can work at most.
    public var partitions: Int?
    /// On how many NATS servers everything is kept: 1, 3 or 5; 1 if not given.
    public var replicas: Int?
    /// How long events are kept; 7 days if not given.
    public var maxAge: Duration?
    /// Where a new group begins; with what comes from now on if not given.
    public var begin: Begin?
    /// How often an event is tried, over all workers, before it goes to the dead letters; 5 if not given.
    public var maxTries: Int?

    /// The fleet at these servers; what else is not as by default is set afterwards.
    public init(servers: String) {
        self.servers = servers
    }

    /// The fleet at these servers.
    public init(stringLiteral value: String) {
        self.init(servers: value)
    }

    /// What `fleet` and `group` mean, for the core, which says what is wrong with them.
    static func json(_ fleet: FleetSettings?, group: String?) throws -> String? {
        guard let fleet else {
            guard group == nil else {
                throw SpectrumError.invalid("a group is one of a fleet: give fleet, too")
            }
            return nil
        }
        let settings: Arguments = [
            "servers": fleet.servers,
            "group": group,
            "name": fleet.name,
            "user": fleet.user,
            "password": fleet.password,
            "token": fleet.token,
            "nkey_seed": fleet.nkeySeed,
            "credentials_file": fleet.credentialsFile,
            "ca_file": fleet.caFile,
            "client_certificate": fleet.clientCertificate,
            "client_key": fleet.clientKey,
            "partitions": fleet.partitions,
            "replicas": fleet.replicas,
            "max_age": try fleet.maxAge?.seconds("the age of events"),
            "begin": fleet.begin?.rawValue,
            "max_tries": fleet.maxTries,
        ]
        return String(decoding: try SimulatorJSON.write(settings), as: UTF8.self)
    }
}

extension FleetSettings: CustomStringConvertible, CustomReflectable {
    /// Without anything secret: the servers may hold a password.
    public var description: String { "FleetSettings(name: \(name ?? "spectrum"))" }

    /// Without anything secret.
    public var customMirror: Mirror { Mirror(self, children: ["name": name as Any]) }
}
