/** Runs inside the console's page (desk-speed.ts sends it there): the time from an event to the frame that shows its effect. */
(() => {
  /** A task of its own after the next frame: by then the frame has been painted. */
  const afterPaint = () =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve();
        channel.port2.postMessage(null);
      });
    });
  const isThere = (words) => document.querySelector(".timeline")?.textContent?.includes(words) ?? false;
  const shown = (words) =>
    new Promise((resolve) => {
      const look = () => {
        if (!isThere(words)) return;
        watch.disconnect();
        void afterPaint().then(resolve);
      };
      const watch = new MutationObserver(look);
      watch.observe(document.body, { childList: true, subtree: true, characterData: true });
      look();
    });
  const list = () => document.querySelector(".row-list");
  const probe = {
    /** ms from each key to the paint after it */
    keys: [],
    rows: () => [...document.querySelectorAll("a.conversation-row")].map((row) => row.href.split("/").at(-1)),
    /** Opens a row; ms until the wanted words are painted. */
    async open(conversationId, words) {
      const link = [...document.querySelectorAll("a.conversation-row")].find((row) => row.href.includes(conversationId));
      const from = performance.now();
      link.click();
      await shown(words);
      return performance.now() - from;
    },
    /** When the words were painted, epoch ms. */
    async painted(words) {
      await shown(words);
      return performance.timeOrigin + performance.now();
    },
    /** Scrolls to the end; how long the list is by now. */
    toEnd() {
      list().scrollTop = list().scrollHeight;
      return Number(list().querySelector("li")?.getAttribute("aria-setsize") ?? 0);
    },
    /** Scrolls from the end to the start; how many rows are in the page, and ms of each frame. */
    async scroll(step) {
      const frames = [];
      let last = performance.now();
      for (let top = list().scrollHeight; top >= 0; top -= step) {
        list().scrollTop = top;
        await new Promise(requestAnimationFrame);
        frames.push(performance.now() - last);
        last = performance.now();
      }
      return { rows: list().querySelectorAll("li").length, frames };
    },
  };
  addEventListener("keydown", (event) => void afterPaint().then(() => probe.keys.push(performance.now() - event.timeStamp)), { capture: true });
  window.probe = probe;
})();
