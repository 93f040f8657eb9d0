/** Where outside calls may go. Pure: names are judged as written, as a Worker cannot see what they resolve to. */

const PRIVATE_V4 = [/^0\./, /^10\./, /^127\./, /^169\.254\./, /^172\.(1[6-9]|2\d|3[01])\./, /^192\.168\./, /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./];
const INNER_NAMES = /(^|\.)(localhost|local|internal|lan|home|corp|intranet)$/i;

export const isLoopback = (host: string): boolean => host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);

/** Addresses of somebody's inner network. IPv6 literals are refused altogether: no platform is reached by one. */
export function isInner(host: string): boolean {
  return host.startsWith("[") || INNER_NAMES.test(host) || PRIVATE_V4.some((range) => range.test(host)) || !host.includes(".");
}

export const matchesHost = (host: string, pattern: string): boolean => (pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : host === pattern);

/** Why an address may not be called, or null. `localMode` also takes loopback and plain http there. */
export function refusalOf(url: URL, allowed: readonly string[] | null, localMode: boolean): string | null {
  if (url.username !== "" || url.password !== "") return "an address with a password inside";
  if (localMode && isLoopback(url.hostname)) return null;
  if (url.protocol !== "https:") return "only https is called";
  if (isInner(url.hostname)) return "an address of an inner network";
  if (allowed && !allowed.some((pattern) => matchesHost(url.hostname, pattern))) return `${url.hostname} is no host of this platform`;
  return null;
}
