// Creating conversations, in both generations of the documents, and routing by phone.
import type { SpectrumInstance } from "spectrum-imessage";
import { imessage } from "spectrum-imessage/providers/imessage";

export async function create(app: SpectrumInstance) {
  const im = imessage(app);
  const alice = await im.user("+15551111111");
  const bob = await im.user("+15552222222");

  // DM
  const dm = await im.space.create(alice);
  await dm.send("Hi Alice");

  // Group
  const group = await im.space.create([alice, bob]);
  await group.send("Welcome to the group.");
}

export async function older(app: SpectrumInstance) {
  const im = imessage(app);
  const alice = await im.user("+15551111111");
  const bob = await im.user("+15552222222");

  // DM
  const dm = await im.space(alice);
  await dm.send("Hi Alice");

  // Group
  const group = await im.space(alice, bob);
  await group.send("Welcome to the group.");
}

export async function lookUp(app: SpectrumInstance) {
  const im = imessage(app);
  const existing = await im.space.get("any;-;+15551111111");
  return existing;
}

export async function routed(app: SpectrumInstance) {
  const im = imessage(app);
  const alice = await im.user("+15551111111");
  const dm = await im.space.create(alice, { phone: "+15559999999" });
  return dm;
}

export async function routedOlder(app: SpectrumInstance) {
  const im = imessage(app);
  const alice = await im.user("+15551111111");
  const dm = await im.space(alice, { phone: "+15559999999" });
  return dm;
}

export async function userProperties(app: SpectrumInstance) {
  const im = imessage(app);
  const alice = await im.user("+15551111111");
  console.log(alice.address, alice.country, alice.service);
}
