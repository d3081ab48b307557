import { deviceName, type DeviceRoute } from '#core/identity/device-record';
import { type KeyKind, keyKindOf } from '#core/issuing/key-kind';
import type { BundledCertificate, BundledSecret, IdentityBundle } from '#core/qr/identity-bundle';
import { showText } from '#core/inspect/visible-text';
import { type Certificate, commonNameOf, printName, readCertificate } from '#core/x509/certificate';

/** What came across, for people: names and dates, and no secret. */
export interface TransferContents {
  readonly device:
    | {
        readonly name: string;
        readonly route: DeviceRoute;
        readonly isLocal: boolean;
        readonly secretKind: BundledSecret['kind'];
        readonly modelId: string | undefined;
      }
    | undefined;
  readonly certificates: readonly ArrivedCertificate[];
}

export interface ArrivedCertificate {
  /** Everything in it is seen. */
  readonly commonName: string;
  /** Names of its issuers, nearest first. */
  readonly issuers: readonly string[];
  /** Undefined for a kind that has no name here. */
  readonly keyKind: KeyKind | undefined;
  /** It may issue others. */
  readonly isAuthority: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly notAfter: number;
}

/** Says what an identity is. Throws `TypeError` for one that `readBundle` did not give. */
export function describeContents({ device, certificates }: IdentityBundle): TransferContents {
  return {
    device: device && {
      name: deviceName(device.route),
      route: device.route,
      isLocal: device.isLocal,
      secretKind: device.secret.kind,
      modelId: device.modelId,
    },
    certificates: certificates.map(describeArrived),
  };
}

function describeArrived({ chain }: BundledCertificate): ArrivedCertificate {
  const [leaf, ...issuers] = chain.map((der) => {
    const read = readCertificate(der);
    if (!read.ok) throw new TypeError('a certificate that was judged as readable');
    return read.value;
  });
  if (leaf === undefined) throw new TypeError('a chain without its first certificate');
  return {
    commonName: nameOf(leaf),
    issuers: issuers.map(nameOf),
    keyKind: keyKindOf(leaf.publicKey),
    isAuthority: leaf.basicConstraints?.ca === true,
    notAfter: leaf.notAfter,
  };
}

/** Whoever made it may have written anything. */
function nameOf({ subject }: Certificate): string {
  return showText(commonNameOf(subject) ?? printName(subject));
}
