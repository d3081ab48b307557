declare module 'virtual:azure-roots' {
  /** DER in base64, written at build time out of the roots that Node has (packaging/azure-roots.ts). */
  const roots: readonly string[];
  export default roots;
}
