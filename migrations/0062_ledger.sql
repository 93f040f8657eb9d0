-- The ledger: what each session says it has taken in and what of it still waits, beside what the lists know of it.
ALTER TABLE customers ADD COLUMN messages INTEGER NOT NULL DEFAULT 0;
ALTER TABLE customers ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0;
