import { decodeBase64 } from '../bytes/base64.ts';
import { makeFinding } from '../errors/workbench-error.ts';
import { inspectValues as words } from '../words/en/inspect-values.ts';
import { ARMOUR } from '../x509/certificate-text.ts';
import { isEdgeConfig } from './read-edge-config.ts';
import { makeEdgeConfigItem } from './edge-config-item.ts';
import type { FoundItem } from './found-item.ts';
import { makeFact } from './item-facts.ts';
import { makeKeyItem } from './key-item.ts';
import { type DerKind, identifyContent, readDerContent } from './read-der.ts';
import { readLooseText } from './read-loose-text.ts';
import type { Reading } from './reading.ts';
import { unescapeText } from './source-text.ts';

/** Line ends behind a line of armour, as JSON, C and environment variables write them. */
const ESCAPED_ARMOUR = /-----\\[nr]/;

/** Tells of everything that stands in a text. `form`: how it was come by, in words, where it was not as it stands. */
export async function readText(reading: Reading, source: string, form: string = words.forms.pem): Promise<FoundItem[]> {
  const text = unescapeText(source);
  const { blocks, rest } = splitArmour(text);
  const blockForm = ESCAPED_ARMOUR.test(source) ? words.forms.escaped : form;
  const found: FoundItem[] = [];
  for (const block of blocks) {
    if (reading.room.take()) found.push(await readBlock(reading, block, blockForm));
  }
  if (isEdgeConfig(rest)) {
    // A path of Windows has backslashes that escape nothing.
    if (reading.room.take()) found.push(makeEdgeConfigItem(splitArmour(source).rest, reading.at));
    return found;
  }
  return [...found, ...(await readLooseText(reading, rest, blocks.length === 0))];
}

/** An armoured block (RFC 7468), or what is left of one. */
interface Block {
  readonly label: string;
  readonly body: string;
  readonly isClosed: boolean;
  /** The block as it stands, with what belongs to its key in front of it. */
  readonly text: string;
}

/** What a curve is told by in front of an old key (RFC 5915, section 4); OpenSSL writes it unasked. */
const CURVE_LABEL = 'EC PARAMETERS';

/** Gives the blocks, and the lines around them. */
function splitArmour(text: string): { readonly blocks: readonly Block[]; readonly rest: string } {
  const blocks: Block[] = [];
  const rest: string[] = [];
  let end = 0;
  let curve = '';
  for (const { 0: whole, 1: label = '', 2: body = '', 3: last, index } of text.matchAll(ARMOUR)) {
    rest.push(text.slice(end, index));
    end = index + whole.length;
    if (label === CURVE_LABEL) {
      curve = `${whole}\n`;
      continue;
    }
    blocks.push({ label, body, isClosed: last !== '', text: `${curve}${whole}\n` });
    curve = '';
  }
  return { blocks, rest: [...rest, text.slice(end)].join('\n') };
}

/** By the words between BEGIN and the dashes. */
const KINDS: readonly (readonly [RegExp, DerKind])[] = [
  [/^ENCRYPTED PRIVATE KEY$/, 'encrypted-key'],
  [/PRIVATE KEY$/, 'private-key'],
  [/PUBLIC KEY$/, 'public-key'],
  [/REQUEST$/, 'request'],
  [/CRL$/, 'revocation-list'],
  [/CERTIFICATE$/, 'certificate'],
  [/^(?:PKCS7|PKCS #7 SIGNED DATA|CMS)$/, 'pkcs7'],
  [/^(?:PKCS12|PFX)$/, 'pfx'],
];
/** Words that a block may have, so that nothing else is said of it. */
const KNOWN_LABEL = /^[A-Z0-9 #]{1,40}$/;
/** What stands around the lines of a block in source code, in a quoted mail and in JSON. */
const AROUND_LINES = /[\s"'\\,;>|]/g;

async function readBlock(reading: Reading, block: Block, form: string): Promise<FoundItem> {
  const label = KNOWN_LABEL.test(block.label) ? block.label : '';
  const said = KINDS.find(([pattern]) => pattern.test(block.label))?.[1];
  const failed = (code: 'inspect/cut-short' | 'inspect/not-base64'): FoundItem => ({
    kind: said ?? 'unknown',
    title: '',
    facts: [makeFact('form', form)],
    findings: [makeFinding(code, { label })],
  });
  if (!block.isClosed) return failed('inspect/cut-short');
  // Keys of old have lines of their own about their encryption.
  const isOldEncrypted = said === 'private-key' && block.body.includes('ENCRYPTED');
  if (isOldEncrypted) return makeKeyItem(reading, { content: block.text, form, isEncrypted: true });
  const der = decodeBase64(block.body.replace(AROUND_LINES, ''));
  if (der === undefined || der.length === 0) return failed('inspect/not-base64');
  const found = identifyContent(der);
  const kind = found ?? said;
  if (kind === undefined)
    return { kind: 'unknown', title: '', facts: [], findings: [makeFinding('inspect/unknown', {})] };
  const item = await readBlockContent(reading, { der, kind, block, form });
  const isOther = found !== undefined && said !== undefined && found !== said;
  return isOther ? { ...item, findings: [makeFinding('inspect/other-label', { label }), ...item.findings] } : item;
}

/** An old key may need the block in front of it. */
async function readBlockContent(
  reading: Reading,
  { der, kind, block, form }: { der: Uint8Array; kind: DerKind; block: Block; form: string },
): Promise<FoundItem> {
  const isOldKey = kind === 'private-key' && block.text.startsWith(`-----BEGIN ${CURVE_LABEL}`);
  if (isOldKey) return makeKeyItem(reading, { content: block.text, form, isEncrypted: false });
  return readDerContent(reading, der, { kind, form });
}
