import { join } from 'node:path';
import { CERTIFICATE_RESULT_WORDS as words } from '#core/words/en/certificate-commands';
import { printMoment } from '#core/words/en/commands';
import { showText } from '#core/inspect/visible-text';
import type { CertificateFacts } from '#core/x509/certificate-facts';
import type { CertificateResult, ResultEntry } from './result.ts';

type Line = readonly [label: string, value: string];

/** Wide enough for every label. */
const LABEL_WIDTH = 20;

/** Prints what was made as text: its facts, and where its files are. Nothing of it is secret. */
export function printResult({ made, passwordFile }: CertificateResult, directory: string): string {
  const place = (name: string): string => join(directory, name);
  const entries = made.map((entry) => {
    const written = entry.files.map(({ name }, index): Line => [index === 0 ? words.written : '', place(name)]);
    return `${nameEntry(entry)}\n${printLines([...describeEntry(entry), ...written])}`;
  });
  const password = passwordFile === undefined ? '' : printLines([[words.password, place(passwordFile.name)]]);
  return entries.join('') + password;
}

function printLines(lines: readonly Line[]): string {
  return lines.map(([label, value]) => `  ${label.padEnd(LABEL_WIDTH)}${value}\n`).join('');
}

function nameEntry(entry: ResultEntry): string {
  return entry.kind === 'certificate' ? words.certificate(entry.role, entry.slot) : words[entry.kind];
}

function describeEntry(entry: ResultEntry): readonly Line[] {
  switch (entry.kind) {
    case 'certificate':
      return describeCertificate(entry.facts);
    case 'request':
      return [
        [words.subject, `CN=${entry.commonName}`],
        [words.key, entry.keyKind],
      ];
    case 'list':
      return [
        [words.count, entry.count.toLocaleString('en')],
        [words.ids, words.range(entry.firstId, entry.lastId)],
      ];
  }
}

function describeCertificate(facts: CertificateFacts): readonly Line[] {
  return [
    [words.subject, showText(facts.subjectName)],
    [words.issuer, showText(facts.issuerName)],
    [words.serialNumber, facts.serialNumber],
    [words.notBefore, printMoment(facts.notBefore)],
    [words.notAfter, printMoment(facts.notAfter)],
    [words.key, facts.keyKind ?? ''],
    [words.sha1Thumbprint, facts.sha1Thumbprint],
    [words.sha256Thumbprint, facts.sha256Thumbprint],
  ];
}

/** Prints the same as one line of JSON, with each file by what it is. */
export function printResultJson({ made, passwordFile }: CertificateResult, directory: string): string {
  const place = (name: string): string => join(directory, name);
  const entries = made.map((entry) => ({
    ...describeAsJson(entry),
    files: Object.fromEntries(entry.files.map(({ form, name }) => [form, place(name)])),
  }));
  const password = passwordFile === undefined ? {} : { passwordFile: place(passwordFile.name) };
  return `${JSON.stringify({ made: entries, ...password })}\n`;
}

function describeAsJson(entry: ResultEntry): object {
  if (entry.kind !== 'certificate') {
    const { files: _, ...facts } = entry;
    return facts;
  }
  const { kind, role, slot, facts } = entry;
  const { subjectName: subject, issuerName: issuer, commonName, serialNumber, keyKind } = facts;
  const [notBefore, notAfter] = [facts.notBefore, facts.notAfter].map((at) => new Date(at).toISOString());
  const { sha1Thumbprint, sha256Thumbprint } = facts;
  const names = { subject, issuer, commonName, serialNumber, notBefore, notAfter, keyKind };
  return { kind, role, ...(slot !== undefined && { slot }), ...names, sha1Thumbprint, sha256Thumbprint };
}
