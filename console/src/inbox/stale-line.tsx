/** A list that can only be shown as it was: how old it is. */
import type { ReactNode } from "react";
import { useT } from "../i18n/index.ts";
import { useNow, useTimes } from "../i18n/time.ts";
import { useDesk } from "../state/desk.ts";
import type { List } from "./lists.ts";

/** Younger lists are no news, ms. */
const FRESH_MS = 60_000;

export function StaleLine({ list: { readAt, error } }: { list: List }): ReactNode {
  const away = useDesk((state) => state.link === "away");
  const since = useDesk((state) => state.linkSince);
  const at = readAt ?? since;
  return (away || error !== null) && at !== null && at > 0 ? <AgeLine at={at} /> : null;
}

function AgeLine({ at }: { at: number }): ReactNode {
  const t = useT();
  const times = useTimes();
  const age = useNow() - at;
  if (age < FRESH_MS) return null;
  return (
    <p className="banner list-age" role="status">
      {t("inbox.age", { time: times.span(age) })}
    </p>
  );
}
