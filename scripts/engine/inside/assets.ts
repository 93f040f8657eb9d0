/** Static assets from inside the engine's own configuration, with the addresses of Cloudflare's: `/a` is a.html, `/a/` is a/index.html, `/a.html` leads to `/a`. */
import files from "./files.js";

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json",
  svg: "image/svg+xml",
  png: "image/png",
  webp: "image/webp",
  ico: "image/x-icon",
  txt: "text/plain; charset=utf-8",
  map: "application/json",
  woff2: "font/woff2",
  webmanifest: "application/manifest+json",
};
const FOR_BROWSERS = "public, max-age=0, must-revalidate";

type Found = { file: string } | { redirect: string } | null;

function find(path: string): Found {
  if (path.endsWith("/index.html")) return Object.hasOwn(files, path) ? { redirect: path.slice(0, -"index.html".length) } : null;
  if (path.endsWith(".html") && Object.hasOwn(files, path)) return { redirect: path.slice(0, -".html".length) };
  const here = [path.endsWith("/") ? `${path}index.html` : path, `${path}.html`].find((name) => Object.hasOwn(files, name));
  if (here !== undefined) return { file: here };
  if (Object.hasOwn(files, `${path}/index.html`)) return { redirect: `${path}/` };
  return path.endsWith("/") && Object.hasOwn(files, `${path.slice(0, -1)}.html`) ? { redirect: path.slice(0, -1) } : null;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

export default {
  async fetch(request: Request): Promise<Response> {
    if (request.method !== "GET" && request.method !== "HEAD") return new Response(null, { status: 405 });
    const url = new URL(request.url);
    const found = find(decoded(url.pathname));
    if (!found) return new Response(null, { status: 404 });
    if ("redirect" in found) return new Response(null, { status: 307, headers: { location: found.redirect + url.search } });
    const file = files[found.file];
    if (!file) return new Response(null, { status: 404 });
    const etag = `"${file.etag}"`;
    const headers = {
      etag,
      "cache-control": FOR_BROWSERS,
      "content-type": TYPES[found.file.slice(found.file.lastIndexOf(".") + 1)] ?? "application/octet-stream",
    };
    if (request.headers.get("if-none-match")?.replace(/^W\//, "") === etag) return new Response(null, { status: 304, headers });
    const body = (await file.load()).default;
    return new Response(request.method === "HEAD" ? null : body, { headers: { ...headers, "content-length": String(body.byteLength) } });
  },
};
