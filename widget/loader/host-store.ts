/** What the chat keeps on the device, in the host's own storage: a frame's storage is cut off by many browsers. Memory where storage is forbidden. */
import type { Stored } from "../bridge.ts";

export interface HostStore {
  all(): Stored;
  set(key: string, value: string | null): void;
}

export function hostStore(tenant: string, onOtherTab: (key: string, value: string | null) => void): HostStore {
  const prefix = `kefu:${tenant}:`;
  const memory: Stored = {};
  const storage = usable();
  if (storage) {
    addEventListener("storage", (event) => {
      if (event.storageArea === storage && event.key?.startsWith(prefix)) onOtherTab(event.key.slice(prefix.length), event.newValue);
    });
  }
  return {
    all() {
      const found: Stored = { ...memory };
      if (!storage) return found;
      for (let index = 0; index < storage.length; index++) {
        const key = storage.key(index);
        if (key?.startsWith(prefix)) found[key.slice(prefix.length)] = storage.getItem(key) ?? "";
      }
      return found;
    },
    set(key, value) {
      try {
        if (!storage) throw new Error("no storage");
        if (value === null) storage.removeItem(prefix + key);
        else storage.setItem(prefix + key, value);
        delete memory[key];
      } catch {
        // Full or forbidden: kept as long as the page lives.
        if (value === null) delete memory[key];
        else memory[key] = value;
      }
    },
  };
}

function usable(): Storage | null {
  try {
    const storage = window.localStorage;
    storage.getItem("kefu");
    return storage;
  } catch {
    return null;
  }
}
