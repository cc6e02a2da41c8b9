// The situations of the recordings with two lines.
import { act } from "./acting.mjs";
import { DEDICATED_SITUATIONS } from "./situations.mjs";
import { DEDICATED, LINE, PROJECT } from "./world.mjs";

const provider = (im) => ({ ...PROJECT, providers: [im.imessage.config()] });
await act({ args: DEDICATED, provider, streams: 6, line: LINE }, DEDICATED_SITUATIONS);
