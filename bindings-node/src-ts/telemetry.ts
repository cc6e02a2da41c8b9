// Spans and metrics for OpenTelemetry, if the program has set it up. The core tells of operations that have ended and of
// what it has counted; spans in which messages are handled are begun here, so that the program's own become parts of them.
import { createRequire } from "node:module";
import path from "node:path";

import { native, type NativeMessage } from "./native.js";

// What is used of `@opentelemetry/api`. Its own types would make it a dependency of everybody.
interface SpanContext {
  traceId: string;
  spanId: string;
  traceFlags: number;
}
type Attributes = Record<string, string | number>;
type Time = [seconds: number, nanoseconds: number];
interface OtelSpan {
  spanContext(): SpanContext;
  setAttribute(name: string, value: string): void;
  setStatus(status: { code: number; message: string }): void;
  end(time?: Time): void;
}
interface Instrument {
  add(value: number, attributes: Attributes): void;
  record(value: number, attributes: Attributes): void;
}
type Make = (name: string, options: { unit: string; description: string }) => Instrument;
interface Api {
  ROOT_CONTEXT: object;
  SpanKind: { CLIENT: number; CONSUMER: number };
  SpanStatusCode: { ERROR: number };
  isSpanContextValid(context: SpanContext): boolean;
  context: { active(): object; with<T>(context: object, work: () => T): T };
  trace: {
    getSpanContext(context: object): SpanContext | undefined;
    setSpan(context: object, span: OtelSpan): object;
    setSpanContext(context: object, spanContext: SpanContext): object;
    getTracer(name: string): { startSpan(name: string, options: object, context: object): OtelSpan };
  };
  metrics: { getMeter(name: string): { createCounter: Make; createHistogram: Make; createGauge?: Make } };
}

interface ToldSpan {
  name: string;
  parent: string | null;
  link: string | null;
  began: Time;
  ended: Time;
  error: string | null;
  attributes: Attributes;
}
interface ToldValue {
  name: string;
  kind: "counter" | "histogram" | "gauge";
  unit: string;
  description: string;
  value: number;
  attributes: Attributes;
}

const SCOPE = "spectrum-imessage";
/** Where the package keeps the program's providers, in all its versions since 1.0. */
const GLOBAL = Symbol.for("opentelemetry.js.api.1");

let api: Api | undefined;

function load(): Api | undefined {
  // Not named where bundlers look for it: most programs do not have it.
  const name = ["@opentelemetry", "api"].join("/");
  for (const from of [__filename, path.join(process.cwd(), "index.js")]) {
    try {
      return createRequire(from)(name) as Api;
    } catch {
      // Perhaps from the other place.
    }
  }
  return undefined;
}

/** @internal Looks for the program's providers; at the start of an application. */
export function startTelemetry(): void {
  const providers = (globalThis as Record<symbol, { trace?: unknown; metrics?: unknown } | undefined>)[GLOBAL];
  if (api || !(providers?.trace || providers?.metrics)) return;
  api = load();
  if (api) native.observe();
}

function header(context: SpanContext): string {
  return `00-${context.traceId}-${context.spanId}-0${context.traceFlags & 1}`;
}

function read(traceparent: string | null): SpanContext | undefined {
  if (traceparent === null) return undefined;
  const [, traceId, spanId, flags] = traceparent.split("-") as [string, string, string, string];
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) };
}

/** @internal Whether somebody listens. */
export function isTraced(): boolean {
  return api !== undefined;
}

/** @internal The program's span in which this runs. */
export function currentSpan(): string | undefined {
  const context = api?.trace.getSpanContext(api.context.active());
  return context && api!.isSpanContextValid(context) ? header(context) : undefined;
}

function tellSpan(api: Api, { name, began, ended, error, attributes, ...told }: ToldSpan): void {
  const parent = read(told.parent);
  const link = read(told.link);
  const above = parent ? api.trace.setSpanContext(api.ROOT_CONTEXT, parent) : api.ROOT_CONTEXT;
  const links = link ? [{ context: link }] : [];
  const options = { kind: api.SpanKind.CLIENT, attributes, links, startTime: began };
  const span = api.trace.getTracer(SCOPE).startSpan(name, options, above);
  fail(api, span, error);
  span.end(ended);
}

function fail(api: Api, span: OtelSpan, error: string | null): void {
  if (error === null) return;
  span.setAttribute("error.type", error);
  span.setStatus({ code: api.SpanStatusCode.ERROR, message: error });
}

const instruments = new Map<string, Instrument | undefined>();

function tellValue(api: Api, { name, kind, unit, description, value, attributes }: ToldValue): void {
  if (!instruments.has(name)) {
    const meter = api.metrics.getMeter(SCOPE);
    const make: Record<ToldValue["kind"], () => Instrument | undefined> = {
      counter: () => meter.createCounter(name, { unit, description }),
      histogram: () => meter.createHistogram(name, { unit, description }),
      // Since version 1.9 of the package.
      gauge: () => meter.createGauge?.(name, { unit, description }),
    };
    instruments.set(name, make[kind]());
  }
  const instrument = instruments.get(name);
  if (kind === "counter") instrument?.add(value, attributes);
  else instrument?.record(value, attributes);
}

/** @internal Hands over what the core has told meanwhile. */
export function forwardTelemetry(): void {
  if (!api) return;
  const text = native.takeObserved();
  if (!text) return;
  const told = JSON.parse(text) as { spans: ToldSpan[]; measurements: ToldValue[] };
  for (const span of told.spans) tellSpan(api, span);
  for (const value of told.measurements) tellValue(api, value);
}

/** @internal The span in which a message is handled; nothing if nobody listens. */
export class HandlingSpan {
  #span: OtelSpan | undefined;

  constructor(message: NativeMessage, attempt?: number) {
    if (!api) return;
    const attributes = JSON.parse(message.spanAttributes()) as Attributes;
    if (attempt !== undefined) attributes["spectrum.attempt"] = attempt;
    const options = { kind: api.SpanKind.CONSUMER, attributes };
    this.#span = api.trace.getTracer(SCOPE).startSpan("spectrum.handle", options, api.context.active());
    const context = this.#span.spanContext();
    if (api.isSpanContextValid(context)) message.setTraceparent(header(context));
  }

  /** Runs the handling in it. */
  run<T>(work: () => T): T {
    return api && this.#span ? api.context.with(api.trace.setSpan(api.context.active(), this.#span), work) : work();
  }

  failed(error: string): void {
    if (api && this.#span) fail(api, this.#span, error);
  }

  end(): void {
    this.#span?.end();
    this.#span = undefined;
  }
}
