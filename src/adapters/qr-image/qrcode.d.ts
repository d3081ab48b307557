/** The part of qrcode that makes the matrix; its drawings need styles or images that the policy of the page refuses. */
declare module 'qrcode/lib/core/qrcode.js' {
  interface Segment {
    readonly data: Uint8Array | string;
    readonly mode: 'byte' | 'alphanumeric';
  }
  const qrcode: {
    create(
      segments: readonly Segment[],
      options: { readonly errorCorrectionLevel: 'L' | 'M' | 'Q' | 'H' },
    ): { readonly modules: { readonly size: number; readonly data: Uint8Array } };
  };
  export default qrcode;
}
