/** C7: everything by its name. Conversations, what can be done with the open one, places, presence, preferences. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Command } from "cmdk";
import { type ReactNode, useDeferredValue, useState } from "react";
import type { AgentState } from "../../../protocol/ports.ts";
import { ask, read } from "../api/client.ts";
import { useAgents } from "../api/queries.ts";
import type { ConversationPage } from "../api/shapes.ts";
import { sayMacro, useMacros } from "../canned/macros.ts";
import { useActions } from "../conversation/actions.ts";
import { type Key, useT } from "../i18n/index.ts";
import { ChannelMark } from "../inbox/channel-mark.tsx";
import { TABS } from "../inbox/tabs.ts";
import { usePlaces as usePlacesShown } from "../shell/rail.tsx";
import { useDesk } from "../state/desk.ts";
import { type Row, rowOfListed } from "../state/model.ts";
import { usePrefs } from "../state/prefs.ts";
import "./command.css";

interface Does {
  label: Key;
  run: () => unknown;
}

/** Something of this shop's own, by the name it has there. */
interface Named {
  id: string;
  name: string;
  run: () => unknown;
}

function usePlaces(): Does[] {
  const navigate = useNavigate();
  const places = usePlacesShown();
  const tabs = TABS.map((tab): Does => ({ label: `inbox.${tab}`, run: () => navigate({ to: "/inbox/$tab", params: { tab } }) }));
  const pages = places.map(({ to, label }): Does => ({ label, run: () => navigate({ to }) }));
  return [...tabs, ...pages];
}

function useConversationActions(row: Row | undefined): Does[] {
  const actions = useActions(row ?? { id: "", epoch: 0 });
  if (!row) return [];
  const done: Does = row.status === "resolved" ? { label: "reopen", run: actions.reopen } : { label: "resolve", run: actions.resolve };
  const mine = row.owner.kind === "agent";
  return [
    done,
    ...(mine ? [] : [{ label: "take", run: actions.take } satisfies Does]),
    ...(mine && row.teamId ? [{ label: "to-queue", run: () => actions.assign(null) } satisfies Does] : []),
  ];
}

const STATES: readonly AgentState[] = ["online", "busy", "break", "offline"];

function useMyself(onKeys: () => void): Does[] {
  const { theme, language } = usePrefs();
  const states = STATES.map((state): Does => ({ label: `presence.${state}` as Key, run: () => ask("POST", "/v1/agents/me/presence", { state }) }));
  return [
    ...states,
    { label: theme === "dark" ? "command.light" : "command.dark", run: () => usePrefs.setState({ theme: theme === "dark" ? "light" : "dark" }) },
    { label: "command.language", run: () => usePrefs.setState({ language: language === "en" ? "zh-CN" : "en" }) },
    { label: "keys.title", run: onKeys },
  ];
}

/** Macros are run on the open conversation. */
function useMacroCommands(row: Row | undefined): Named[] {
  const t = useT();
  const { macros } = useMacros();
  if (!row) return [];
  return macros.map(({ id, name }) => ({ id, name, run: () => sayMacro(t, { id, title: name }, row.id) }));
}

/** A colleague's conversations. */
function usePeople(): Named[] {
  const navigate = useNavigate();
  const { data: agents = [] } = useAgents();
  const open = (agent: string) => () => navigate({ to: "/inbox/$tab", params: { tab: "all" }, search: { agent } });
  return agents.filter(({ disabled }) => !disabled).map(({ id, name }) => ({ id, name, run: open(id) }));
}

/** The best; the search page has them all. */
const SHOWN_ARTICLES = 4;

/** What an article says is read where articles are searched. */
function useArticles(text: string): Named[] {
  const navigate = useNavigate();
  const q = useDeferredValue(text.trim());
  const { data } = useQuery({
    queryKey: ["search", "articles", q],
    queryFn: () => read<{ hits: { articleId: string; title: string }[] }>(`/v1/knowledge/search?q=${encodeURIComponent(q)}`),
    enabled: q.length > 1,
  });
  const titles = new Map(data?.hits.map((hit) => [hit.articleId, hit.title]));
  return [...titles].slice(0, SHOWN_ARTICLES).map(([id, name]) => ({ id, name, run: () => navigate({ to: "/search", search: { q: name } }) }));
}

