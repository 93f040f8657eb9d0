/** Rail, page, and what floats over every page. */
import { Outlet, useMatches } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { NamesProvider } from "../api/names.tsx";
import { OfferCards } from "../offers/offer-cards.tsx";
import { useGlobalKeys } from "./global-keys.ts";
import { LinkLine } from "./link-line.tsx";
import { Rail } from "./rail.tsx";
import { useSlowReplyAlarm } from "./slow-reply-alarm.ts";
import { StatusLine } from "./status-line.tsx";
import "./shell.css";
import { dialogOnDemand } from "../ui/on-demand.tsx";

const CommandBar = dialogOnDemand(() => import("../command/command-bar.tsx").then((module) => module.CommandBar));
const KeyHelp = dialogOnDemand(() => import("./key-help.tsx").then((module) => module.KeyHelp));

type Layer = "none" | "commands" | "keys";

export function Shell(): ReactNode {
  const [layer, setLayer] = useState<Layer>("none");
  const reading = useMatches({ select: (matches) => matches.some((match) => "conversationId" in match.params) });
  useGlobalKeys({ commands: () => setLayer("commands"), keys: () => setLayer("keys") });
  useSlowReplyAlarm();
  return (
    <NamesProvider>
      <div className={`shell ${reading ? "reading" : ""}`}>
        <Rail onCommands={() => setLayer("commands")} />
        <div className="shell-main">
          <LinkLine />
          <main className="shell-page" id="main">
            <Outlet />
          </main>
          <StatusLine />
        </div>
        <OfferCards />

        {layer === "commands" && <CommandBar onClose={() => setLayer("none")} onKeys={() => setLayer("keys")} />}
        {layer === "keys" && <KeyHelp onClose={() => setLayer("none")} />}
      </div>
    </NamesProvider>
  );
}
