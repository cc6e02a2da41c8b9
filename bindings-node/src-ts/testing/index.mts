// The one implementation is CommonJS: a class is the same class, whichever way it was imported.
export * from "./index.js";