function useFound(text: string): Row[] {
  const q = useDeferredValue(text.trim());
  const rows = useDesk((state) => state.rows);
  const { data } = useQuery({
    queryKey: ["search", "conversations", q],
    queryFn: () => read<ConversationPage>(`/v1/conversations?limit=8&q=${encodeURIComponent(q)}`),
    enabled: q.length > 1,
  });
  if (q.length > 1 && data) return data.conversations.map(rowOfListed);
  return Object.values(rows)
    .sort((a, b) => b.lastTurnAt - a.lastTurnAt)
    .slice(0, 5);
}

function Group({ heading, does, onDone }: { heading: string; does: readonly Does[]; onDone: () => void }): ReactNode {
  const t = useT();
  if (does.length === 0) return null;
  return (
    <Command.Group heading={heading}>
      {does.map(({ label, run }) => (
        <Command.Item
          key={label}
          value={`${heading} ${t(label)}`}
          onSelect={() => {
            onDone();
            void run();
          }}
        >
          {t(label)}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

/** `always` = found by the server, whatever the words here say. */
function NamedGroup({ heading, named, onDone, always = "" }: { heading: string; named: readonly Named[]; onDone: () => void; always?: string }): ReactNode {
  if (named.length === 0) return null;
  return (
    <Command.Group heading={heading}>
      {named.map(({ id, name, run }) => (
        <Command.Item
          key={id}
          value={`${heading} ${name} ${id} ${always}`}
          onSelect={() => {
            onDone();
            void run();
          }}
        >
          {name}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

export function CommandBar({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }): ReactNode {
  const t = useT();
  const navigate = useNavigate();
  const { conversationId } = useParams({ strict: false });
  const [text, setText] = useState("");
  const open = useDesk((state) => (conversationId === undefined ? undefined : state.rows[conversationId]));
  const found = useFound(text);
  const actions = useConversationActions(open);
  const macros = useMacroCommands(open);
  const people = usePeople();
  const articles = useArticles(text);
  return (
    <Command.Dialog open onOpenChange={(on) => !on && onClose()} label={t("commands.title")} overlayClassName="veil" contentClassName="dialog command" loop>
      <Command.Input className="command-input" value={text} onValueChange={setText} placeholder={t("command.hint")} aria-label={t("command.hint")} />
      <Command.List className="command-list">
        <Command.Empty className="muted command-empty">{t("search.none", { q: text })}</Command.Empty>
        <Group heading={t("command.this")} does={actions} onDone={onClose} />
        {found.length > 0 && (
          <Command.Group heading={t("inbox.list")}>
            {found.map((row) => (
              <Command.Item
                key={row.id}
                value={`${row.id} ${row.name ?? ""} ${row.preview} ${text}`}
                onSelect={() => {
                  onClose();
                  void navigate({ to: "/inbox/$tab/$conversationId", params: { tab: "all", conversationId: row.id } });
                }}
              >
                {row.channels[0] && <ChannelMark kind={row.channels[0].kind} />}
                <span className="command-name">{row.name ?? t("customer.unnamed")}</span>
                <span className="muted clip">{row.preview}</span>
              </Command.Item>
            ))}
          </Command.Group>
        )}
        <NamedGroup heading={t("macro.title")} named={macros} onDone={onClose} />
        {text.trim() !== "" && <NamedGroup heading={t("people.agents")} named={people} onDone={onClose} />}
        <NamedGroup heading={t("nav.knowledge")} named={articles} onDone={onClose} always={text} />
        <Group heading={t("command.go")} does={usePlaces()} onDone={onClose} />
        <Group heading={t("command.me")} does={useMyself(onKeys)} onDone={onClose} />
      </Command.List>
    </Command.Dialog>
  );
}
