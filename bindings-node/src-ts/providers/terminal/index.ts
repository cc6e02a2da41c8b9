/** The terminal: its configuration. */
export { terminal } from "../../terminal.js";
export type { Terminal } from "../../terminal.js";
