// The name of the native addon for a machine. The scripts that build and pack it use it too.
import { closeSync, openSync, readSync } from "node:fs";

/** The C library of Linux that this process runs with: its loader stands in the first bytes of the program. */
function libc(): "gnu" | "musl" {
  try {
    const head = Buffer.alloc(2048);
    const program = openSync(process.execPath, "r");
    try {
      readSync(program, head, 0, head.length, 0);
    } finally {
      closeSync(program);
    }
    const text = head.toString("latin1");
    if (text.includes("/ld-musl-")) return "musl";
    if (text.includes("/ld-linux")) return "gnu";
  } catch {
    // The report knows it too.
  }
  // It takes tens of milliseconds.
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  return report?.header?.glibcVersionRuntime ? "gnu" : "musl";
}

/** `linux-x64-gnu`, `darwin-arm64`, `win32-x64`, … */
export function platform(): string {
  const { platform, arch } = process;
  return platform === "linux" ? `${platform}-${arch}-${libc()}` : `${platform}-${arch}`;
}
