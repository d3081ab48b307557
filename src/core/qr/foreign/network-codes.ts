import { decodeBase64 } from '../../bytes/base64.ts';
import { isJsonObject, memberOf, parseJson } from '../../bytes/json.ts';
import { foreignValues as words } from '../../words/en/codes.ts';
import type { ForeignFact } from '../payload.ts';
import { makeForeignFacts } from './foreign-facts.ts';
import { readFieldList } from './field-list.ts';
import { readMatterCode } from './matter.ts';

/** Tells of a code for a Wi-Fi network, without its password; undefined for other texts. */
export function readWifi(text: string): readonly ForeignFact[] | undefined {
  if (!/^WIFI:/i.test(text)) return undefined;
  const fields = readFieldList(text.slice('WIFI:'.length));
  const [network, security] = [fields.get('S'), fields.get('T') ?? ''];
  const isHidden = fields.get('H')?.toLowerCase() === 'true';
  return makeForeignFacts({
    network: network !== undefined && isHidden ? words.hidden(network) : network,
    security: security === '' || security === 'nopass' ? words.open : security,
  });
}

/** Base64 of a P-256 key in DER, compressed: 59 bytes (Wi-Fi Easy Connect, 5.2.1). */
const isKey = (text: string): boolean => (decodeBase64(text)?.length ?? 0) >= 50;

/** Tells of a code of Wi-Fi Easy Connect (DPP), which has a public key and nothing secret; undefined for other texts. */
export function readDpp(text: string): readonly ForeignFact[] | undefined {
  if (!text.startsWith('DPP:') || !text.endsWith(';;')) return undefined;
  const fields = readFieldList(text.slice('DPP:'.length, -1));
  const [key = '', address, device, classes] = ['K', 'M', 'I', 'C'].map((name) => fields.get(name));
  const isAddress = address === undefined || /^[0-9a-f]{12}$/i.test(address);
  const isClasses = classes === undefined || /^\d+\/\d+(?:,\d+(?:\/\d+)?)*$/.test(classes);
  if (!isKey(key) || !isAddress || !isClasses) return undefined;
  return makeForeignFacts({ device, address, class: classes });
}

const TRANSPORTS = { ble: words.ble, softap: words.softap, network: words.network } as const;

/** Tells of a code for provisioning with ESP-IDF, without its proof of possession; undefined for other texts. */
export function readEspProvisioning(text: string): readonly ForeignFact[] | undefined {
  const json = text.startsWith('{') ? parseJson(text) : undefined;
  if (!isJsonObject(json)) return undefined;
  const [name, version, transport] = ['name', 'ver', 'transport'].map((member) => memberOf(json, member));
  if (typeof name !== 'string' || typeof version !== 'string' || !/^v\d/.test(version)) return undefined;
  return makeForeignFacts({
    device: name,
    transport: transport === 'ble' || transport === 'softap' ? TRANSPORTS[transport] : undefined,
  });
}

/** Tells of a Matter setup code, without its passcode; undefined for other texts. */
export function readMatter(text: string): readonly ForeignFact[] | undefined {
  const setup = readMatterCode(text);
  if (setup === undefined) return undefined;
  const print = (id: number): string => `0x${id.toString(16).toUpperCase().padStart(4, '0')}`;
  return makeForeignFacts({
    vendor: print(setup.vendorId),
    product: print(setup.productId),
    transport: setup.transports.map((one) => TRANSPORTS[one]).join(', '),
  });
}
