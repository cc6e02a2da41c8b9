//! Creating and finding conversations.

use super::super::StepResult;
use super::{ALICE, BOB, CAROL, DM, GROUP, LINE_A, LINE_B, Program, sent, space, unknown};

impl Program {
    pub(super) async fn spaces(&self, label: &str) -> StepResult {
        let im = self.app()?.imessage()?;
        match label {
            "space.create(\"+15551230001\")"
            | "space.create([\"+15551230001\"])" => space(self.create(&[ALICE], None).await?),
            "space.create(user)" => space(self.create(&[CAROL], None).await?),
            "space.create([\"+15551230001\", \"+15551230002\"])" => {
                space(self.create(&[ALICE, BOB], None).await?)
            }
            "space.create([])" => space(self.create(&[], None).await?),
            "space.create(\"+15551230001\", { phone: \"+15559990001\" })"
            | "space.create(\"+15551230001\", { phone: LINE_A })" => {
                space(self.create(&[ALICE], Some(LINE_A)).await?)
            }
            "space.create(\"+15551230001\", { phone: LINE_B })" => {
                space(self.create(&[ALICE], Some(LINE_B)).await?)
            }
            "space.create([\"+15551230001\", \"+15551230002\"], { phone: LINE_A })" => {
                space(self.create(&[ALICE, BOB], Some(LINE_A)).await?)
            }
            "space.create(\"+15551230001\", { phone: \"+15550000000\" })"
            // A number where a text is meant is an error of types in Rust: the nearest is a
            // number that no line has.
            | "space.create(\"+15551230001\", { phone: 5 })" => {
                space(self.create(&[ALICE], Some("+15550000000")).await?)
            }
            "space.create(\" (555) 123-0001 \")" => {
                space(self.create(&[" (555) 123-0001 "], None).await?)
            }
            "space.create(\"\")" => space(self.create(&[""], None).await?),
            "space.create(\"+15551230001\").send(\"hi\")" => {
                Ok(sent(self.create(&[ALICE], None).await?.send("hi").await?))
            }
            "space.create(\"carol@example.com\", { phone: LINE_B }).send(\"hi\")" => {
                Ok(sent(self.create(&[CAROL], Some(LINE_B)).await?.send("hi").await?))
            }
            "space.get(DM)" => space(im.space(DM, None)?),
            "space.get(GROUP)" => space(im.space(GROUP, None)?),
            "space.get(GROUP, { phone: LINE_B })" => space(im.space(GROUP, Some(LINE_B))?),
            "space.get(DM, { phone: LINE_A })" => space(im.space(DM, Some(LINE_A))?),
            "space.get(DM, { phone: \"+15550000000\" })" => {
                space(im.space(DM, Some("+15550000000"))?)
            }
            "space.get(DM, { phone: \"+15550000000\" }).send(\"x\")" => {
                Ok(sent(im.space(DM, Some("+15550000000"))?.send("x").await?))
            }
            other => unknown(other),
        }
    }
}
