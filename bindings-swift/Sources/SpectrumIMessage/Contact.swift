import Foundation
internal import SpectrumIMessageNative

/// A contact, which travels as a vCard. Everything is optional; ``raw``, where it is given, is what is sent.
public struct Contact: Sendable, Hashable {
    /// The user this contact was made from.
    public var user: User?
    /// The name, by its parts.
    public var name: Name?
    /// Telephone numbers.
    public var phones: [Phone]
    /// E-mail addresses.
    public var emails: [Email]
    /// Postal addresses.
    public var addresses: [Address]
    /// Organisation and position.
    public var org: Org?
    /// Web pages.
    public var urls: [String]
    /// The birthday, as a vCard writes it (`1815-12-10`).
    public var birthday: String?
    /// A note.
    public var note: String?
    /// A picture.
    public var photo: Photo?
    /// The vCard text this contact was read from; sent byte for byte.
    public var raw: String?

    /// A contact from its fields.
    public init(
        user: User? = nil,
        name: Name? = nil,
        phones: [Phone] = [],
        emails: [Email] = [],
        addresses: [Address] = [],
        org: Org? = nil,
        urls: [String] = [],
        birthday: String? = nil,
        note: String? = nil,
        photo: Photo? = nil,
        raw: String? = nil
    ) {
        self.user = user
        self.name = name
        self.phones = phones
        self.emails = emails
        self.addresses = addresses
        self.org = org
        self.urls = urls
        self.birthday = birthday
        self.note = note
        self.photo = photo
        self.raw = raw
    }
}

extension Contact {
    /// A name by its parts.
    public struct Name: Sendable, Hashable {
        /// The name as it is shown.
        public var formatted: String?
        /// The given name.
        public var first: String?
        /// The family name.
        public var last: String?
        /// Further given names.
        public var middle: String?
        /// What stands before the name (`Dr.`).
        public var prefix: String?
        /// What stands after the name (`PhD`).
        public var suffix: String?

        /// A name by its parts.
        public init(
            formatted: String? = nil,
            first: String? = nil,
            last: String? = nil,
            middle: String? = nil,
            prefix: String? = nil,
            suffix: String? = nil
        ) {
            self.formatted = formatted
            self.first = first
            self.last = last
            self.middle = middle
            self.prefix = prefix
            self.suffix = suffix
        }
    }

    /// A telephone number.
    public struct Phone: Sendable, Hashable {
        /// The number.
        public var value: String
        /// `mobile`, `home`, `work` or `other`.
        public var kind: String?

        /// A telephone number.
        public init(
            _ value: String,
            kind: String? = nil
        ) {
            self.value = value
            self.kind = kind
        }
    }

    /// An e-mail address.
    public struct Email: Sendable, Hashable {
        /// The address.
        public var value: String
        /// `home`, `work` or `other`.
        public var kind: String?

        /// An e-mail address.
        public init(
            _ value: String,
            kind: String? = nil
        ) {
            self.value = value
            self.kind = kind
        }
    }

    /// A postal address.
    public struct Address: Sendable, Hashable {
        /// Street and number.
        public var street: String?
        /// City.
        public var city: String?
        /// State or region.
        public var region: String?
        /// Postal code.
        public var postalCode: String?
        /// Country.
        public var country: String?
        /// `home`, `work` or `other`.
        public var kind: String?

        /// A postal address.
        public init(
            street: String? = nil,
            city: String? = nil,
            region: String? = nil,
            postalCode: String? = nil,
            country: String? = nil,
            kind: String? = nil
        ) {
            self.street = street
            self.city = city
            self.region = region
            self.postalCode = postalCode
            self.country = country
            self.kind = kind
        }
    }

    /// An organisation and the position there.
    public struct Org: Sendable, Hashable {
        /// The organisation.
        public var name: String?
        /// The department.
        public var department: String?
        /// The position.
        public var title: String?

        /// An organisation and the position there.
        public init(
            name: String? = nil,
            department: String? = nil,
            title: String? = nil
        ) {
            self.name = name
            self.department = department
            self.title = title
        }
    }

    /// A picture of a contact.
    public struct Photo: Sendable, Hashable {
        /// The MIME type.
        public var mimeType: String
        /// The picture.
        public var data: Data

        /// A picture of a contact.
        public init(
            mimeType: String,
            data: Data
        ) {
            self.mimeType = mimeType
            self.data = data
        }
    }
}

extension Contact {
    init(_ native: NativeContact) {
        user = native.user.map(User.init)
        name = native.name.map(Name.init)
        phones = native.phones.map(Phone.init)
        emails = native.emails.map(Email.init)
        addresses = native.addresses.map(Address.init)
        org = native.org.map(Org.init)
        urls = native.urls
        birthday = native.birthday
        note = native.note
        photo = native.photo.map(Photo.init)
        raw = native.raw
    }

    var native: NativeContact {
        NativeContact(
            user: user?.native,
            name: name?.native,
            phones: phones.map(\.native),
            emails: emails.map(\.native),
            addresses: addresses.map(\.native),
            org: org?.native,
            urls: urls,
            birthday: birthday,
            note: note,
            photo: photo?.native,
            raw: raw
        )
    }
}

extension Contact.Name {
    fileprivate init(_ native: NativeContactName) {
        formatted = native.formatted
        first = native.first
        last = native.last
        middle = native.middle
        prefix = native.prefix
        suffix = native.suffix
    }

    fileprivate var native: NativeContactName {
        NativeContactName(
            formatted: formatted,
            first: first,
            last: last,
            middle: middle,
            prefix: prefix,
            suffix: suffix
        )
    }
}

extension Contact.Phone {
    fileprivate init(_ native: NativeContactPhone) {
        value = native.value
        kind = native.kind
    }

    fileprivate var native: NativeContactPhone {
        NativeContactPhone(
            value: value,
            kind: kind
        )
    }
}

extension Contact.Email {
    fileprivate init(_ native: NativeContactEmail) {
        value = native.value
        kind = native.kind
    }

    fileprivate var native: NativeContactEmail {
        NativeContactEmail(
            value: value,
            kind: kind
        )
    }
}

extension Contact.Address {
    fileprivate init(_ native: NativeContactAddress) {
        street = native.street
        city = native.city
        region = native.region
        postalCode = native.postalCode
        country = native.country
        kind = native.kind
    }

    fileprivate var native: NativeContactAddress {
        NativeContactAddress(
            street: street,
            city: city,
            region: region,
            postalCode: postalCode,
            country: country,
            kind: kind
        )
    }
}

extension Contact.Org {
    fileprivate init(_ native: NativeContactOrg) {
        name = native.name
        department = native.department
        title = native.title
    }

    fileprivate var native: NativeContactOrg {
        NativeContactOrg(
            name: name,
            department: department,
            title: title
        )
    }
}

extension Contact.Photo {
    fileprivate init(_ native: NativeContactPhoto) {
        mimeType = native.mimeType
        data = native.data
    }

    fileprivate var native: NativeContactPhoto {
        NativeContactPhoto(
            mimeType: mimeType,
            data: data
        )
    }
}
