/** The platforms. */
export { imessage } from "../imessage.js";
export { terminal } from "../terminal.js";
