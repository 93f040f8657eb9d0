/** A virtual list of conversations. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, type ReactNode, useEffect, useRef, useState } from "react";
import { useT } from "../i18n/index.ts";
import type { Row } from "../state/model.ts";
import { usePrefs } from "../state/prefs.ts";
import { ConversationRow } from "./conversation-row.tsx";
import { useListKeys } from "./list-keys.ts";
import { useSteadyOrder } from "./steady-order.ts";

const ROW_PX = { comfortable: 60, compact: 52 } as const;
const AHEAD = 8;

/** `onEnd` = the last row came into sight: load more. */
export const RowList = memo(function RowList({ rows: given, tab, onEnd }: { rows: readonly Row[]; tab: string; onEnd?: () => void }): ReactNode {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState(false);
  const rows = useSteadyOrder(given, held);
  const height = ROW_PX[usePrefs((prefs) => prefs.density)];
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: AHEAD,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  useListKeys(rows, tab, (index) => list.scrollToIndex(index));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another density means other heights
  useEffect(() => list.measure(), [list, height]);
  const last = list.getVirtualItems().at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= rows.length - 1) onEnd?.();
  }, [last, rows.length, onEnd]);
  return (
    <div ref={box} className="row-list" onPointerEnter={(event) => setHeld(event.pointerType === "mouse")} onPointerLeave={() => setHeld(false)}>
      <ul aria-label={t("inbox.list")} style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map(({ key, index, start, size }) => {
          const row = rows[index];
          return (
            row && (
              <li key={key} aria-setsize={rows.length} aria-posinset={index + 1} style={{ height: size, transform: `translateY(${start}px)` }}>
                <ConversationRow row={row} tab={tab} />
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
});
