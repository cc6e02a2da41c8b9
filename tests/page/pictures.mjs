// Pictures made on the spot: PNG without a library.
import zlib from "node:zlib";

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(zlib.crc32 ? zlib.crc32(body) : crc(body), body.length + 4);
  return out;
}

/** For a Node without zlib.crc32. */
function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/** A PNG whose points `colour(x, y)`, both from 0 to 1, gives as [red, green, blue]. */
export function png(width, height, colour) {
  const rows = [];
  for (let y = 0; y < height; y += 1) {
    rows.push(0);
    for (let x = 0; x < width; x += 1) rows.push(...colour(x / width, y / height).map((value) => Math.round(value)));
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", head),
    chunk("IDAT", zlib.deflateSync(Buffer.from(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Evening over the sea. */
export const evening = (width = 480, height = 640) =>
  png(width, height, (x, y) => {
    const sun = Math.max(0, 1 - Math.hypot((x - 0.65) * 1.3, (y - 0.45) * 1.6) * 2.2);
    const waves = y > 0.6 ? Math.sin(y * 160 + Math.sin(x * 14) * 2.5) * 9 * (y - 0.5) * 2 : 0;
    return [
      70 + 150 * (1 - y) * 0.7 + 120 * sun + waves,
      70 + 70 * sun + 50 * (1 - y) + waves,
      150 + 60 * y - 40 * sun + waves,
    ].map((value) => Math.min(255, Math.max(0, value)));
  });

/** A tone of so many seconds as a WAV file. */
export function wav(seconds, rate = 8000) {
  const samples = Buffer.alloc(Math.round(seconds * rate) * 2);
  for (let at = 0; at < samples.length / 2; at += 1) samples.writeInt16LE(Math.round(Math.sin(at / 6) * 9000), at * 2);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}
