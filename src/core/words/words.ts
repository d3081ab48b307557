import type { Cause, ErrorCode, FactsByCode } from '../errors/facts.ts';
import type { Finding } from '../errors/workbench-error.ts';
import type { Described, Sentence, Words, WordsByCode } from './described.ts';
import { batchWords } from './en/batch.ts';
import { browserWords } from './en/browser.ts';
import { cameraWords } from './en/camera.ts';
import { causeWords, type CauseWords } from './en/causes.ts';
import { certificateWords } from './en/certificate.ts';
import { cloudWords } from './en/cloud.ts';
import { codeWords } from './en/codes.ts';
import { connectionStringWords } from './en/connection-strings.ts';
import { deviceWords } from './en/device.ts';
import { dpsWords } from './en/dps.ts';
import { hubWords } from './en/hub.ts';
import { idListWords } from './en/id-lists.ts';
import { idWords } from './en/ids.ts';
import { inspectWords } from './en/inspect.ts';
import { keyWords } from './en/keys.ts';
import { labelWords } from './en/labels.ts';
import { pairingWords } from './en/pairing.ts';
import { pkcsWords } from './en/pkcs.ts';
import { proofWords } from './en/proof.ts';
import { relayWords } from './en/relay.ts';
import { rootWords } from './en/roots.ts';
import { sasWords } from './en/sas.ts';
import { socketWords } from './en/socket.ts';
import { terminalWords } from './en/terminal.ts';
import { tlsWords } from './en/tls.ts';
import { transferWords } from './en/transfer.ts';
import { twinWords } from './en/twin.ts';
import { vaultWords } from './en/vault.ts';
import { x509Words } from './en/x509.ts';

const WORDS: WordsByCode = {
  ...keyWords,
  ...idWords,
  ...idListWords,
  ...connectionStringWords,
  ...sasWords,
  ...rootWords,
  ...x509Words,
  ...inspectWords,
  ...certificateWords,
  ...pkcsWords,
  ...batchWords,
  ...codeWords,
  ...dpsWords,
  ...hubWords,
  ...socketWords,
  ...tlsWords,
  ...relayWords,
  ...proofWords,
  ...deviceWords,
  ...transferWords,
  ...twinWords,
  ...vaultWords,
  ...cloudWords,
  ...pairingWords,
  ...browserWords,
  ...cameraWords,
  ...labelWords,
  ...terminalWords,
};

/** Every code that has words, which is every code there is. */
export const DESCRIBED_CODES = Object.keys(WORDS) as readonly ErrorCode[];

/** Next steps for a place where those that are said everywhere cannot be taken. */
export type OtherRemedies = { readonly [Code in ErrorCode]?: Sentence<FactsByCode[Code]> };

/** Gives the words for a finding, for screen and terminal alike; `others` go before the remedies that all places share. */
export function describeFinding(finding: Finding, others: OtherRemedies = {}): Described {
  // A finding pairs its code with that code's facts, which the compiler cannot follow through the index.
  const words = WORDS[finding.code] as Words<unknown>;
  const other = others[finding.code] as Sentence<unknown> | undefined;
  const action = typeof words.action === 'function' ? words.action(finding.facts) : words.action;
  return {
    title: words.title,
    explanation: say(words.explanation, finding.facts),
    remedy: say(other ?? words.remedy, finding.facts),
    ...(action === undefined ? {} : { action }),
  };
}

/** Gives the words for one possible cause of a refusal. */
export function describeCause(cause: Cause): CauseWords {
  return causeWords[cause];
}

function say<Facts>(sentence: Sentence<Facts>, facts: Facts): string {
  return typeof sentence === 'string' ? sentence : sentence(facts);
}
