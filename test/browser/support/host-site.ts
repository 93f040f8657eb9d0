/** A shop's own site on another origin than Kefu, with whatever headers, styles and scripts a test gives it. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface HostSite {
  url: string;
  close(): Promise<void>;
}

export type HostFiles = Record<string, { type: string; body: string; headers?: Record<string, string> }>;

export async function hostSite(files: HostFiles): Promise<HostSite> {
  const server = createServer((request, response) => {
    const file = files[request.url?.split("?")[0] ?? "/"];
    if (!file) {
      response.writeHead(request.url === "/favicon.ico" ? 204 : 404).end();
      return;
    }
    response.writeHead(200, { "content-type": `${file.type}; charset=utf-8`, ...file.headers }).end(file.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Everything a page can do to what is put on it, short of removing it. */
export function hostileSite(kefu: string): HostFiles {
  const policy = `default-src 'none'; script-src 'self' ${kefu}; style-src 'self'; frame-src ${kefu}; require-trusted-types-for 'script'; base-uri 'none'`;
  const page = `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">
<html dir="rtl" lang="en"><head><title>Hostile shop</title><link rel="stylesheet" href="/hostile.css"><script src="/hostile.js"></script>
<script async src="${kefu}/widget.js" data-tenant="demo" data-title="Shop help"></script></head><body><p>Shop</p><button>Buy</button></body></html>`;
  const style = `* { all: unset !important; direction: rtl !important; }
html, body { display: block !important; transform: none !important; }
div, iframe, button, kefu-widget { display: none !important; opacity: 0 !important; visibility: hidden !important; position: static !important; transform: scale(0.2) rotate(20deg) !important; z-index: -1 !important; pointer-events: none !important; width: 3px !important; }`;
  const script = `for (const kind of [Object, Array, String, Function, Promise, Map, Set, Node, Element, HTMLElement, EventTarget]) Object.freeze(kind.prototype);
window.JSON = { parse() { throw new Error("not yours"); }, stringify() { throw new Error("not yours"); } };
window.fetch = window.XMLHttpRequest = window.WebSocket = undefined;
window.$ = window.h = window.preact = "taken";
addEventListener("message", (event) => { if (event.data && event.data.kefu) window.overheard = event.data; });`;
  return {
    "/": { type: "text/html", body: page, headers: { "content-security-policy": policy } },
    "/hostile.css": { type: "text/css", body: style },
    "/hostile.js": { type: "text/javascript", body: script },
  };
}
