// Spans and metrics reach the program's own providers of OpenTelemetry.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";

import { context, metrics, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";

import { ALICE, started, until } from "./started.mjs";

const exporter = new InMemorySpanExporter();
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const counts = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter: counts, exportIntervalMillis: 3_600_000 });
metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
const tracer = trace.getTracer("the program");

const named = (name) => exporter.getFinishedSpans().find((span) => span.name === name);
const finished = (name) => until(name, () => named(name));
const id = (span) => span.spanContext().spanId;

/** The sum of a counter, or how many values a histogram has. */
async function counted(name) {
  await reader.forceFlush();
  const found =
    counts
      .getMetrics()
      .at(-1)
      ?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
  const points = found.filter(({ descriptor }) => descriptor.name === name).flatMap(({ dataPoints }) => dataPoints);
  return points.reduce((sum, { value }) => sum + (value.count ?? value), 0);
}

function nothingLeaks(...hidden) {
  const spans = exporter.getFinishedSpans().map(({ name, attributes, status }) => ({ name, attributes, status }));
  for (const one of ["5551230001", ...hidden]) assert.ok(!JSON.stringify(spans).includes(one), one);
}

test("a handler is above its sends", async (t) => {
  exporter.reset();
  const { app, im, simulator } = await started(t);
  const elsewhere = await im.space.create("+15551230002");
  const before = await counted("spectrum.messages.sent");
  const handling = app.handle(async (_, message) => {
    await tracer.startActiveSpan("own", async (span) => {
      await message.reply("a reply");
      span.end();
    });
    await elsewhere.send("elsewhere");
  });
  await simulator.listening();
  const received = await counted("spectrum.messages.received");
  await simulator.text(ALICE, "ping");
  const handle = await finished("spectrum.handle");
  await app.stop();
  await handling;
  assert.equal(handle.parentSpanContext, undefined);
  assert.equal(handle.attributes["spectrum.attempt"], 1);
  const own = named("own");
  assert.equal(own.parentSpanContext.spanId, id(handle));
  assert.equal(named("spectrum.reply").parentSpanContext.spanId, id(own));
  const send = named("spectrum.send");
  assert.equal(send.parentSpanContext.spanId, id(handle));
  assert.equal(send.attributes["spectrum.content_type"], "text");
  nothingLeaks("a reply", "elsewhere", "ping");
  assert.equal(await counted("spectrum.messages.received"), received + 1);
  assert.equal(await counted("spectrum.messages.sent"), before + 2);
});

test("in a loop the message knows its span", async (t) => {
  exporter.reset();
  const { app, simulator, next, reader: messages } = await started(t, { listen: true });
  await simulator.text(ALICE, "ping");
  const [space, message] = (await next()).value;
  assert.match(message.traceparent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  await space.send("one");
  await tracer.startActiveSpan("own", async (span) => {
    await message.react("love");
    span.end();
  });
  await messages.return();
  await app.stop();
  const handle = named("spectrum.handle");
  assert.equal(named("spectrum.send").parentSpanContext.spanId, id(handle));
  const react = named("spectrum.react");
  assert.equal(react.parentSpanContext.spanId, id(named("own")));
  assert.deepEqual(
    react.links.map((link) => link.context.spanId),
    [id(handle)],
  );
  nothingLeaks("ping", "one");
});

test("what fails has its code or name", async (t) => {
  exporter.reset();
  const { app, im, simulator } = await started(t);
  await simulator.post("/api/faults", { method: "SendTextMessage", action: "refuse", status: "INVALID_ARGUMENT" });
  const error = await (await im.space.create(ALICE)).send("x").catch((error) => error);
  const handling = app.handle(
    () => {
      throw new RangeError("my diary");
    },
    { attempts: 1 },
  );
  await simulator.listening();
  await simulator.text(ALICE, "ping");
  const handle = await finished("spectrum.handle");
  await app.stop();
  await handling;
  assert.equal(handle.attributes["error.type"], "RangeError");
  assert.equal(named("spectrum.send").attributes["error.type"], error.code);
  nothingLeaks("my diary", "ping");
});

test("without a provider nothing is loaded", () => {
  const program = `
    const { Spectrum } = require("spectrum-imessage");
    Spectrum({ simulator: true, options: { logLevel: "silent" } }).then(async (app) => {
      await app.stop();
      const names = Object.keys(require.cache).filter((name) => name.includes("@opentelemetry"));
      if (names.length > 0) process.exitCode = 1;
    });
  `;
  execFileSync(process.execPath, ["-e", program], { cwd: new URL("..", import.meta.url), timeout: 60_000 });
});
