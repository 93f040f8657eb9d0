/** The conversations behind one figure of a report; each opens, all of them as CSV. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { read } from "../api/client.ts";
import { useAgentNames } from "../api/names.tsx";
import type { ConversationPage, ListedConversation } from "../api/shapes.ts";
import { type Key, useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";
import { ChannelMark } from "../inbox/channel-mark.tsx";
import { Empty, Loaded, More } from "../ui/blocks.tsx";
import { CsvButton } from "../ui/csv-button.tsx";
import { TableBox } from "../ui/table-box.tsx";
import { type Behind, behindOf } from "./figure-names.ts";
import { useGroupName } from "./group-name.ts";
import "./reports.css";

const PAGE = 50;

function pathOf(asked: Behind, more: Record<string, string> = {}): string {
  const { by, group, figure, from, to } = asked;
  const query = { by, group, figure, from: String(from), to: String(to), utcOffsetMin: String(-new Date().getTimezoneOffset()), ...more };
  return `/v1/reports/conversations/behind?${new URLSearchParams(query)}`;
}

function Line({ row }: { row: ListedConversation }): ReactNode {
  const t = useT();
  const times = useTimes();
  const agentName = useAgentNames();
  const { id, name, channel, status, agentId, openedAt, firstReplyAt, resolvedAt, preview } = row;
  return (
    <tr>
      <th scope="row">
        <Link to="/inbox/$tab/$conversationId" params={{ tab: "all", conversationId: id }}>
          {name ?? t("customer.unnamed")}
        </Link>
        <span className="small muted block clip behind-preview" dir="auto">
          {preview}
        </span>
      </th>
      <td>
        <ChannelMark kind={channel} />
      </td>
      <td>{t(`status.${status}`)}</td>
      <td>{agentId === null ? "–" : agentName(agentId)}</td>
      <td className="small">{times.moment(openedAt)}</td>
      <td className="number">{firstReplyAt === null ? "–" : times.span(firstReplyAt - openedAt)}</td>
      <td className="number">{resolvedAt === null ? "–" : times.span(resolvedAt - openedAt)}</td>
    </tr>
  );
}

function Rows({ rows }: { rows: readonly ListedConversation[] }): ReactNode {
  const t = useT();
  return (
    <TableBox>
      <table>
        <caption className="hidden-text">{t("figure.conversations")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("customer")}</th>
            <th scope="col">{t("filter.channel")}</th>
            <th scope="col">{t("filter.status")}</th>
            <th scope="col">{t("role.agent")}</th>
            <th scope="col">{t("behind.opened")}</th>
            <th scope="col" className="number">
              {t("figure.firstReplyMs")}
            </th>
            <th scope="col" className="number">
              {t("figure.resolutionMs")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Line key={row.id} row={row} />
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

export function BehindPage(): ReactNode {
  const t = useT();
  const asked = behindOf(useSearch({ strict: false }));
  const groupName = useGroupName(asked.by);
  const query = useInfiniteQuery({
    queryKey: ["behind", asked],
    queryFn: ({ pageParam }) => read<ConversationPage>(pathOf(asked, { limit: String(PAGE), ...(pageParam === "" ? {} : { cursor: pageParam }) })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  return (
    <div className="page">
      <div className="page-inner wide">
        <div className="page-head">
          <Link to="/reports" className="button icon" aria-label={t("nav.reports")} title={t("nav.reports")}>
            <ArrowLeft size={16} strokeWidth={1.5} />
          </Link>
          <h1 className="grow">
            {t(`figure.${asked.figure}` as Key)} · {groupName(asked.group)}
          </h1>
          <CsvButton path={() => pathOf(asked)} name={`kefu-${asked.figure}.csv`} />
        </div>
        <p className="muted">{t(`figure-means.${asked.figure}` as Key)}</p>
        <Loaded query={query}>
          {({ pages }) => {
            const rows = pages.flatMap((page) => page.conversations);
            return rows.length === 0 ? <Empty text={t("behind.none")} /> : <Rows rows={rows} />;
          }}
        </Loaded>
        <More query={query} label={t("load-more")} />
      </div>
    </div>
  );
}
