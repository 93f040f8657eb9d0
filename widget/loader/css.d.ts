/** Style sheets are bundled into the loader as text. */
declare module "*.css" {
  const text: string;
  export = text;
}
