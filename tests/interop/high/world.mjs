// A program for spectrum-ts, and what it has received so far.
import { PROJECT } from "../world.mjs";

/** Starts the public application and reads its messages. */
export async function application(core, im, more = {}) {
  const app = await core.Spectrum({
    ...PROJECT,
    providers: [im.imessage.config()],
    options: { logLevel: "silent" },
    ...more,
  });
  const seen = [];
  const waiting = [];
  const offer = () => {
    for (const one of [...waiting]) {
      const at = seen.findIndex(([, message]) => one.fits(message));
      if (at >= 0) {
        waiting.splice(waiting.indexOf(one), 1);
        const [[space, message]] = seen.splice(at, 1);
        one.resolve({ space, message });
      }
    }
  };
  const ended = (async () => {
    for await (const pair of app.messages) {
      seen.push(pair);
      offer();
    }
  })();
  return {
    app,
    instance: im.imessage(app),
    seen,
    /** The first message that fits and has not been taken. */
    next: (fits) => new Promise((resolve) => (waiting.push({ fits, resolve }), offer())),
    /** Ends when the messages have ended. */
    ended,
  };
}
