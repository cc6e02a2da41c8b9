// Files of a message: pictures, films, sounds, contacts, and all others by their name.

import { where } from "../api.js";
import { el, icon, ICONS } from "../dom.js";
import { on } from "../store.js";
import { audioPlayer } from "./audio.js";
import { contactCard } from "./contact.js";

/** A size as people read it. */
export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

export function file(attachment, message) {
  const { mime_type: type, guid } = attachment;
  if (message.audio || type.startsWith("audio/"))
    return player(`${message.guid} ${guid}`, () => audioPlayer(attachment));
  if (type === "text/vcard") return contactCard(attachment, plain(attachment));
  if (type.startsWith("video/")) return player(`${message.guid} ${guid}`, () => video(attachment));
  if (type.startsWith("image/")) return picture(attachment, message);
  return plain({ ...attachment, guid });
}

/** Players by their message and file, the newest last: what plays goes on when its message is drawn anew. */
const players = new Map();
const PLAYERS = 50;

// Another simulator begins its guids anew.
on("lines", () => players.clear());

function player(key, make) {
  const known = players.get(key) ?? make();
  players.delete(key);
  players.set(key, known);
  if (players.size > PLAYERS) players.delete(players.keys().next().value);
  return known;
}

function plain({ guid, name, mime_type: type, size }) {
  return el(
    "a.part.file",
    { href: where.file(guid), download: name },
    icon(ICONS.file, 28),
    el("span.words", {}, el("span.name", {}, name), el("span.sub", {}, `${type} · ${sizeOf(size)}`)),
  );
}

/** A picture; one that this browser cannot show (HEIC, or a broken one) is a file. */
function picture(attachment, message) {
  const image = el("img", { src: where.file(attachment.guid), alt: attachment.name, loading: "lazy" });
  const frame = el("a.part.picture", { href: where.file(attachment.guid), target: "_blank", rel: "noopener" }, image);
  if (message.live_photo) frame.append(el("span.badge", {}, "LIVE"));
  image.addEventListener("error", () => frame.replaceWith(plain(attachment)));
  return frame;
}

function video(attachment) {
  const film = el("video", {
    src: where.file(attachment.guid),
    controls: true,
    preload: "metadata",
    label: attachment.name,
  });
  const frame = el("div.part.picture", {}, film);
  film.addEventListener("error", () => frame.replaceWith(plain(attachment)));
  return frame;
}
