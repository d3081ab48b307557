import { textOf, readList } from './cloud-answers.ts';
import type { AskOperator } from './cloud-operator.ts';
import { memberOf, type Json } from '#core/bytes/json';

/** What a certificate of a cloud says. */
export interface CloudCertificateFacts {
  readonly subjectName: string;
  /** Upper-case hexadecimal. */
  readonly sha1Thumbprint: string;
  /** Milliseconds since the Unix epoch. */
  readonly notAfter: number;
}

/** A CA certificate of an enrollment group. */
export interface CloudSigningCertificate extends Partial<CloudCertificateFacts> {
  /** `reference`: one of the DPS instance, by its name. It says nothing when that one is gone. */
  readonly kind: 'own' | 'reference';
  readonly name?: string;
  readonly verified: boolean;
}

/** Of the two places that a group or a device has for certificates. */
export type CertificateSlot = 'primary' | 'secondary';
export const CERTIFICATE_SLOTS: readonly CertificateSlot[] = ['primary', 'secondary'];

/** How the owner of a CA certificate proves to have its key. */
export interface CertificateProof {
  /** Gives a new verification code; the one before does not count any more. */
  generateCode(): Promise<string>;
  /** Takes a certificate with the code as its common name, base64 of the DER. Errors: `cloud/refused` says what is wrong. */
  verify(certificate: string): Promise<void>;
}

/** Whose CA certificate it is, beside those of the groups. */
export type AuthorityService = 'dps' | 'hub';

/** A CA certificate of DPS or of the hub. */
export interface CloudAuthority extends CloudCertificateFacts {
  readonly service: AuthorityService;
  readonly name: string;
  readonly verified: boolean;
}

/** What an operator can ask about the CA certificates of one cloud. Errors as those of `CloudOperator`. */
export interface CloudAuthorities {
  /** Those of DPS first. */
  list(): Promise<readonly CloudAuthority[]>;
  /** `certificate`: base64 of the DER. Takes the place of the one that has the name. */
  upload(service: AuthorityService, name: string, certificate: string, verified: boolean): Promise<void>;
  remove(service: AuthorityService, name: string): Promise<void>;
  proof(service: AuthorityService, name: string): CertificateProof;
}

/** The paths of Azure's resource providers from the tail on; the instance may have any name here. */
const PATHS: Readonly<Record<AuthorityService, string>> = {
  dps: '/certificates',
  hub: '/providers/Microsoft.Devices/IotHubs/hub/certificates',
};
/** Whatever is there: an operator means the one on the screen. */
const ANY = { 'if-match': '*' };

/** Gives what can be asked about CA certificates. */
export function createCloudAuthorities(ask: AskOperator): CloudAuthorities {
  const pathOf = (service: AuthorityService, name: string): string => `${PATHS[service]}/${encodeURIComponent(name)}`;
  const listOf = async (service: AuthorityService): Promise<readonly CloudAuthority[]> =>
    readList<Json>(await ask('GET', PATHS[service])).map((one) => readAuthority(service, one));
  return {
    list: async () => (await Promise.all([listOf('dps'), listOf('hub')])).flat(),
    async upload(service, name, certificate, verified) {
      const isKnown = (await listOf(service)).some((one) => one.name.toLowerCase() === name.toLowerCase());
      const properties = { certificate, isVerified: verified };
      await ask('PUT', pathOf(service, name), { properties }, isKnown ? ANY : {});
    },
    remove: async (service, name) => void (await ask('DELETE', pathOf(service, name), undefined, ANY)),
    proof: (service, name) => ({
      async generateCode() {
        const path = `${pathOf(service, name)}/generateVerificationCode`;
        return textOf(memberOf(await ask('POST', path, undefined, ANY), 'properties'), 'verificationCode');
      },
      verify: async (certificate) => void (await ask('POST', `${pathOf(service, name)}/verify`, { certificate }, ANY)),
    }),
  };
}

function readAuthority(service: AuthorityService, body: Json): CloudAuthority {
  const properties = memberOf(body, 'properties');
  return {
    service,
    name: textOf(body, 'name'),
    subjectName: textOf(properties, 'subject'),
    sha1Thumbprint: textOf(properties, 'thumbprint'),
    notAfter: Date.parse(textOf(properties, 'expiry')),
    verified: memberOf(properties, 'isVerified') === true,
  };
}
