/** A test kit for agents, for node:test, Vitest, Jest and whatever else runs asynchronous functions. */
import { Simulator, type SimulatorSettings } from "../simulator.js";

export { type Expected, type MessageRef, NotReceived, Person } from "../person.js";
export { type FaultAction, type FaultOptions, Simulator, type SimulatorSettings } from "../simulator.js";

/** Starts a simulator for a test: `await using sim = await simulator({ lines: ["+15559990001"] })`. */
export function simulator(settings: SimulatorSettings = {}): Promise<Simulator> {
  return Simulator.start(settings);
}
