use std::f64::consts::TAU;
use std::sync::LazyLock;

use proptest::prelude::*;
use symphonia::core::audio::GenericAudioBufferRef;
use symphonia::core::codecs::audio::AudioDecoder;
use symphonia::core::formats::{FormatReader, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::default::codecs::AacDecoder;
use symphonia::default::formats::IsoMp4Reader;

use super::*;

const FREQUENCY: f64 = 440.0;
const LEVEL: f64 = 0.5;

#[derive(Clone, Copy, Debug)]
enum Kind {
    Pcm(u16),
    Float(u16),
}

/// A sine in both channels, in the second at half the level.
fn sine(kind: Kind, rate: u32, channels: u16, frames: u32) -> Vec<u8> {
    let mut data = Vec::new();
    for frame in 0..frames {
        let value = LEVEL * (TAU * FREQUENCY * f64::from(frame) / f64::from(rate)).sin();
        for channel in 0..channels {
            let value = value / f64::from(channel + 1);
            let whole = |bits: u16| (value * (2_f64.powi(i32::from(bits) - 1) - 1.0)) as i32;
            match kind {
                Kind::Pcm(8) => data.push((whole(8) + 128) as u8),
                Kind::Pcm(bits) => {
                    data.extend_from_slice(&whole(bits).to_le_bytes()[..usize::from(bits / 8)]);
                }
                Kind::Float(32) => data.extend_from_slice(&(value as f32).to_le_bytes()),
                Kind::Float(_) => data.extend_from_slice(&value.to_le_bytes()),
            }
        }
    }
    wav_of(kind, rate, channels, &data)
}

fn wav_of(kind: Kind, rate: u32, channels: u16, data: &[u8]) -> Vec<u8> {
    let (tag, bits) = match kind {
        Kind::Pcm(bits) => (1_u16, bits),
        Kind::Float(bits) => (3, bits),
    };
    let frame = channels * bits / 8;
    let length = data.len() as u32;
    let mut wav = Vec::new();
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(36 + length).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt \x10\0\0\0");
    wav.extend_from_slice(&tag.to_le_bytes());
    wav.extend_from_slice(&channels.to_le_bytes());
    wav.extend_from_slice(&rate.to_le_bytes());
    wav.extend_from_slice(&(rate * u32::from(frame)).to_le_bytes());
    wav.extend_from_slice(&frame.to_le_bytes());
    wav.extend_from_slice(&bits.to_le_bytes());
    wav.extend_from_slice(b"data");
    wav.extend_from_slice(&length.to_le_bytes());
    wav.extend_from_slice(data);
    wav
}

/// Decodes with a library that has nothing to do with the encoder.
fn decoded(m4a: &[u8]) -> (u32, Vec<Vec<f32>>) {
    let source = std::io::Cursor::new(m4a.to_vec());
    let source = MediaSourceStream::new(Box::new(source), Default::default());
    let mut reader = IsoMp4Reader::try_new(source, Default::default()).expect("MPEG-4");
    let track = reader.default_track(TrackType::Audio).expect("a sound track");
    let params = track.codec_params.as_ref().and_then(|params| params.audio()).expect("audio");
    let rate = params.sample_rate.expect("a rate");
    let mut decoder = AacDecoder::try_new(params, &Default::default()).expect("AAC-LC");
    let mut all: Vec<Vec<f32>> = Vec::new();
    while let Some(packet) = reader.next_packet().expect("a whole file") {
        let piece: GenericAudioBufferRef<'_> = decoder.decode(&packet).expect("a frame");
        let mut planes = Vec::new();
        piece.copy_to_vecs_planar::<f32>(&mut planes);
        all.resize(planes.len(), Vec::new());
        for (all, plane) in all.iter_mut().zip(planes) {
            all.extend(plane);
        }
    }
    (rate, all)
}

/// How strong a frequency is in the middle of a signal, and what else there is; both as levels of
/// a sine.
fn strength(signal: &[f32], rate: u32, frequency: f64) -> (f64, f64) {
    let middle = &signal[signal.len() / 4..signal.len() * 3 / 4];
    let (mut sine, mut cosine, mut power) = (0.0, 0.0, 0.0);
    for (index, sample) in middle.iter().enumerate() {
        let sample = f64::from(*sample);
        let phase = TAU * frequency * index as f64 / f64::from(rate);
        sine += sample * phase.sin();
        cosine += sample * phase.cos();
        power += sample * sample;
    }
    let count = middle.len() as f64;
    let level = 2.0 * sine.hypot(cosine) / count;
    let rest = (2.0 * power / count - level * level).max(0.0).sqrt();
    (level, rest)
}

async fn check(kind: Kind, rate: u32, channels: u16) {
    let frames = rate + 100;
    let m4a = to_m4a(sine(kind, rate, channels, frames).into()).await.expect("encodes");
    let case = format!("{kind:?} {rate} Hz, {channels} channels");
    assert_eq!(&m4a.bytes[4..12], b"ftypM4A ", "{case}");
    let duration = f64::from(frames) / f64::from(rate);
    assert_eq!(m4a.duration, Some(duration), "{case}");
    assert_eq!(super::duration(&m4a.bytes), Some(duration), "{case}");
    // At most as large as 64 kbit/s a channel and the tables.
    assert!(m4a.bytes.len() < 12_000 * usize::from(channels), "{case}: {}", m4a.bytes.len());

    let (decoded_rate, planes) = decoded(&m4a.bytes);
    // The table of the file has no room for a higher one; players look at the decoder's.
    let shown_rate = u16::try_from(rate).map_or(0, u32::from);
    assert_eq!((decoded_rate, planes.len()), (shown_rate, usize::from(channels)), "{case}");
    for (channel, plane) in planes.iter().enumerate() {
        let (level, rest) = strength(plane, rate, FREQUENCY);
        let wanted = LEVEL / (channel + 1) as f64;
        assert!((level / wanted - 1.0).abs() < 0.03, "{case}: level {level}");
        assert!(rest < wanted * 0.12, "{case}: noise {rest}");
    }
}

#[tokio::test]
async fn every_kind_of_sample_sounds_as_before() {
    for kind in [
        Kind::Pcm(8),
        Kind::Pcm(16),
        Kind::Pcm(24),
        Kind::Pcm(32),
        Kind::Float(32),
        Kind::Float(64),
    ] {
        check(kind, 24_000, 1).await;
    }
    check(Kind::Pcm(16), 44_100, 2).await;
}

#[tokio::test]
async fn every_usual_rate_sounds_as_before() {
    for rate in [8_000, 11_025, 16_000, 22_050, 32_000, 48_000, 96_000] {
        check(Kind::Pcm(16), rate, 1).await;
    }
    check(Kind::Pcm(16), 8_000, 2).await;
}

#[tokio::test]
async fn a_length_that_was_not_known_ends_with_the_file() {
    let whole = sine(Kind::Pcm(16), 16_000, 1, 16_000);
    for (riff, data) in [(u32::MAX, u32::MAX), (0, 0), (0x7fff_ffff, 0x7fff_ff00)] {
        let mut wav = whole.clone();
        wav[4..8].copy_from_slice(&riff.to_le_bytes());
        wav[40..44].copy_from_slice(&data.to_le_bytes());
        let m4a = to_m4a(wav.into()).await.expect("encodes");
        assert_eq!(m4a.duration, Some(1.0), "{riff:#x} {data:#x}");
    }
}

#[tokio::test]
async fn other_chunks_are_passed_over() {
    let whole = sine(Kind::Pcm(16), 16_000, 1, 16_000);
    let mut wav = whole[..12].to_vec();
    // Three bytes and one that makes it even; then one that claims to be larger than the file.
    wav.extend_from_slice(b"LIST\x03\0\0\0abc\0");
    wav.extend_from_slice(&whole[12..]);
    wav.extend_from_slice(b"LIST\xff\xff\xff\xff");
    assert_eq!(to_m4a(wav.into()).await.expect("encodes").duration, Some(1.0));
}

#[test]
fn an_extended_format_is_read() {
    let whole = sine(Kind::Float(32), 16_000, 1, 160);
    let mut wav = whole[..16].to_vec();
    wav.extend_from_slice(&40_u32.to_le_bytes());
    wav.extend_from_slice(&0xfffe_u16.to_le_bytes());
    wav.extend_from_slice(&whole[22..36]);
    wav.extend_from_slice(b"\x16\0\x20\0\x04\0\0\0\x03\0\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71");
    wav.extend_from_slice(&whole[36..]);
    let read = wav::read(&wav).expect("well-formed").expect("a kind that is read");
    assert_eq!(read.frames(), 160);
}

#[test]
fn what_is_no_sound_is_silence_and_what_is_too_loud_is_cut() {
    let samples = [f32::NAN, f32::INFINITY, -7.5, 0.25];
    let data: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    let bytes = wav_of(Kind::Float(32), 8_000, 1, &data);
    let read = wav::read(&bytes).expect("well-formed").expect("a kind that is read");
    assert_eq!(read.pieces(100).next(), Some(vec![vec![0.0, 1.0, -1.0, 0.25]]));
}

#[test]
fn what_cannot_be_encoded_here_is_left_to_ffmpeg() {
    let other_rate = sine(Kind::Pcm(16), 37_800, 1, 10);
    let surround = sine(Kind::Pcm(16), 48_000, 6, 10);
    let mut compressed = sine(Kind::Pcm(16), 8_000, 1, 10);
    compressed[20] = 0x11;
    for bytes in [&other_rate[..], &surround, &compressed, b"ID3\x04", b"RIFF....WEBP", b""] {
        assert!(wav::read(bytes).expect("not broken").is_none());
    }
}

#[test]
fn broken_empty_and_too_long_files_are_refused() {
    let code = |bytes: &[u8]| wav::read(bytes).expect_err("refused").code().to_owned();
    let whole = sine(Kind::Pcm(16), 8_000, 1, 10);
    assert_eq!(code(&whole[..30]), "invalidAudio");
    assert_eq!(code(&whole[..44]), "invalidAudio");
    assert_eq!(code(b"RIFF\x04\0\0\0WAVEdata\x02\0\0\0ab"), "invalidAudio");
    let half_an_hour = 30 * 60 * 8_000;
    assert!(wav::read(&wav_of(Kind::Pcm(8), 8_000, 1, &vec![128; half_an_hour])).is_ok());
    let longer = wav_of(Kind::Pcm(8), 8_000, 1, &vec![128; half_an_hour + 1]);
    assert_eq!(code(&longer), "audioTooLong");
}

#[test]
fn encoding_stops_when_nobody_waits() {
    let wav = sine(Kind::Pcm(16), 8_000, 1, 80_000);
    let read = wav::read(&wav).expect("well-formed").expect("a kind that is read");
    let error = encode::encode(&read, || true).expect_err("stopped");
    assert_eq!(error.code(), "conversionFailed");
}

proptest! {
    #[test]
    fn a_damaged_file_is_read_or_refused(
        damage in prop::collection::vec((0_usize..400, any::<u8>()), 0..12),
        cut in 0_usize..400,
        float in any::<bool>(),
    ) {
        let kind = if float { Kind::Float(32) } else { Kind::Pcm(16) };
        let mut bytes = sine(kind, 8_000, 2, 80);
        for (place, value) in damage {
            if let Some(byte) = bytes.get_mut(place) {
                *byte = value;
            }
        }
        bytes.truncate(cut.max(1));
        if let Ok(Some(wav)) = wav::read(&bytes) {
            prop_assert!(wav.frames() <= bytes.len());
            let count: usize = wav.pieces(7).map(|piece| piece[0].len()).sum();
            prop_assert_eq!(count, wav.frames());
            prop_assert!(encode::encode(&wav, || false).is_ok());
        }
    }
}

/// A short file; each of its tables is within the first bytes.
static SMALL_M4A: LazyLock<Bytes> = LazyLock::new(|| {
    let wav = sine(Kind::Pcm(16), 8_000, 1, 2_000);
    let read = wav::read(&wav).expect("well-formed").expect("a kind that is read");
    encode::encode(&read, || false).expect("encodes").bytes
});

proptest! {
    #[test]
    fn a_damaged_m4a_has_a_length_or_none(
        damage in prop::collection::vec((0_usize..800, any::<u8>()), 1..8),
        cut in 0_usize..1_600,
    ) {
        let mut bytes = SMALL_M4A.to_vec();
        for (place, value) in damage {
            if let Some(byte) = bytes.get_mut(place) {
                *byte = value;
            }
        }
        bytes.truncate(cut);
        prop_assert!(super::duration(&bytes).is_none_or(|seconds| seconds >= 0.0));
    }
}

#[cfg(unix)]
mod with_a_program {
    use super::*;

    const FAKE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/audio/fake-ffmpeg.sh");

    async fn converted(input: &[u8]) -> Result<M4a> {
        ffmpeg::convert(FAKE.as_ref(), input).await
    }

    #[tokio::test]
    async fn its_output_is_the_audio() {
        let m4a = to_m4a(sine(Kind::Pcm(16), 16_000, 1, 8_000).into()).await.expect("encodes");
        let input = [b"copy\n", &m4a.bytes[..]].concat();
        let done = converted(&input).await.expect("converts");
        assert_eq!(done.bytes, m4a.bytes);
        assert_eq!(done.duration, Some(0.5));
    }

    #[tokio::test]
    async fn the_end_of_what_it_says_is_in_the_error() {
        let error = converted(b"fail\n").await.expect_err("fails");
        assert_eq!(error.code(), "invalidAudio");
        assert!(error.message().ends_with("Invalid data found when processing input"));
        assert!(error.message().len() < 300, "{error}");
        assert_eq!(converted(b"silent\n").await.expect_err("nothing").code(), "invalidAudio");
    }

    #[tokio::test]
    async fn it_cannot_fill_the_disk() {
        assert_eq!(converted(b"flood\n").await.expect_err("stopped").code(), "conversionFailed");
    }

    #[tokio::test]
    async fn it_ends_with_the_wish_for_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("pid");
        let input = format!("hang {}\n", file.display());
        let started = async {
            loop {
                match std::fs::read_to_string(&file) {
                    Ok(pid) if pid.ends_with('\n') => break pid.trim().to_owned(),
                    _ => tokio::time::sleep(std::time::Duration::from_millis(5)).await,
                }
            }
        };
        let pid = tokio::select! {
            _ = converted(input.as_bytes()) => panic!("it hangs"),
            pid = started => pid,
        };
        let alive = std::process::Command::new("kill").args(["-0", &pid]).output();
        assert!(!alive.expect("kill runs").status.success(), "{pid} still runs");
    }

    #[tokio::test]
    async fn without_it_the_error_says_what_to_do() {
        let error = ffmpeg::convert("no-such-program".as_ref(), b"").await.expect_err("none");
        assert_eq!(error.code(), "unsupportedAudioType");
        assert!(error.message().contains("ffmpeg.org") && error.message().contains("WAV"));
    }
}
