import type { ReactNode } from "react";

export function SearchPage(): ReactNode {
  return <div className="page" />;
}
