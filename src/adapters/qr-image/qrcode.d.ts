/** The part of qrcode that makes the matrix; its drawings need styles or images that the policy of the page refuses. */
declare module 'qrcode/lib/core/qrcode.js' {
  const qrcode: {
    create(
      segments: readonly { readonly data: Uint8Array; readonly mode: 'byte' }[],
      options: { readonly errorCorrectionLevel: 'L' },
    ): { readonly modules: { readonly size: number; readonly data: Uint8Array } };
  };
  export default qrcode;
}
