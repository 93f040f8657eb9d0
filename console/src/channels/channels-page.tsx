import type { ReactNode } from "react";

export function ChannelsPage(): ReactNode {
  return <div className="page" />;
}
