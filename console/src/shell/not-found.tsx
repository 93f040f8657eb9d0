import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useT } from "../i18n/index.ts";
import { Empty } from "../ui/blocks.tsx";

export function NotFound(): ReactNode {
  const t = useT();
  return (
    <Empty text={t("not-found")}>
      <Link to="/inbox/$tab" params={{ tab: "mine" }} className="button">
        {t("nav.inbox")}
      </Link>
    </Empty>
  );
}
