/** The workerd of node_modules. Its package is CommonJS, which loaders make different things of; `require` does not. */
import { createRequire } from "node:module";

interface Package {
  default: string;
  version: string;
}

export const { default: WORKERD, version: WORKERD_VERSION } = createRequire(import.meta.url)("workerd") as Package;
