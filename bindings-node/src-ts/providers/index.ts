/** The platforms. */
export { imessage } from "../imessage.js";
