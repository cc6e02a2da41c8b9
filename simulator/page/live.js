// The stream of what happens. The browser opens it again by itself, and then it begins anew.

import { begin, change, store, tell } from "./store.js";

export function follow() {
  const source = new EventSource("/api/page/live");
  const listen = (name, handle) => source.addEventListener(name, ({ data }) => handle(JSON.parse(data)));
  listen("snapshot", begin);
  listen("change", change);
  listen("calls", (calls) => tell("calls", calls));
  listen("switches", (switches) => {
    store.switches = switches;
    tell("switches");
  });
  source.onopen = () => {
    store.connected = true;
    tell("connection");
  };
  source.onerror = () => {
    store.connected = false;
    tell("connection");
    // After a refusal the browser gives up: too many pages, or another program on the port.
    if (source.readyState === EventSource.CLOSED) setTimeout(follow, 2000);
  };
}
