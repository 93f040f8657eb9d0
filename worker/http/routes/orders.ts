/** Orders: imported, looked for, and the shops that are asked. */
import { Hono } from "hono";
import { connectorSchema } from "../../orders/connectors.ts";
import { MOST_COMPLAINTS, readCsv, readJsonLines } from "../../orders/import.ts";
import { cardOf, type OrderQuery } from "../../orders/order-record.ts";
import { findOrders, ROWS_AT_ONCE, writeOrders } from "../../orders/table.ts";
import { addConnector, listConnectors, removeConnector } from "../../pipeline/orders.ts";
import { allowed } from "../auth.ts";
import { readBytes, readJson } from "../body.ts";
import type { HttpEnv } from "../context.ts";
import { notFound, problemAnswer } from "../problems.ts";

const MAX_IMPORT_BYTES = 50 * 1024 * 1024;
const ASKED: Readonly<Record<string, OrderQuery["by"]>> = {
  number: "order_number",
  tail: "order_tail",
  tracking: "tracking_number",
  phone: "phone",
  phoneTail: "phone_tail",
};

export const orders = new Hono<HttpEnv>()
  .post("/v1/orders/import", async (c) => {
    const may = allowed(c, "orders:write");
    if (!may.ok) return may.answer;
    const type = c.req.header("content-type") ?? "";
    const isCsv = /text\/csv/i.test(type);
    if (!isCsv && !/json/i.test(type)) return problemAnswer("unsupported_type", "Send text/csv or application/jsonl");
    const read = await readBytes(c.req.raw, MAX_IMPORT_BYTES);
    if (!read.ok) return read.answer;
    const text = new TextDecoder().decode(read.body);
    const { rows, skipped } = isCsv ? readCsv(text) : readJsonLines(text);
    const services = c.get("services");
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) await writeOrders(services.db, may.user.tenant, rows.slice(at, at + ROWS_AT_ONCE), services.now());
    return c.json({ imported: rows.length, skipped: skipped.length, complaints: skipped.slice(0, MOST_COMPLAINTS) });
  })
  .get("/v1/orders", async (c) => {
    const may = allowed(c, "orders:read");
    if (!may.ok) return may.answer;
    const asked = Object.entries(ASKED).find(([name]) => c.req.query(name) !== undefined);
    const value = asked ? c.req.query(asked[0])?.trim() : undefined;
    if (!asked || !value) return problemAnswer("invalid", "Give tail, number, tracking, phone or phoneTail", { field: "tail" });
    const found = await findOrders(c.get("services").db, may.user.tenant, { by: asked[1], value });
    return c.json({ orders: found.map((record) => cardOf(record, asked[1], [], false)) });
  })
  .get("/v1/order-connectors", async (c) => {
    const may = allowed(c, "orders:read");
    return may.ok ? c.json({ connectors: await listConnectors(c.get("services"), may.user.tenant) }) : may.answer;
  })
  .post("/v1/order-connectors", async (c) => {
    const may = allowed(c, "orders:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, connectorSchema);
    if (!read.ok) return read.answer;
    return c.json({ id: await addConnector(c.get("services"), may.user.tenant, read.body), kind: read.body.kind, name: read.body.name }, 201);
  })
  .delete("/v1/order-connectors/:id", async (c) => {
    const may = allowed(c, "orders:write");
    if (!may.ok) return may.answer;
    return (await removeConnector(c.get("services"), may.user.tenant, c.req.param("id"))) ? c.body(null, 204) : notFound("connector");
  });
