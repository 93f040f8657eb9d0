-- Orders: the tenant's own table, and the shops that are asked instead.
CREATE TABLE orders (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  number TEXT NOT NULL,
  -- reversed, lower case: an ending is a prefix, which an index can find
  number_end TEXT NOT NULL,
  status TEXT NOT NULL,
  placed_at INTEGER,
  amount TEXT,
  currency TEXT,
  -- JSON list of {title, quantity}
  items TEXT NOT NULL DEFAULT '[]',
  carrier TEXT,
  tracking_number TEXT,
  tracking_end TEXT,
  tracking_state TEXT,
  tracking_at INTEGER,
  phone_end TEXT,
  -- whose it is: compared with verified identities only
  buyer_id TEXT,
  phone TEXT,
  email TEXT,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX orders_by_number_end ON orders (tenant, number_end);
CREATE INDEX orders_by_tracking_end ON orders (tenant, tracking_end) WHERE tracking_end IS NOT NULL;
CREATE INDEX orders_by_phone_end ON orders (tenant, phone_end) WHERE phone_end IS NOT NULL;

CREATE TABLE order_connectors (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  -- sealed JSON
  config TEXT NOT NULL,
  enabled INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
);
