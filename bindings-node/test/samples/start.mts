// Connection modes.
import { Spectrum } from "spectrum-imessage";
import { imessage } from "spectrum-imessage/providers/imessage";

export async function cloud() {
  imessage.config();
  const app = await Spectrum({
    projectId: process.env.PROJECT_ID!,
    projectSecret: process.env.PROJECT_SECRET!,
    providers: [imessage.config()],
  });
  return app;
}

export function local() {
  return imessage.config({ local: true });
}
