// The name of the native addon for a machine. The scripts that build and pack it use it too.

/** `linux-x64-gnu`, `darwin-arm64`, `win32-x64`, … */
export function platform(): string {
  const { platform, arch } = process;
  if (platform !== "linux") return `${platform}-${arch}`;
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  return `${platform}-${arch}-${report?.header?.glibcVersionRuntime ? "gnu" : "musl"}`;
}
