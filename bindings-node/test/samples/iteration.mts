// Loops over what arrives.
import type { SpectrumInstance } from "spectrum-imessage";
import { imessage } from "spectrum-imessage/providers/imessage";

export async function spaceTypes(app: SpectrumInstance): Promise<void> {
  for await (const [space, message] of app.messages) {
    if (message.platform !== "iMessage") continue;
    const im = imessage(space);
    console.log(im.phone); // the phone number handling this conversation
    if (im.type === "group") {
      // group chat logic
    }
    break; // not of the document: a test has to end
  }
}

export async function senderService(app: SpectrumInstance): Promise<void> {
  for await (const [space, message] of app.messages) {
    if (message.platform !== "iMessage") continue;
    const imMsg = imessage(message);
    console.log(imMsg.sender.service);
    void space;
    break; // not of the document: a test has to end
  }
}
