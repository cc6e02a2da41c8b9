// A text with its runs: bold and the like, mentions, links.

import { el } from "../dom.js";
import { nameOf } from "../people.js";

const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/gu;
const STYLES = { bold: "strong", italic: "em", underline: "u", strikethrough: "s" };
/** The animations of a text, as the wire names them. */
const ANIMATIONS = ["big", "small", "shake", "nod", "explode", "ripple", "bloom", "jitter"];

/** Whether the text is nothing but a few emoji: they are shown large. */
export function isEmojiOnly(text) {
  if (!/^[\p{Extended_Pictographic}\p{Emoji_Component}\u200d\ufe0f\s]+$/u.test(text) || /^[\d\s#*]+$/u.test(text))
    return false;
  return [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text.trim())].length <= 3;
}

/** The only thing in a text, if that is a link. */
export function soleLink(text) {
  const found = text.trim().match(LINK);
  return found?.length === 1 && found[0] === text.trim() ? found[0] : undefined;
}

/** A link that opens in a window of its own and tells nobody where it was. */
export function link(url, ...children) {
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/** The pieces of a text between all places where something begins or ends. */
export function richText(message) {
  const text = message.text;
  const runs = [
    ...(message.formatting ?? []).map((run) => {
      const [type, start, length] = run.split(":");
      const name = type.toLowerCase();
      return { start: Number(start), end: Number(start) + Number(length), tag: STYLES[name] };
    }),
    ...(message.animations ?? []).map(([name, start, length]) => ({
      start,
      end: start + length,
      animation: animationOf(name),
    })),
    ...(message.mentions ?? []).map(({ address, start, length }) => ({ start, end: start + length, mention: address })),
    ...[...text.matchAll(LINK)].map((found) => ({
      start: found.index,
      end: found.index + found[0].length,
      url: found[0],
    })),
  ];
  const edges = new Set([0, text.length]);
  for (const { start, end } of runs) {
    edges.add(Math.min(Math.max(0, start), text.length));
    edges.add(Math.min(Math.max(0, end), text.length));
  }
  const sorted = [...edges].sort((a, b) => a - b);
  return sorted.slice(1).map((end, index) => {
    const start = sorted[index];
    const covering = runs.filter((run) => run.start <= start && run.end >= end);
    return covering.reduce(wrap, text.slice(start, end).replaceAll("\ufffc", ""));
  });
}

function wrap(inner, { tag, animation, mention, url }) {
  if (inner === "") return inner;
  if (url) return link(url, inner);
  if (mention) return el("strong.mention", { title: nameOf(mention) }, inner);
  if (animation) return el(`span.animated.${animation}`, {}, inner);
  return tag ? el(tag, {}, inner) : inner;
}

function animationOf(name) {
  const plain = name.toLowerCase();
  return ANIMATIONS.find((known) => plain.includes(known));
}
