/** Orders: look one up, import a file, the shops that are asked. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { OrderCard } from "../../../protocol/understanding.ts";
import { ask, read } from "../api/client.ts";
import { useMay } from "../api/queries.ts";
import { OrderItem } from "../context/orders.tsx";
import { useT } from "../i18n/index.ts";
import { Loaded } from "../ui/blocks.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { useEdited } from "../ui/edited.ts";
import { OrderImport } from "./order-import.tsx";

const WAYS = ["tail", "number", "tracking", "phone", "phoneTail"] as const;
type Way = (typeof WAYS)[number];

function Lookup(): ReactNode {
  const t = useT();
  const [way, setWay] = useState<Way>("tail");
  const [text, setText] = useState("");
  const [asked, setAsked] = useState<{ way: Way; value: string } | null>(null);
  const query = useQuery({
    queryKey: ["orders", asked],
    queryFn: async () => (await read<{ orders: OrderCard[] }>(`/v1/orders?${asked?.way}=${encodeURIComponent(asked?.value ?? "")}`)).orders,
    enabled: asked !== null,
  });
  return (
    <section className="section">
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked({ way, value: text.trim() });
        }}
      >
        <select className="input narrow" aria-label={t("orders.way")} value={way} onChange={(event) => setWay(event.target.value as Way)}>
          {WAYS.map((one) => (
            <option key={one} value={one}>
              {t(`orders.by.${one}`)}
            </option>
          ))}
        </select>
        <input
          className="input grow"
          aria-label={t("orders.value")}
          placeholder={t("orders.value")}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="button" disabled={text.trim() === ""}>
          {t("merge.find")}
        </button>
      </form>
      {asked && (
        <Loaded query={query}>
          {(orders) => (
            <ul className="stack" role="status">
              {orders.length === 0 && <li className="muted">{t("search.none", { q: asked.value })}</li>}
              {orders.map((order) => (
                <OrderItem key={order.orderId} order={order} />
              ))}
            </ul>
          )}
        </Loaded>
      )}
    </section>
  );
}

interface Connector {
  id: string;
  kind: string;
  name: string;
}

function Connectors(): ReactNode {
  const t = useT();
  const writes = useMay("orders:write");
  const queries = useQueryClient();
  const { removed, remove, close, done } = useEdited<Connector>(() => queries.invalidateQueries({ queryKey: ["connectors"] }));
  const query = useQuery({ queryKey: ["connectors"], queryFn: async () => (await read<{ connectors: Connector[] }>("/v1/order-connectors")).connectors });
  return (
    <section className="section">
      <h2>{t("orders.connectors")}</h2>
      <Loaded query={query}>
        {(connectors) => (
          <>
            {connectors.length === 0 && <p className="muted">{t("orders.no-connector")}</p>}
            <ul>
              {connectors.map((one) => (
                <li key={one.id} className="row">
                  <span className="grow">
                    {one.name} <span className="muted">{one.kind}</span>
                  </span>
                  {writes && (
                    <button type="button" className="button small danger" onClick={() => remove(one)}>
                      {t("remove")}
                    </button>
                  )}
                </li>
              ))}
            </ul>
          </>
        )}
      </Loaded>
      {removed && (
        <ConfirmDialog
          title={t("orders.remove-title")}
          text={t("orders.remove-text", { name: removed.name })}
          go={t("remove")}
          run={() => ask("DELETE", `/v1/order-connectors/${removed.id}`)}
          onDone={done}
          onClose={close}
        />
      )}
    </section>
  );
}

export function OrdersPage(): ReactNode {
  const t = useT();
  const writes = useMay("orders:write");
  return (
    <div className="page">
      <div className="page-inner">
        <h1>{t("nav.orders")}</h1>
        <Lookup />
        {writes && <OrderImport />}
        <Connectors />
      </div>
    </div>
  );
}
