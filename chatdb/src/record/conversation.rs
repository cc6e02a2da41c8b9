//! Guids of conversations.

/// Whether two guids name the same conversation: what stands behind the second semicolon is equal.
/// Prefixes differ between releases; letter case and the ways to write a phone number do not
/// count.
pub fn same_conversation(a: &str, b: &str) -> bool {
    a == b || conversation_key(a) == conversation_key(b)
}

/// What is equal for guids of the same conversation. An address gives the key of the direct
/// conversation with it.
pub fn conversation_key(guid: &str) -> String {
    let identifier = guid.splitn(3, ';').nth(2).unwrap_or(guid).trim().to_lowercase();
    if identifier.starts_with('+') {
        return identifier.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    }
    identifier
}

#[cfg(test)]
mod tests {
    use super::same_conversation;

    #[test]
    fn prefixes_and_writing_do_not_count() {
        assert!(same_conversation("iMessage;-;+15550100001", "any;-;+1 (555) 010-0001"));
        assert!(same_conversation("SMS;-;Ben@Example.com", "any;-;ben@example.com"));
        assert!(same_conversation("any;+;chat831", "iMessage;+;chat831"));
        assert!(!same_conversation("any;+;chat831", "any;+;chat832"));
        assert!(!same_conversation("any;-;60601", "any;-;+60601"));
    }
}
