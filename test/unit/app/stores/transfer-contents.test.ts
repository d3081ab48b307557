import { expect, test } from 'vitest';
import { describeContents } from '#app/stores/transfer-contents';
import { bundleReal } from '../../../support/bundled-certificates.ts';
import { makeReal } from '../../../support/kept-certificates.ts';

test('a name that somebody else wrote is shown with everything that is in it', async () => {
  const issuer = await makeReal({ role: 'root', commonName: 'Root\u0000' });
  const certificate = await bundleReal(await makeReal({ role: 'device', commonName: 'pump\u202egnp', issuer }));
  expect(describeContents({ certificates: [certificate] })).toMatchObject({
    device: undefined,
    certificates: [{ commonName: 'pump<U+202E>gnp', issuers: ['Root<U+0000>'], keyKind: 'P-256', isAuthority: false }],
  });
});

test('an authority is called by its name, and by what it may', async () => {
  const root = await bundleReal(await makeReal({ role: 'root', commonName: 'Fleet Root' }));
  expect(describeContents({ certificates: [root] }).certificates).toMatchObject([
    { commonName: 'Fleet Root', issuers: [], isAuthority: true },
  ]);
});
