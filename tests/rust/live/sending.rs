//! What becomes of content on its way.

use spectrum_imessage::content::{self, VoiceOptions};
use spectrum_imessage::{Content, SendOptions};
use spectrum_imessage_simulator::Simulator;

use super::{connect, count, space};

const UPLOAD: &str = "UploadAttachment";

/// A quarter of a second of a tone, as 16-bit samples at 8 kHz.
const WAV: &[u8] = include_bytes!("../../scenarios/files/tone.wav");

fn named(name: &str) -> VoiceOptions {
    VoiceOptions { name: Some(name.into()), ..VoiceOptions::default() }
}

#[tokio::test]
async fn a_wav_arrives_as_a_voice_message() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let sent = space.send(content::voice_bytes(WAV, named("tone.wav"))).await;
    let sent = sent.expect("it is sent").expect("a message");
    let Content::Voice(voice) = sent.content() else { panic!("{:?}", sent.content()) };
    assert_eq!((voice.duration, voice.name.as_deref()), (Some(0.25), Some("tone.wav")));

    let calls = sim.transcript();
    let upload = calls.iter().find(|call| call.method == UPLOAD).expect("an upload");
    assert_eq!(upload.request["fileName"], "tone.m4a");
    let send = calls.iter().find(|call| call.method == "SendAttachmentMessage").expect("a send");
    assert_eq!(send.request["isAudioMessage"], true);
    let guid = send.request["attachment"]["attachmentGuid"].as_str().expect("an attachment");
    let bytes = sim.attachment(guid).expect("the file is there");
    assert_eq!(bytes.get(4..12), Some(&b"ftypM4A "[..]));
    app.stop().await;
}

#[tokio::test]
async fn the_length_that_is_given_counts() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let options = VoiceOptions { duration: Some(9.0), ..named("tone.wav") };
    let sent = space(&im).await.send(content::voice_bytes(WAV, options)).await;
    let sent = sent.expect("it is sent").expect("a message");
    let Content::Voice(voice) = sent.content() else { panic!("{:?}", sent.content()) };
    assert_eq!(voice.duration, Some(9.0));
    app.stop().await;
}

#[tokio::test]
async fn a_broken_wav_never_reaches_the_network() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let broken = content::voice_bytes(&WAV[..30], named("broken.wav"));
    let error = space.send(broken).await.expect_err("refused");
    assert_eq!(error.code(), "invalidAudio");
    let good = content::voice_bytes(WAV, named("tone.wav")).expect("a voice message");
    let broken = content::voice_bytes(&WAV[..30], named("broken.wav")).expect("audio by its name");
    let error = space.send(content::group(vec![good, broken])).await.expect_err("refused");
    assert_eq!((error.code(), count(&sim, UPLOAD)), ("invalidAudio", 0));
    app.stop().await;
}

#[tokio::test]
async fn streamed_text_is_one_part_of_a_group() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let pieces = futures_util::stream::iter(["**bold**", " words"].map(|p| Ok(p.to_owned())));
    let wav = content::voice_bytes(WAV, named("tone.wav")).expect("a voice message");
    let group = content::group(vec![content::markdown_stream(pieces), wav]);
    let sent = space.send(group).await.expect("it is sent").expect("a message");

    let Content::Group(group) = sent.content() else { panic!("{:?}", sent.content()) };
    let kinds: Vec<_> = group.items.iter().map(|item| item.content().type_name()).collect();
    assert_eq!(kinds, ["markdown", "voice"]);
    let Content::Voice(voice) = group.items[1].content() else { panic!("no voice") };
    assert_eq!(voice.duration, Some(0.25));
    let calls = sim.transcript();
    let send = calls.iter().find(|call| call.method == "SendMultipartMessage").expect("a send");
    assert_eq!(send.request["parts"][0]["text"], "bold words");
    assert_eq!(send.request["parts"][1]["attachment"]["attachmentName"], "tone.m4a");
    app.stop().await;
}

#[tokio::test]
async fn a_group_with_an_empty_stream_is_no_group() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let nothing = content::text_stream(futures_util::stream::iter([]));
    let wav = content::voice_bytes(WAV, named("tone.wav")).expect("a voice message");
    let contents = vec![content::group(vec![nothing, wav]).expect("a group")];
    let sent = space.send_all(contents, SendOptions::default()).await.expect("it is skipped");
    assert!(sent[0].is_none());
    assert_eq!(count(&sim, UPLOAD), 0);
    app.stop().await;
}
