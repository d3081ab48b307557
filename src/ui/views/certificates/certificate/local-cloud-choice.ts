import { nothing, type TemplateResult } from 'lit';
import { uiCertificateProofWords } from '#core/words/en/ui-certificate-proof';
import type { App } from '#app/app';
import type { LocalCloudAddress } from '#app/services';
import type { ServerCloudSight } from '#app/stores/server-cloud';
import { segmented } from '../../../elements/field/segmented.ts';
import type { CloudPlace } from '../../../routes.ts';

const words = uiCertificateProofWords.cloud;

/** The local cloud that is meant: what was chosen; else the server's, where there is one. */
export function placeMeant(chosen: CloudPlace | undefined, server: ServerCloudSight): CloudPlace {
  return chosen ?? (server === 'there' ? 'server' : 'browser');
}

/** The address of a local cloud. */
export function addressAt(place: CloudPlace, { services }: App): LocalCloudAddress {
  return place === 'browser' ? { kind: 'tab' } : { kind: 'node', origin: services.origin };
}

/** The choice between the local clouds; nothing where there is one alone. */
export function localCloudChoice(
  name: string,
  place: CloudPlace,
  server: ServerCloudSight,
  onChange: (place: CloudPlace) => void,
): TemplateResult | typeof nothing {
  if (server !== 'there') return nothing;
  return segmented<CloudPlace>({
    name,
    label: words.which,
    labelShown: true,
    options: [
      { value: 'server', label: words.places.server },
      { value: 'browser', label: words.places.browser },
    ],
    value: place,
    onChange,
  });
}
