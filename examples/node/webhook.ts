// Takes the messages that the service posts to a server, with Node's own, and answers them.
//
// It needs SPECTRUM_WEBHOOK_SECRET besides SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET: the secret of the webhook,
// which leads to https://<this server>/webhook:
//
//     npm install && npm run webhook
//
// With Express it is `server.post("/webhook", app.webhookHandler())`; Hono and others with a fetch-style Request hand it
// to `app.webhook(request)`.
import { createServer } from "node:http";

import { Spectrum } from "spectrum-imessage";
import { imessage } from "spectrum-imessage/providers/imessage";

// With the store a message is on disk before the service is answered 200.
const app = await Spectrum({ providers: [imessage.config()], store: process.env.AGENT_STORE ?? "webhook.db" });

// The handler reads the raw body: the signature is over its bytes.
const webhook = app.webhookHandler();
const server = createServer((request, response) => {
  if (request.method === "POST" && request.url === "/webhook") void webhook(request, response);
  else response.writeHead(404).end();
});
server.listen(Number(process.env.PORT ?? 8080), () => console.log("listening on", server.address()));

process.once("SIGINT", () => {
  server.close();
  void app.stop();
});

await app.handle(async (space, { content }) => {
  if (content.type === "text") await space.send(`You said: ${content.text}`);
});
