/** The conversations behind one figure of the report. */
import { useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type Key, useT } from "../i18n/index.ts";
import { BehindList } from "./behind-list.tsx";
import { behindOf } from "./figure-names.ts";
import { useGroupName } from "./group-name.ts";

export function BehindPage(): ReactNode {
  const t = useT();
  const { by, group, figure, from, to } = behindOf(useSearch({ strict: false }));
  const groupName = useGroupName(by);
  return (
    <BehindList
      title={`${t(`figure.${figure}` as Key)} · ${groupName(group)}`}
      means={t(`figure-means.${figure}` as Key)}
      name={figure}
      path="/v1/reports/conversations/behind"
      query={{ by, group, figure, from: String(from), to: String(to), utcOffsetMin: String(-new Date().getTimezoneOffset()) }}
    />
  );
}
