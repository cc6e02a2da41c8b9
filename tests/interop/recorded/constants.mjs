// The people, lines and files of the recordings.
export { JPG, M4A, PNG } from "../world.mjs";

export const ALICE = "+15551230001";
export const BOB = "+15551230002";
export const CAROL = "carol@example.com";
export const LINE_A = "+15559990001";
export const LINE_B = "+15559990002";
export const LINE_X = "+15559999999";
export const DM = `any;-;${ALICE}`;
export const GROUP = "any;+;chat0001";
