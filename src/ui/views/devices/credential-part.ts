import { html, nothing, type TemplateResult } from 'lit';
import { usesDps, usesKeptCertificate } from '#app/stores/device-draft';
import type { Endpoint, KnownClouds } from '#app/stores/endpoint';
import type { FieldNote } from '../../elements/field/field.ts';
import {
  certificateField,
  certificateFields,
  hubFields,
  registrationPart,
  serviceField,
  type CertificateFieldsOptions,
} from './certificate-fields.ts';
import { connectionField, keyFields, placeField, registrationFields } from './draft-fields.ts';

/** What a device proves itself with, and where it registers or connects. */
export interface CredentialPartOptions extends CertificateFieldsOptions {
  readonly clouds: KnownClouds;
  /** Beside the choice of a provisioning service. */
  readonly localNotes: readonly FieldNote[];
  readonly onEndpoint: (endpoint: Endpoint) => void;
}

/** The fields of the way that is chosen. */
export function credentialPart(options: CredentialPartOptions): TemplateResult {
  const { editor, clouds } = options;
  const { way } = editor.draft;
  if (way === 'certificate') return certificatePart(options);
  if (way !== 'connection-string') return html`${registration(options)}${keyFields(editor)}`;
  return html`${connectionField(editor)}${
    usesKeptCertificate(editor.draft) ? certificateField(options) : nothing
  }${placeField(editor, clouds)}`;
}

function certificatePart(options: CredentialPartOptions): TemplateResult {
  const { editor, choices, clouds } = options;
  const isKept = editor.draft.store === 'kept';
  // Where there is no certificate to choose, nothing else is of use yet.
  if (isKept && choices.length === 0) return certificateFields(options);
  return html`${certificateFields(options)}${serviceField(editor)}
  ${
    usesDps(editor.draft)
      ? html`${registration(options)}${isKept ? registrationPart(options) : nothing}`
      : html`${hubFields(editor)}${placeField(editor, clouds)}`
  }`;
}

function registration({ editor, clouds, localNotes, onEndpoint }: CredentialPartOptions): TemplateResult {
  return registrationFields({ editor, clouds, onChoose: onEndpoint, notes: localNotes });
}
