//! Writes an MPEG-4 file with one sound track (ISO/IEC 14496-12 and -14): the tables first, then
//! all frames in one piece.

use mp4_atom::esds::{DecoderConfig, DecoderSpecific, EsDescriptor, SLConfig};
use mp4_atom::{
    Audio, Codec, Dinf, Dref, DrefEntry, Edts, Elst, ElstEntry, Encode, Esds, FixedPoint, FourCC,
    Ftyp, Hdlr, Mdhd, Mdia, Minf, Moov, Mp4a, Mvhd, Smhd, Stbl, Stco, Stsc, StscEntry, Stsd, Stsz,
    StszSamples, Stts, SttsEntry, Tkhd, Trak, Url,
};

/// Samples in a frame of AAC-LC.
const FRAME: u32 = 1024;
/// Samples that the encoder puts before the sound.
const PRIMING: u64 = 1024;
/// The tag of AAC among the kinds of streams, and of sound among its directions.
const MPEG4_AUDIO: u8 = 0x40;
const AUDIO_STREAM: u8 = 5;
const TRACK: u32 = 1;
const BOX_HEADER: usize = 8;

/// A sound track.
pub(super) struct Track<'a> {
    /// Samples of a channel in a second.
    pub(super) rate: u32,
    pub(super) channels: usize,
    /// What a decoder must know: the `AudioSpecificConfig`.
    pub(super) config: &'a [u8],
    pub(super) frames: &'a [Vec<u8>],
    /// Samples of a channel that are heard.
    pub(super) samples: u64,
}

impl Track<'_> {
    /// The whole file; `None` if it is larger than such a file can be.
    pub(super) fn write(&self) -> Option<Vec<u8>> {
        let brands = [b"M4A ", b"mp42", b"isom"].map(FourCC::new);
        let file_type = Ftyp {
            major_brand: FourCC::new(b"M4A "),
            minor_version: 0,
            compatible_brands: brands.to_vec(),
        };
        let mut file = Vec::new();
        file_type.encode(&mut file).ok()?;
        let begin = file.len();
        let mut movie = self.movie(0)?;
        movie.encode(&mut file).ok()?;
        // Only now is it known where the frames begin.
        let data = u32::try_from(file.len() + BOX_HEADER).ok()?;
        movie = self.movie(data)?;
        file.truncate(begin);
        movie.encode(&mut file).ok()?;
        let length = BOX_HEADER + self.frames.iter().map(Vec::len).sum::<usize>();
        file.extend_from_slice(&u32::try_from(length).ok()?.to_be_bytes());
        file.extend_from_slice(b"mdat");
        for frame in self.frames {
            file.extend_from_slice(frame);
        }
        Some(file)
    }

    fn movie(&self, data: u32) -> Option<Moov> {
        let header = Mvhd {
            timescale: self.rate,
            duration: self.samples,
            rate: FixedPoint::new(1, 0),
            volume: FixedPoint::new(1, 0),
            next_track_id: TRACK + 1,
            ..Default::default()
        };
        let track_header = Tkhd {
            track_id: TRACK,
            duration: self.samples,
            enabled: true,
            in_movie: true,
            volume: FixedPoint::new(1, 0),
            ..Default::default()
        };
        let heard = ElstEntry {
            segment_duration: self.samples,
            media_time: Some(PRIMING),
            media_rate: FixedPoint::new(1, 0),
        };
        let count = u32::try_from(self.frames.len()).ok()?;
        let media_header = Mdhd {
            timescale: self.rate,
            duration: u64::from(count) * u64::from(FRAME),
            language: "und".to_owned(),
            ..Default::default()
        };
        let track = Trak {
            tkhd: track_header,
            edts: Some(Edts { elst: Some(Elst { entries: vec![heard] }) }),
            mdia: Mdia {
                mdhd: media_header,
                hdlr: Hdlr { handler: FourCC::new(b"soun"), name: String::new() },
                minf: Minf {
                    smhd: Some(Smhd::default()),
                    // The frames are in this file.
                    dinf: Dinf { dref: Dref { entries: vec![DrefEntry::Url(Url::default())] } },
                    stbl: self.tables(count, data)?,
                    ..Default::default()
                },
            },
            ..Default::default()
        };
        Some(Moov { mvhd: header, trak: vec![track], ..Default::default() })
    }

    fn tables(&self, count: u32, data: u32) -> Option<Stbl> {
        let sizes: Option<Vec<u32>> =
            self.frames.iter().map(|frame| u32::try_from(frame.len()).ok()).collect();
        let chunk =
            StscEntry { first_chunk: 1, samples_per_chunk: count, sample_description_index: 1 };
        Some(Stbl {
            stsd: Stsd { codecs: vec![Codec::Mp4a(self.codec()?)] },
            stts: Stts { entries: vec![SttsEntry { sample_count: count, sample_delta: FRAME }] },
            stsc: Stsc { entries: vec![chunk] },
            stsz: Stsz { samples: StszSamples::Different { sizes: sizes? } },
            stco: Some(Stco { entries: vec![data] }),
            ..Default::default()
        })
    }

    fn codec(&self) -> Option<Mp4a> {
        let bytes: usize = self.frames.iter().map(Vec::len).sum();
        let largest = self.frames.iter().map(Vec::len).max()?;
        let bits = |bytes: usize, samples: u64| {
            let bits = bytes as u64 * 8 * u64::from(self.rate) / samples.max(1);
            u32::try_from(bits).ok()
        };
        let config = DecoderConfig {
            object_type_indication: MPEG4_AUDIO,
            stream_type: AUDIO_STREAM,
            max_bitrate: bits(largest, u64::from(FRAME))?,
            avg_bitrate: bits(bytes, self.frames.len() as u64 * u64::from(FRAME))?,
            dec_specific: Some(DecoderSpecific { raw: self.config.to_vec(), ..Default::default() }),
            ..Default::default()
        };
        Some(Mp4a {
            audio: Audio {
                data_reference_index: 1,
                channel_count: u16::try_from(self.channels).ok()?,
                sample_size: 16,
                // A higher one has no room here; it is in the decoder's configuration.
                sample_rate: FixedPoint::new(u16::try_from(self.rate).unwrap_or(0), 0),
            },
            esds: Esds {
                es_desc: EsDescriptor {
                    dec_config: config,
                    sl_config: SLConfig {},
                    ..Default::default()
                },
            },
            btrt: None,
            taic: None,
        })
    }
}
