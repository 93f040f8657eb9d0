/** The launcher's and panel's style inside the shadow root: an adopted sheet, which a strict content security policy of the host allows. Sizes in px, since the host's rem is not ours. */

/** Narrower or lower windows show the chat full-screen. px */
export const PHONE_QUERY = "(max-width: 480px), (max-height: 440px)";

export const LOADER_STYLE = `
:host { --accent: oklch(0.5 0.15 255); --paper: #fff; --ink: oklch(0.25 0.02 255); --line: oklch(0.88 0.01 255); --quiet: oklch(0.48 0.02 255); }
:host([data-theme=dark]) { --accent: oklch(0.55 0.15 255); --paper: oklch(0.24 0.012 255); --ink: oklch(0.94 0.008 255); --line: oklch(0.36 0.015 255); --quiet: oklch(0.74 0.012 255); }
* { box-sizing: border-box; }
.root { color: var(--ink); }
[hidden] { display: none !important; }
button, a { font: inherit; color: inherit; cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.dock { position: fixed; bottom: var(--y); display: flex; align-items: center; gap: 12px; pointer-events: none; }
.dock > * { pointer-events: auto; }
.right .dock { right: var(--x); flex-direction: row-reverse; }
.left .dock { left: var(--x); }
.launcher { position: relative; width: 56px; height: 56px; flex: none; padding: 0; border: 0; border-radius: 50%; background: var(--accent); color: #fff; display: grid; place-items: center; box-shadow: 0 2px 6px #0003, 0 6px 20px #0002; transition: transform 120ms ease-out; }
.launcher:hover { transform: scale(1.04); }
.launcher:focus-visible { outline-offset: 3px; box-shadow: 0 0 0 3px var(--paper); }
.launcher svg { width: 26px; height: 26px; }
.launcher .shut, .open .launcher .bubble { display: none; }
.open .launcher .shut { display: block; }
.badge { position: absolute; top: -3px; right: -3px; min-width: 22px; height: 22px; padding: 0 6px; border-radius: 11px; background: oklch(0.52 0.2 25); color: #fff; font-size: 12px; font-weight: 600; line-height: 22px; text-align: center; font-variant-numeric: tabular-nums; }
.open .badge { display: none; }
.label { padding: 8px 14px; border: 1px solid var(--line); border-radius: 18px; background: var(--paper); font-weight: 500; white-space: nowrap; box-shadow: 0 2px 10px #0001; }
.open .label, .open .card { display: none; }
.card { position: fixed; bottom: calc(var(--y) + 72px); width: min(320px, calc(100vw - 40px)); padding: 14px 44px 14px 16px; border: 1px solid var(--line); border-radius: 10px; background: var(--paper); box-shadow: 0 8px 30px #0003; overflow-wrap: anywhere; }
.right .card { right: var(--x); } .left .card { left: var(--x); }
.card .say { display: block; width: 100%; max-height: 30vh; overflow: hidden; padding: 0; border: 0; background: none; text-align: start; unicode-bidi: plaintext; }
.card .drop { position: absolute; top: 6px; right: 6px; width: 32px; height: 32px; padding: 0; border: 0; border-radius: 6px; background: none; color: var(--quiet); font-size: 20px; line-height: 1; }
.card .act { display: inline-block; margin-top: 10px; margin-right: 12px; padding: 6px 12px; border: 1px solid var(--accent); border-radius: 6px; background: none; text-decoration: none; }
.panel { position: fixed; bottom: calc(var(--y) + 72px); width: 380px; height: min(640px, calc(100vh - var(--y) - 92px)); max-width: calc(100vw - 24px); border-radius: 10px; overflow: hidden; background: var(--paper); box-shadow: 0 0 0 1px var(--line), 0 12px 48px #0004; visibility: hidden; opacity: 0; transform: translateY(8px); transition: opacity 80ms, transform 120ms ease-out, visibility 0s 120ms; }
.right .panel { right: var(--x); } .left .panel { left: var(--x); }
.open .panel { visibility: visible; opacity: 1; transform: none; transition: opacity 80ms, transform 120ms ease-out; }
.panel::before { content: ""; position: absolute; inset: 0 0 auto; height: 56px; border-bottom: 1px solid var(--line); }
iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; opacity: 0; color-scheme: light dark; }
iframe.ready { opacity: 1; }
@media ${PHONE_QUERY} {
  .panel { inset: 0 !important; width: 100%; max-width: none; height: 100vh; height: 100dvh; border-radius: 0; transform: none; }
  .open .dock { display: none; }
  .label { display: none; }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
@media print { :host { display: none !important; } }
@media (forced-colors: active) { .launcher, .card, .label { border: 1px solid; } }
`;
