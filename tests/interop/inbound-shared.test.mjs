// The situations of the recordings in a shared project.
import { act } from "./acting.mjs";
import { SHARED_SITUATIONS } from "./situations.mjs";
import { PROJECT, SHARED } from "./world.mjs";

const provider = (im) => ({ ...PROJECT, providers: [im.imessage.config()] });
await act({ args: SHARED, provider, streams: 2, line: "shared" }, SHARED_SITUATIONS);
