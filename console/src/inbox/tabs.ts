/** The lists of the inbox, in the order of their tabs. */
export const TABS = ["mine", "queue", "unassigned", "all", "mentions"] as const;
export type Tab = (typeof TABS)[number];
export const isTab = (name: string): name is Tab => (TABS as readonly string[]).includes(name);
