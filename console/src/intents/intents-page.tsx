import type { ReactNode } from "react";

export function IntentsPage(): ReactNode {
  return <div className="page" />;
}
