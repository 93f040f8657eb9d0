/** Conversations that stand behind a figure; each opens, all of them as CSV. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { read } from "../api/client.ts";
import { useAgentNames } from "../api/names.tsx";
import type { ConversationPage, ListedConversation } from "../api/shapes.ts";
import { useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";
import { ChannelMark } from "../inbox/channel-mark.tsx";
import { Empty, Loaded, More } from "../ui/blocks.tsx";
import { CsvButton } from "../ui/csv-button.tsx";
import { TableBox } from "../ui/table-box.tsx";
import "./reports.css";

const PAGE = 50;

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

interface Props {
  title: string;
  /** What the figure counts. */
  means: string;
  /** Of the file that is saved, without its ending. */
  name: string;
  path: string;
  query: Readonly<Record<string, string>>;
}

export function BehindList({ title, means, name, path, query: asked }: Props): ReactNode {
  const t = useT();
  const addressOf = (more: Record<string, string>): string => `${path}?${new URLSearchParams({ ...asked, ...more })}`;
  const query = useInfiniteQuery({
    queryKey: ["behind", path, asked],
    queryFn: ({ pageParam }) => read<ConversationPage>(addressOf({ limit: String(PAGE), ...(pageParam === "" ? {} : { cursor: pageParam }) })),
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
          <h1 className="grow">{title}</h1>
          <CsvButton path={() => addressOf({})} name={`kefu-${name}.csv`} />
        </div>
        <p className="muted">{means}</p>
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
