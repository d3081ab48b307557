import { describeCertificate } from '#core/issuing/describe-certificate';
import { issueServerCertificate } from '#core/issuing/issue-server-certificate';
import { createLeafIssuer } from '#core/issuing/leaf-issuer';
import type { DeviceCertificate, HandshakeView } from '#core/ports/device-host';
import type { TlsReport } from '#core/tls/tls-report';
import type { CertificateFacts } from '#core/x509/certificate-facts';
import { SAMPLE_TIME } from './certificate-samples.ts';
import { keysOf, makeAuthority, read, type TestAuthority } from './issuing.ts';

const DAY_MS = 86_400_000;
export const HUB_HOST = 'lab-hub.azure-devices.net';
export const DPS_HOST = 'global.azure-devices-provisioning.net';

const days = (from: number, to: number) => ({
  notBefore: SAMPLE_TIME + from * DAY_MS,
  notAfter: SAMPLE_TIME + to * DAY_MS,
});

/** Certificates of a server and of a device, made here and real: each leaf first, with its issuers. */
export interface SampleChains {
  readonly server: readonly CertificateFacts[];
  readonly primary: DeviceCertificate;
  readonly secondary: DeviceCertificate;
  readonly issued: DeviceCertificate;
}

let made: Promise<SampleChains> | undefined;

/** Gives the samples; they are made once. */
export function sampleChains(): Promise<SampleChains> {
  made ??= makeChains();
  return made;
}

async function makeChains(): Promise<SampleChains> {
  const global = await makeAuthority(crypto, { commonName: 'Sample Global Root G2', validity: days(-900, 4000) });
  const tls = await makeAuthority(crypto, {
    commonName: 'Sample Cloud TLS CA 04',
    under: global,
    pathLength: 0,
    validity: days(-400, 1200),
  });
  const { publicKey } = await keysOf('P-256');
  const server = await issueServerCertificate(crypto, {
    commonName: '*.azure-devices.net',
    names: [{ type: 'dns', value: '*.azure-devices.net' }],
    publicKey,
    validity: days(-40, 140),
    authority: tls,
  });
  const root = await makeAuthority(crypto, { commonName: 'Contoso Root CA', validity: days(-30, 3600) });
  const plant = await makeAuthority(crypto, {
    commonName: 'Contoso Plant CA',
    under: root,
    pathLength: 0,
    validity: days(-30, 1800),
  });
  const above = await Promise.all([factsOf(plant.certificateDer), factsOf(root.certificateDer)]);
  return {
    server: await Promise.all([server, tls.certificateDer, global.certificateDer].map(factsOf)),
    primary: { id: 'device', facts: await leaf(plant, days(-330, 35)), chain: above },
    secondary: { id: 'device-2', facts: await leaf(plant, days(-2, 363)), chain: above },
    issued: { id: undefined, facts: await leaf(plant, days(0, 30)), chain: above },
  };
}

async function leaf(authority: TestAuthority, validity: ReturnType<typeof days>): Promise<CertificateFacts> {
  const issuer = await createLeafIssuer(crypto, { authority, profile: 'azure', role: 'device', validity });
  return factsOf((await issuer.issueWithNewKey('pump-17', 'P-256')).der);
}

async function factsOf(der: Uint8Array): Promise<CertificateFacts> {
  return describeCertificate(crypto.subtle, read(new Uint8Array(der)));
}

/** Gives the bytes of what is known of certificates. */
export function bytesOf(chain: readonly CertificateFacts[]): Uint8Array<ArrayBuffer>[] {
  return chain.map(({ derBase64 }) => Uint8Array.from(atob(derBase64), (one) => one.charCodeAt(0)));
}

/** Gives a handshake with a trusted hub that asked for our certificate and got it; `parts` change its report. */
export async function sampleHandshake(
  parts: Partial<TlsReport> = {},
  service: 'dps' | 'hub' = 'hub',
): Promise<HandshakeView> {
  const { server, primary } = await sampleChains();
  const sentChain = [primary.facts, ...primary.chain.slice(0, 1)];
  const report: TlsReport = {
    host: service === 'hub' ? HUB_HOST : DPS_HOST,
    startedAt: SAMPLE_TIME,
    tookMs: 42,
    outcome: 'done',
    finding: undefined,
    version: 'TLS 1.2',
    cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
    group: 'secp384r1',
    extendedMasterSecret: true,
    isRetried: false,
    serverChain: bytesOf(server.slice(0, 2)),
    serverSignature: 'rsa_pss_rsae_sha256',
    verdict: { kind: 'trusted', path: bytesOf(server) },
    asked: {
      signatureSchemes: ['ecdsa_secp256r1_sha256', 'ecdsa_secp384r1_sha384', 'rsa_pss_rsae_sha256', 'rsa_pkcs1_sha256'],
      authorities: [],
    },
    sent: { chain: bytesOf(sentChain), signature: 'ecdsa_secp256r1_sha256' },
    alerts: [],
    keyUpdates: 0,
    ...parts,
  };
  return {
    service,
    report,
    serverPath: report.serverChain.length === 0 ? [] : server.slice(0, report.verdict?.path.length ?? 2),
    sentChain: report.sent === undefined ? [] : sentChain.slice(0, report.sent.chain.length),
  };
}
