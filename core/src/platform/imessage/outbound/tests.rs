//! What the service must answer.

use super::*;

#[test]
fn an_answer_without_an_id_is_an_error_that_says_so() {
    let nameless = v1::Message::default();
    for message in [None, Some(nameless)] {
        let error = answered(v1::MessageResponse { message, ..Default::default() });
        let error = error.expect_err("no id");
        assert_eq!((error.kind(), error.code()), (ErrorKind::Other, "internalError"));
        assert!(error.message().contains("no id of the sent message"), "{error}");
    }
    let guid = "GUID".to_owned();
    let message = Some(v1::Message { guid, ..Default::default() });
    assert!(answered(v1::MessageResponse { message, ..Default::default() }).is_ok());
}
