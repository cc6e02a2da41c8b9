// A contact card, read from a vCard.

import { where } from "../api.js";
import { el } from "../dom.js";

/** The lines of a vCard, with folded ones joined: name, parameters, value. */
export function lines(text) {
  return text
    .replace(/\r?\n[ \t]/gu, "")
    .split(/\r?\n/u)
    .map((line) => /^(?:[\w-]+\.)?([\w-]+)((?:;[^:]*)?):(.*)$/u.exec(line))
    .filter(Boolean)
    .map(([, name, parameters, value]) => ({ name: name.toUpperCase(), parameters: parameters.toUpperCase(), value }));
}

const plainly = (value) =>
  value
    .replace(/\\n/giu, " ")
    .replace(/\\([,;\\])/gu, "$1")
    .trim();

/** What a card says: name, organisation, numbers and addresses, picture. */
export function readCard(text) {
  const all = lines(text);
  const first = (name) => all.find((line) => line.name === name)?.value ?? "";
  const each = (name) => all.filter((line) => line.name === name).map((line) => plainly(line.value));
  const [last = "", given = ""] = first("N").split(/(?<!\\);/u);
  const name = plainly(first("FN")) || plainly(`${given} ${last}`);
  return {
    name,
    organisation: plainly(first("ORG").replaceAll(";", " ")),
    phones: each("TEL"),
    emails: each("EMAIL"),
    photo: photo(all),
  };
}

function photo(all) {
  const found = all.find((line) => line.name === "PHOTO");
  if (!found) return undefined;
  if (/^data:image\/(png|jpeg|gif|webp);base64,/iu.test(found.value)) return found.value;
  if (!/ENCODING=(B|BASE64)/u.test(found.parameters)) return undefined;
  const type = /TYPE=(\w+)/u.exec(found.parameters)?.[1].toLowerCase() ?? "jpeg";
  return `data:image/${type};base64,${found.value}`;
}

/** The card, once it is read; until then, and if it cannot be read, the file. */
export function contactCard(attachment, otherwise) {
  const place = el("div.part.contact", { role: "group", label: "Contact" }, otherwise);
  fetch(where.file(attachment.guid))
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error("gone"))))
    .then((text) => {
      const card = readCard(text);
      if (!card.name) return;
      place.setAttribute("aria-label", `Contact ${card.name}`);
      place.replaceChildren(
        card.photo
          ? el("img.avatar.large", { src: card.photo, alt: "" })
          : el("span.avatar.large", { "aria-hidden": "true" }, card.name[0]),
        el(
          "span.words",
          {},
          el("strong.name", {}, card.name),
          [card.organisation, ...card.phones, ...card.emails].filter(Boolean).map((line) => el("span.sub", {}, line)),
        ),
        el(
          "a.save",
          { href: where.file(attachment.guid), download: attachment.name, label: `Save ${attachment.name}` },
          "›",
        ),
      );
    })
    .catch(() => undefined);
  return place;
}
