// Mini-app cards and cards of links.

import { where } from "../api.js";
import { el } from "../dom.js";
import { link } from "./text.js";

/** A card of an app: updated in its place, since the message stays the same. */
export function appCard(message) {
  const { card } = message;
  const image =
    card.has_image &&
    el("img.image", { src: where.card(message.guid, message.edited_at ?? ""), alt: card.image_title ?? "" });
  const content = [
    image &&
      el(
        "span.frame",
        {},
        image,
        (card.image_title || card.image_subtitle) &&
          el("span.over", {}, el("strong", {}, card.image_title), el("span", {}, card.image_subtitle)),
      ),
    el(
      "span.captions",
      {},
      el("span.caption", {}, el("strong", {}, card.caption), el("span.trailing", {}, card.trailing_caption)),
      el("span.caption.sub", {}, el("span", {}, card.subcaption), el("span.trailing", {}, card.trailing_subcaption)),
    ),
    el(
      "span.app",
      {},
      el("span.app-icon", { "aria-hidden": "true" }, (card.app_name ?? "A")[0]),
      card.app_name,
      card.live && el("span.badge", {}, "LIVE"),
    ),
  ];
  const label = `${card.app_name ?? "App"}: ${card.caption ?? card.summary ?? message.url ?? ""}`;
  const safe = /^https?:\/\//u.test(message.url ?? "");
  const body = safe ? link(message.url, content) : el("span", {}, content);
  body.classList.add("inside");
  return el("div.part.card", { role: "group", label }, body);
}

/** A card of a link. Nothing is fetched: it says where the link leads. */
export function linkCard(url) {
  const { hostname, pathname } = new URL(url);
  const body = link(
    url,
    el(
      "span.words",
      {},
      el("strong", {}, hostname.replace(/^www\./u, "")),
      pathname.length > 1 && el("span.sub", {}, decode(pathname)),
    ),
  );
  body.classList.add("inside");
  return el("div.part.link-card", { role: "group", label: `Link to ${hostname}` }, body);
}

function decode(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
