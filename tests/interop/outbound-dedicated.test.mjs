// The recorded programs with two lines.
import { replay } from "./replaying.mjs";
import { DEDICATED, LINE, PROJECT } from "./world.mjs";

const provider = (im) => ({ ...PROJECT, providers: [im.imessage.config()] });
await replay({ mode: "dedicated", args: DEDICATED, provider, line: { line: LINE } });
