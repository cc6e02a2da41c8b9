// The effects: their names here, what people call them, and the identifiers that go over the wire.

const IMPACT = "com.apple.MobileSMS.expressivesend.";
const SCREEN = "com.apple.messages.effect.CK";

export const BUBBLE = {
  slam: ["Slam", `${IMPACT}impact`],
  loud: ["Loud", `${IMPACT}loud`],
  gentle: ["Gentle", `${IMPACT}gentle`],
  invisible: ["Invisible Ink", `${IMPACT}invisibleink`],
};

export const FULL = {
  echo: ["Echo", `${SCREEN}EchoEffect`],
  spotlight: ["Spotlight", `${SCREEN}SpotlightEffect`],
  balloons: ["Balloons", `${SCREEN}BalloonEffect`],
  confetti: ["Confetti", `${SCREEN}ConfettiEffect`],
  heart: ["Love", `${SCREEN}HeartEffect`],
  lasers: ["Lasers", `${SCREEN}LasersEffect`],
  fireworks: ["Fireworks", `${SCREEN}FireworksEffect`],
  celebration: ["Celebration", `${SCREEN}HappyBirthdayEffect`],
  sparkles: ["Sparkles", `${SCREEN}SparklesEffect`],
};

const ALL = { ...BUBBLE, ...FULL };

/** Name to what people call it. */
export const LABELS = Object.fromEntries(Object.entries(ALL).map(([name, [label]]) => [name, label]));
/** Name to identifier. */
export const IDENTIFIERS = Object.fromEntries(Object.entries(ALL).map(([name, [, id]]) => [name, id]));
