import type { Finding, Verdict } from '#core/errors/workbench-error';
import type { FieldJudgement } from './field-judgement.ts';

/** What a form asks about a certificate that is to be issued. */
export type IssueField = 'name' | 'validity' | 'pathLength' | 'keyKind' | 'authority';

const FIELDS: readonly IssueField[] = ['authority', 'name', 'validity', 'pathLength', 'keyKind'];

const FIELD_OF: { readonly [Code in Finding['code']]?: IssueField } = {
  'certificate/name-empty': 'name',
  'certificate/name-too-long': 'name',
  'certificate/name-character': 'name',
  'certificate/module-name': 'name',
  'certificate/name-of-issuer': 'name',
  'certificate/issuer-names': 'name',
  'certificate/file-name-taken': 'name',
  'certificate/dates-backwards': 'validity',
  'certificate/dates-out-of-range': 'validity',
  'certificate/already-ended': 'validity',
  'certificate/outlives-issuer': 'validity',
  'certificate/begins-before-issuer': 'validity',
  'certificate/path-length-beyond-issuer': 'pathLength',
  'certificate/key-kind-unsure': 'keyKind',
};

/** Gives what a verdict about a certificate says to each field of its form: the first fault, and every note. */
export function fieldsOfVerdict(verdict: Verdict<unknown>): ReadonlyMap<IssueField, FieldJudgement> {
  const faults = verdict.ok ? [] : verdict.findings;
  const notes = verdict.ok ? verdict.notes : [];
  return new Map(
    FIELDS.map((field) => [
      field,
      {
        error: faults.find(({ code }) => fieldOf(code) === field),
        notes: notes.filter(({ code }) => fieldOf(code) === field),
      },
    ]),
  );
}

/** What is said of no field is said of who signs; IDs (`id/…`) are names. */
function fieldOf(code: Finding['code']): IssueField {
  return FIELD_OF[code] ?? (code.startsWith('id/') ? 'name' : 'authority');
}
