import type { ReactNode } from "react";

export function KnowledgePage(): ReactNode {
  return <div className="page" />;
}
