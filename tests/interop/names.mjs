// The public client dials dedicated lines at <instance>.imsg.photon.codes:443, whatever the settings say. Names of that
// domain lead to the simulator here, and no other name leads anywhere.
import { createRequire } from "node:module";
import net from "node:net";

const HTTPS = 443;

/** Leads every name of the service to the simulator at `address` (host and port). */
export function leadTo(address) {
  const dns = createRequire(import.meta.url)("dns");
  const resolve = (host) => {
    if (net.isIP(host)) return { address: host, family: net.isIP(host) };
    if (host === "localhost" || host.endsWith(".imsg.photon.codes")) return { address: "127.0.0.1", family: 4 };
    throw Object.assign(new Error(`no address for ${host}`), { code: "ENOTFOUND" });
  };
  dns.promises.lookup = async (host, options) => (options?.all ? [resolve(host)] : resolve(host));
  dns.promises.resolveTxt = async () => [];
  dns.lookup = (host, options, done) => {
    const [settings, callback] = typeof options === "function" ? [{}, options] : [options, done];
    let found;
    try {
      found = resolve(host);
    } catch (error) {
      return process.nextTick(callback, error);
    }
    process.nextTick(() => (settings.all ? callback(null, [found]) : callback(null, found.address, found.family)));
  };
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function (...args) {
    const options = Array.isArray(args[0]) ? args[0][0] : args[0];
    if (options?.port === HTTPS) options.port = Number(address.split(":").pop());
    return connect.apply(this, args);
  };
}
