/** What was sent to one subscriber, newest first: every attempt, the payload, once more, leave out. */
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { ShownDelivery, WebhookLog } from "../../../protocol/webhooks.ts";
import { ask, read } from "../api/client.ts";
import { useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";
import { Empty, Loaded } from "../ui/blocks.tsx";
import { toastProblem } from "../ui/toasts.tsx";

const TONE = { delivered: "ok", waiting: "warn", skipped: "" } as const;

function Delivery({ delivery, onReplay, onSkip }: { delivery: ShownDelivery; onReplay: () => void; onSkip: () => void }): ReactNode {
  const t = useT();
  const times = useTimes();
  const [open, setOpen] = useState(false);
  const { type, at, state, attempts, eventId, payload } = delivery;
  const [last] = attempts;
  return (
    <li className="sent-event">
      <p className="row">
        <button type="button" className="button plain small" aria-expanded={open} onClick={() => setOpen(!open)}>
          <span className={`dot ${TONE[state]}`} />
          <span className="mono">{type}</span>
        </button>
        <span className="small muted grow">
          {times.moment(at)} · {t(`webhooks.delivery.${state}`)}
          {last && ` · ${last.status ?? t("webhooks.no-answer")} · ${last.ms} ms`}
        </span>
        {state === "waiting" ? (
          <button type="button" className="button small" onClick={onSkip}>
            {t("webhooks.skip")}
          </button>
        ) : (
          <button type="button" className="button small" onClick={onReplay}>
            {t("webhooks.replay")}
          </button>
        )}
      </p>
      {open && (
        <>
          <ul className="small">
            {attempts.map((attempt) => (
              <li key={attempt.at}>
                {times.moment(attempt.at)} · {attempt.status ?? t("webhooks.no-answer")} · {attempt.ms} ms {attempt.detail}
              </li>
            ))}
          </ul>
          <p className="small muted mono">{eventId}</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
          <pre className="payload mono" tabIndex={0}>
            {JSON.stringify(payload, null, 2)}
          </pre>
        </>
      )}
    </li>
  );
}

export function DeliveryLog({ webhookId }: { webhookId: string }): ReactNode {
  const t = useT();
  const times = useTimes();
  const queries = useQueryClient();
  const [state, setState] = useState("");
  const query = useInfiniteQuery({
    queryKey: ["webhooks", webhookId, "deliveries", state],
    queryFn: ({ pageParam }) =>
      read<WebhookLog>(`/v1/webhooks/${webhookId}/deliveries?limit=30${state === "" ? "" : `&state=${state}`}${pageParam === 0 ? "" : `&before=${pageParam}`}`),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
    refetchInterval: 10_000,
  });
  const run = async (path: string, body?: unknown): Promise<void> => {
    const answer = await ask("POST", `/v1/webhooks/${webhookId}/${path}`, body);
    if (!answer.ok) toastProblem(t, "delivery", answer.problem);
    await queries.invalidateQueries({ queryKey: ["webhooks"] });
  };
  return (
    <div className="delivery-log">
      <Loaded query={query}>
        {({ pages }) => {
          const deliveries = pages.flatMap((page) => page.deliveries);
          const [head] = pages;
          return (
            <>
              <p className="row wrap small">
                <span className="grow">
                  {t("webhooks.waiting", { count: head?.waiting ?? 0 })}
                  {head?.failingSince != null && ` · ${t("webhooks.failing", { time: times.moment(head.failingSince) })}`}
                  {head?.nextAt != null && ` · ${t("webhooks.next", { time: times.moment(head.nextAt) })}`}
                </span>
                <select className="input small narrow" aria-label={t("webhooks.filter")} value={state} onChange={(event) => setState(event.target.value)}>
                  <option value="">{t("webhooks.any")}</option>
                  {(["waiting", "delivered", "skipped"] as const).map((one) => (
                    <option key={one} value={one}>
                      {t(`webhooks.delivery.${one}`)}
                    </option>
                  ))}
                </select>
              </p>
              {deliveries.length === 0 && <Empty text={t("webhooks.nothing")} />}
              <ul>
                {deliveries.map((delivery) => (
                  <Delivery
                    key={delivery.place}
                    delivery={delivery}
                    onReplay={() => void run("replay", { eventId: delivery.eventId })}
                    onSkip={() => void run(`deliveries/${encodeURIComponent(delivery.eventId)}/skip`)}
                  />
                ))}
              </ul>
              {query.hasNextPage && (
                <button type="button" className="button small" onClick={() => void query.fetchNextPage()}>
                  {t("more")}
                </button>
              )}
            </>
          );
        }}
      </Loaded>
    </div>
  );
}
