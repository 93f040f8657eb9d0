/** The part of itty-durable 2.4.1 that is used here; its own types say `any`. */
declare module "itty-durable/itty-durable.js" {
  export function createDurable(options: {
    autoPersist?: boolean;
    autoReturn?: boolean;
  }): new (
    state: DurableObjectState,
    env: unknown,
  ) => { fetch(request: Request): Promise<Response> };
}
declare module "itty-durable/proxy-durable.js" {
  export function proxyDurable(durable: DurableObjectNamespace, options: { name: string; parse: true }): { get(name: string): unknown };
}
