/** The bundler hands WebAssembly over compiled. */
declare module "onnxruntime-web/ort-wasm-simd-threaded.wasm" {
  const module: WebAssembly.Module;
  // biome-ignore lint/style/noDefaultExport: this is how the platform hands it over
  export default module;
}
