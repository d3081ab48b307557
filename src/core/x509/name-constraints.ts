import type { Certificate } from './certificate.ts';
import { EMAIL_ADDRESS, startsWithName } from './distinguished-name.ts';
import type { NameConstraints } from './extensions.ts';
import type { GeneralName } from './general-name.ts';

type NamedCertificate = Pick<Certificate, 'subject' | 'subjectAlternativeNames'>;

/**
 * Says whether every name of a certificate is within the constraints of an authority above it (RFC 5280, 4.2.1.10):
 * none excluded, and within a permitted subtree where there are any of its form. A form that we cannot compare is
 * outside as soon as a constraint of that form exists.
 */
export function isWithinConstraints(certificate: NamedCertificate, { permitted, excluded }: NameConstraints): boolean {
  return namesOf(certificate).every((name) => {
    const isSameForm = (tree: GeneralName): boolean => formOf(tree) === formOf(name);
    const allowed = permitted.filter(isSameForm);
    return (
      !excluded.some((tree) => isSameForm(tree) && matches(name, tree, true)) &&
      (allowed.length === 0 || allowed.some((tree) => matches(name, tree, false)))
    );
  });
}

/** The subject stands for itself, and its mail addresses where no alternative name is one. */
function namesOf({ subject, subjectAlternativeNames = [] }: NamedCertificate): GeneralName[] {
  const { attributes } = subject;
  const names: GeneralName[] = [...subjectAlternativeNames];
  if (attributes.length > 0) names.push({ kind: 'directory', value: subject });
  if (names.some(({ kind }) => kind === 'email')) return names;
  const mails = attributes.filter(({ type, text }) => type === EMAIL_ADDRESS && text !== undefined);
  return [...names, ...mails.map(({ text = '' }): GeneralName => ({ kind: 'email', value: text }))];
}

const formOf = (name: GeneralName): string => (name.kind === 'other' ? `${name.number}` : name.kind);

/** `unclear`: what to say where it cannot be told. */
function matches(name: GeneralName, tree: GeneralName, unclear: boolean): boolean {
  if (name.kind === 'directory' && tree.kind === 'directory') return startsWithName(name.value, tree.value);
  if (name.kind === 'ip' && tree.kind === 'ip') return isInNetwork(name.value, tree.value);
  if (typeof name.value !== 'string' || typeof tree.value !== 'string') return unclear;
  const constraint = tree.value.toLowerCase();
  const value = name.value.toLowerCase();
  if (name.kind === 'dns') return isInDomain(value, constraint);
  if (name.kind === 'email' && constraint.includes('@')) return value === constraint;
  const host = name.kind === 'email' ? value.slice(value.lastIndexOf('@') + 1) : hostOf(value);
  // A URI without a host name cannot be within any constraint.
  if (host === undefined) return unclear;
  return constraint.startsWith('.') ? host.endsWith(constraint) : host === constraint || constraint === '';
}

/** Labels may be added on the left; a dot in front, which the RFC does not know and people write, asks for one at least. */
function isInDomain(value: string, constraint: string): boolean {
  if (constraint === '' || value === constraint) return true;
  return value.endsWith(constraint.startsWith('.') ? constraint : `.${constraint}`);
}

/** The host of an absolute URI unless it is an address, which the RFC has no constraints for. */
function hostOf(uri: string): string | undefined {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:[\]]+)(?::\d*)?(?:[/?#]|$)/.exec(uri)?.[1];
  return host === undefined || /^[\d.]+$/.test(host) ? undefined : host;
}

/** The network is its address, and the mask behind it. */
function isInNetwork(address: Uint8Array, network: Uint8Array): boolean {
  const size = address.length;
  return (
    network.length === size * 2 &&
    address.every((octet, at) => ((octet ^ (network[at] ?? 0)) & (network[size + at] ?? 0)) === 0)
  );
}
