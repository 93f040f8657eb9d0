/**
 * Which components are degraded, since when. Small and seldom written: the one place where itty-durable fits (it rewrites its whole
 * state per call, wants synchronous methods and ASCII arguments).
 */
import { createDurable } from "itty-durable/itty-durable.js";
import type { ComponentState } from "../../protocol/ports.ts";
import { current, type Reports, reported } from "./reports.ts";

const Durable = createDurable({ autoPersist: true });

export class ComponentHealth extends Durable {
  reports: Reports = {};

  report(component: string, state: ComponentState["state"], detail: string, at: number): { ok: true } {
    this.reports = reported(this.reports, component, { state, detail, at });
    return { ok: true };
  }

  read(): Record<string, ComponentState> {
    return current(this.reports, Date.now());
  }
}
