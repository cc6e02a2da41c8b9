// Requests to the simulator: the same HTTP API that tests use.

/** A request that was refused, with the code and the words of the simulator. */
export class Refused extends Error {
  constructor(status, { code = "unknown", message = `status ${status}` } = {}) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, body);
  return body;
}

export async function get(path, query = {}) {
  const search = new URLSearchParams(query).toString();
  return answer(await fetch(search ? `${path}?${search}` : path));
}

export async function post(path, body = {}) {
  const headers = { "content-type": "application/json" };
  return answer(await fetch(path, { method: "POST", headers, body: JSON.stringify(body) }));
}

/** What a person does: `deed` as the API calls it. */
export function act(person, deed, fields = {}) {
  return post(`/api/people/${encodeURIComponent(person)}/${deed}`, fields);
}

/** The content of a file in base64. */
export function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

/** Where a picture or a file lies. */
export const where = {
  file: (guid) => `/api/attachments/${encodeURIComponent(guid)}`,
  card: (guid, version) => `/api/page/cards/${encodeURIComponent(guid)}?v=${encodeURIComponent(version)}`,
  icon: (chat) => `/api/page/icon?${new URLSearchParams({ chat: chat.guid, line: chat.line, id: chat.icon_id })}`,
  background: (chat) =>
    `/api/conversations/${encodeURIComponent(chat.guid)}/background?${new URLSearchParams({
      line: chat.line,
      id: chat.background_id,
    })}`,
};
