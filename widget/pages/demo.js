// The demo page's own script: language and theme from the address, as a host site would have its own.
(() => {
  const wanted = new URLSearchParams(location.search);
  const tag = wanted.get("lang") ?? navigator.language;
  const lang = /^zh\b/i.test(tag) ? (/hant|tw|hk|mo/i.test(tag) ? "zh-TW" : "zh-CN") : "en";
  const isDark = wanted.get("theme") === "dark" || (wanted.get("theme") === null && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.lang = lang;
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
  const loader = document.createElement("script");
  loader.async = true;
  loader.src = "/widget.js";
  Object.assign(loader.dataset, { tenant: "demo", theme: wanted.get("theme") ?? "auto" });
  document.head.append(loader);
  addEventListener("DOMContentLoaded", () => {
    for (const part of document.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== lang;
    for (const link of document.querySelectorAll("nav a")) if (link.lang === lang) link.setAttribute("aria-current", "true");
    document.getElementById("snippet").textContent = `<script async src="${location.origin}/widget.js" data-tenant="demo"></script>`;
  });
})();
