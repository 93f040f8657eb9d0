/** Where outside calls may go. Pure: names are judged as written, as a Worker cannot see what they resolve to. */

/** Ranges that are nobody's public host (IANA special-purpose registry, RFC 6890): `this` host, private, loopback, link-local, shared, test, multicast, reserved. */
const SPECIAL_V4 = [
  /^0\./,
  /^10\./,
  /^127\./,
  /^169\.254\./,
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^192\.168\./,
  /^192\.0\.[02]\./,
  /^192\.88\.99\./,
  /^198\.(1[89]|51)\./,
  /^203\.0\.113\./,
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^(22[4-9]|2[34]\d|25[0-5])\./,
];
const INNER_NAMES = /(^|\.)(localhost|localdomain|local|internal|intranet|lan|home|corp|private|arpa|test|invalid|onion|consul)$/;
/** Public names whose only use is to mean an address of the asker's choice: what DNS rebinding comes dressed in. */
const ADDRESS_NAMES = /(^|\.)(nip\.io|sslip\.io|xip\.io|localtest\.me|lvh\.me|vcap\.me|lacolhost\.com|rbndr\.us|1u\.ms|127-0-0-1\.org)$/;

export const isLoopback = (host: string): boolean => host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);

/** `metadata.internal.` is `metadata.internal`: a name may end in a dot. */
const plainHost = (host: string): string => host.toLowerCase().replace(/\.+$/, "");

/**
 * Addresses of somebody's inner network. IPv6 literals are refused altogether: no platform is reached by one. `URL` has already turned
 * decimal, octal, hex and shortened IPv4 addresses and full-width letters into the plain form.
 */
export function isInner(given: string): boolean {
  const host = plainHost(given);
  return host.startsWith("[") || INNER_NAMES.test(host) || ADDRESS_NAMES.test(host) || SPECIAL_V4.some((range) => range.test(host)) || !host.includes(".");
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
