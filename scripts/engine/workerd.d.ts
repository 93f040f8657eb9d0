/** The package says where its executable is, and brings no types. */
declare module "workerd" {
  const workerd: { default: string; version: string };
  export default workerd;
}
