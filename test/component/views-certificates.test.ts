import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { EMPTY_SHELF, SAMPLE_SHELF, sampleCertificate, sampleFacts } from '../support/certificate-samples.ts';
import type { FakeServices } from '../support/fake-services.ts';
import vectors from '../vectors/x509.json';
import { asked, expectGoodRoom, submit } from './support/certificates-room.ts';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

/** An authority whose certificate can be read: new ones are judged by it. */
const ROOT: KeptCertificate = sampleCertificate(
  'root',
  sampleFacts('Vector root', {
    derBase64: vectors.root.slice(1, -1).join(''),
    isAuthority: true,
    notAfter: Date.UTC(2049, 0, 1),
  }),
  { authorityId: 'root' },
);
const REAL_SHELF: Shelf = { ...EMPTY_SHELF, certificates: [ROOT] };

async function openRoom(shelf = SAMPLE_SHELF, fragment = '#/certificates', prepare?: (services: FakeServices) => void) {
  const bench = await openWorkbench(fragment, (services) => {
    services.certificates.setShelf(shelf);
    prepare?.(services);
  });
  await bench.eventually(() => bench.host.querySelector('dw-certificates-view h1'));
  await settle(bench.host);
  return bench;
}

const dialogText = (bench: Workbench): string => bench.find('dialog[open]').innerText;
const errorOf = (bench: Workbench, id: string): string | undefined =>
  bench.host.querySelector<HTMLElement>(`#${id}-error`)?.innerText;

describe.each([
  ['phone', 390],
  ['desktop', 1440],
] as const)('on a %s', (_, width) => {
  test.each(['light', 'dark'])('axe has nothing against the room in %s colours, and its dialogs', async (theme) => {
    await page.viewport(width, 4000);
    document.documentElement.dataset['theme'] = theme;
    const isGood = (bench: Workbench): Promise<void> => expectGoodRoom(bench, width);
    const empty = await openRoom(EMPTY_SHELF);
    await isGood(empty);
    empty.services.certificates.setShelf(SAMPLE_SHELF);
    await empty.eventually(() => empty.host.querySelector('.authorities'));
    await isGood(empty);
    await empty.press('button', 'Import');
    await isGood(empty);
    await submit(empty);
    await isGood(empty);
    await empty.press('button', 'Cancel');
    await empty.press('button', 'Make a root');
    await submit(empty);
    await isGood(empty);
  });
});

describe('the tab of the authorities', () => {
  test('says what an authority is where there is none, and offers to make or import one', async () => {
    const bench = await openRoom(EMPTY_SHELF);
    expect(bench.text()).toContain('No authority yet');
    expect(bench.text()).toContain('Azure is shown its certificate once');
    for (const name of ['Make a root', 'Import']) expect(bench.byRole('button', name)).toBeDefined();
  });

  test('is a tree: who signed whom and how many, until when, and where the key is', async () => {
    const bench = await openRoom();
    const roots = bench.findAll('.authorities-box > .authorities > .authority-branch');
    expect(roots.map((one) => one.querySelector('.authority-link')?.textContent)).toEqual([
      'Contoso Root CA',
      'Fabrikam Root CA',
    ]);
    const below = roots[0]?.querySelector<HTMLElement>(':scope > .authorities .authority-row')?.innerText;
    expect(below).toContain('Contoso Plant CA');
    expect(below).toContain('Intermediate authority');
    expect(below).toContain('304 certificates');
    expect(below).toContain('306 log entries');
    expect(below).toContain('Bound to this browser');
    expect(below).toContain('4 Jan 2031');
    expect(bench.text()).toContain('1 authority');
    expect(roots[1]?.innerText).toContain('Not here');
    expect(roots[1]?.innerText).toContain('20 days left');
  });

  test('leads to the page of each, and back', async () => {
    const bench = await openRoom();
    await bench.press('link', 'Contoso Plant CA');
    await bench.eventually(() => bench.host.querySelector('h1')?.textContent === 'Contoso Plant CA');
    expect(location.hash).toBe('#/certificates/authorities/intermediate');
    await bench.eventually(() => document.activeElement?.localName === 'h1');
    await bench.press('link', 'Authorities');
    await bench.eventually(() => bench.host.querySelector('.authorities'));
  });

  test('offers of each whose key is here what it may sign', async () => {
    const bench = await openRoom();
    const menus = bench.findAll('[aria-label^="Actions for"]').filter((one) => one.matches('button'));
    expect(menus.map((one) => one.getAttribute('aria-label'))).toEqual([
      'Actions for Contoso Root CA',
      'Actions for Contoso Plant CA',
    ]);
    const itemsOf = async (name: string): Promise<string[]> => {
      await bench.press('button', `Actions for ${name}`);
      const items = bench.findAll('[role=menuitem]').filter((one) => one.checkVisibility());
      await userEvent.keyboard('{Escape}');
      return items.map((one) => one.innerText.trim());
    };
    expect(await itemsOf('Contoso Root CA')).toEqual(['Make a device certificate', 'Make an intermediate']);
    expect(await itemsOf('Contoso Plant CA')).toEqual(['Make a device certificate']);
  });
});

describe('making a root', () => {
  test('takes a name alone, and shows its page', async () => {
    const bench = await openRoom(EMPTY_SHELF);
    await bench.press('button', 'Make a root');
    expect(document.activeElement?.id).toBe('authority-name');
    expect(dialogText(bench)).toContain('From 5 Jan 2026, 09:10 UTC to 5 Jan 2036, 09:10 UTC.');
    await submit(bench);
    expect(errorOf(bench, 'authority-name')).toContain('any name');
    expect(document.activeElement?.id).toBe('authority-name');
    await userEvent.fill(bench.find('#authority-name'), 'Contoso Root CA');
    await submit(bench);
    await bench.eventually(() => bench.host.querySelector('h1')?.textContent === 'Contoso Root CA');
    expect(asked(bench, 'makeAuthority')).toMatchObject([
      [
        'makeAuthority',
        {
          commonName: 'Contoso Root CA',
          authorityId: undefined,
          keyKind: 'P-256',
          profile: 'azure',
          keyPlace: 'vault',
          validity: { notAfter: Date.UTC(2036, 0, 5, 9, 10, 11) },
        },
      ],
    ]);
    expect(bench.text()).toContain('Contoso Root CA was made');
    expect(location.hash).toBe('#/certificates/authorities/made-1');
  });

  test('takes a period by its days, or until a date, from a date on; and says when it cannot be read', async () => {
    const bench = await openRoom(EMPTY_SHELF);
    await bench.press('button', 'Make a root');
    await userEvent.fill(bench.find('#authority-name'), 'Root');
    await userEvent.click(bench.byRole('radio', 'Days').closest('label') as HTMLElement);
    await userEvent.fill(bench.find('#authority-amount'), 'x');
    expect(errorOf(bench, 'authority-amount')).toContain('a whole number');
    await userEvent.click(bench.byRole('radio', 'Until a date').closest('label') as HTMLElement);
    await userEvent.selectOptions(bench.find('#authority-start'), 'date');
    await submit(bench);
    expect(errorOf(bench, 'authority-until')).toContain('the last day');
    expect(errorOf(bench, 'authority-from')).toContain('the first day');
    await userEvent.fill(bench.find('#authority-from'), '2026-02-01');
    await userEvent.fill(bench.find('#authority-until'), '2026-01-31');
    await settle(bench.host);
    expect(errorOf(bench, 'authority-until')).toContain('Choose a later end');
    await userEvent.fill(bench.find('#authority-until'), '2027-01-31');
    await submit(bench);
    await bench.eventually(() => asked(bench, 'makeAuthority').length === 1);
    expect(asked(bench, 'makeAuthority')).toMatchObject([
      ['makeAuthority', { validity: { notBefore: Date.UTC(2026, 1, 1), notAfter: Date.UTC(2027, 0, 31, 23, 59, 59) } }],
    ]);
  });

  test('follows the profile that is chosen, and says what each choice means', async () => {
    const bench = await openRoom(EMPTY_SHELF);
    await bench.press('button', 'Make a root');
    await userEvent.click(bench.find('dialog[open] summary'));
    await userEvent.selectOptions(bench.find('#authority-profile'), 'cert-gen');
    expect(bench.find<HTMLInputElement>('#authority-name').value).toBe('Azure IoT Hub CA Cert Test Only');
    expect(bench.find<HTMLSelectElement>('#authority-key-kind').value).toBe('RSA-4096');
    expect(dialogText(bench)).toContain('may take many seconds');
    expect(dialogText(bench)).toContain('Its mistakes are not copied');
    expect(dialogText(bench)).toContain('the authority is gone when this browser’s storage is cleared');
    await userEvent.click(bench.byRole('radio', 'Sealed, exportable').closest('label') as HTMLElement);
    expect(dialogText(bench)).not.toContain('the authority is gone');
    await submit(bench);
    await bench.eventually(() => asked(bench, 'makeAuthority').length === 1);
    expect(asked(bench, 'makeAuthority')).toMatchObject([
      ['makeAuthority', { profile: 'cert-gen', keyKind: 'RSA-4096', keyPlace: 'vault-exportable' }],
    ]);
  });

  test('that takes long says so, and is given up by Cancel', async () => {
    const bench = await openRoom(EMPTY_SHELF);
    bench.services.certificates.hold('makeAuthority');
    await bench.press('button', 'Make a root');
    await userEvent.click(bench.find('dialog[open] summary'));
    await userEvent.selectOptions(bench.find('#authority-key-kind'), 'RSA-4096');
    await userEvent.fill(bench.find('#authority-name'), 'Slow Root');
    await submit(bench);
    expect(dialogText(bench)).toContain('Making the key (RSA, 4096 bits)');
    expect(dialogText(bench)).toContain('a matter of luck');
    expect(await complaints(bench.find('dialog[open]'))).toEqual([]);
    await bench.press('button', 'Cancel');
    await bench.eventually(() => bench.host.querySelector('dialog[open]') === null);
    expect(asked(bench, 'cancelMaking').length).toBe(1);
    expect(bench.text()).toContain('No authority yet');
    expect(bench.host.querySelector('.notice')).toBeNull();
    await bench.press('button', 'Make a root');
    expect(bench.find<HTMLInputElement>('#authority-name').value).toBe('');
  });

  test('that is refused says why in the dialog, which keeps what was typed', async () => {
    const bench = await openRoom(EMPTY_SHELF);
    bench.services.certificates.fail('makeAuthority', new WorkbenchError('vault/full', {}));
    await bench.press('button', 'Make a root');
    await userEvent.fill(bench.find('#authority-name'), 'Root');
    await submit(bench);
    await bench.eventually(() => bench.host.querySelector('dialog[open] [role=alert]'));
    expect(bench.find<HTMLInputElement>('#authority-name').value).toBe('Root');
  });
});

describe('making an intermediate', () => {
  test('is asked of the menu of its issuer, and ends with that at the latest', async () => {
    const bench = await openRoom(REAL_SHELF);
    await bench.press('button', 'Actions for Vector root');
    await bench.press('menuitem', 'Make an intermediate');
    expect(dialogText(bench)).toContain('Make an intermediate below Vector root');
    await userEvent.fill(bench.find('#authority-name'), 'Plant CA');
    await userEvent.fill(bench.find('#authority-amount'), '40');
    await submit(bench);
    expect(errorOf(bench, 'authority-amount')).toContain('ends at 2049-01-01 00:00:00 UTC');
    await userEvent.fill(bench.find('#authority-amount'), '5');
    await submit(bench);
    await bench.eventually(() => bench.host.querySelector('h1')?.textContent === 'Plant CA');
    expect(asked(bench, 'makeAuthority')).toMatchObject([
      ['makeAuthority', { commonName: 'Plant CA', authorityId: 'root', pathLength: 0 }],
    ]);
  });

  test('below one that has ended is refused at once', async () => {
    const bench = await openRoom(REAL_SHELF);
    await bench.services.clock.advance(Date.UTC(2050, 0, 1) - bench.services.clock.now());
    await bench.press('button', 'Actions for Vector root');
    await bench.press('menuitem', 'Make an intermediate');
    expect(dialogText(bench)).toContain('The issuer has ended');
  });
});

describe('importing', () => {
  const openImport = async (): Promise<Workbench> => {
    const bench = await openRoom(EMPTY_SHELF);
    await bench.press('button', 'Import');
    return bench;
  };

  test('takes text and several files together, says what it found, and shows it', async () => {
    const bench = await openImport();
    await userEvent.upload(bench.find('#import-source-file'), [
      new File(['one'], 'ca.pem'),
      new File([Uint8Array.of(0x30, 1)], 'ca.der'),
    ]);
    await bench.eventually(() => bench.findAll('.source-file').length === 2);
    await userEvent.fill(bench.find('#import-source'), '-----BEGIN CERTIFICATE-----');
    await submit(bench);
    await bench.eventually(() => dialogText(bench).includes('Imported CA was imported'));
    const [call] = asked(bench, 'importCertificate') as [string, { parts: unknown[] }, string][];
    expect(call?.[1].parts).toEqual([
      new Uint8Array([111, 110, 101]),
      Uint8Array.of(0x30, 1),
      '-----BEGIN CERTIFICATE-----',
    ]);
    expect(call?.[2]).toBe('vault');
    expect(dialogText(bench)).toContain('Root authority. Its key was with it, and is sealed here.');
    await bench.press('button', 'Show it');
    await bench.eventually(() => bench.host.querySelector('h1')?.textContent === 'Imported CA');
  });

  test('says that something must be there, and takes a file back', async () => {
    const bench = await openImport();
    await submit(bench);
    expect(errorOf(bench, 'import-source')).toContain('Choose files, or paste');
    expect(document.activeElement?.id).toBe('import-source');
    await userEvent.upload(bench.find('#import-source-file'), new File(['one'], 'ca.pem'));
    await bench.press('button', 'Remove ca.pem');
    await submit(bench);
    expect(asked(bench, 'importCertificate')).toEqual([]);
  });

  test('asks for a password when one is needed, and again when it is wrong', async () => {
    const bench = await openImport();
    await userEvent.fill(bench.find('#import-source'), 'x');
    bench.services.certificates.fail('importCertificate', new WorkbenchError('pkcs/password-missing', { what: 'pfx' }));
    await submit(bench);
    await bench.eventually(() => errorOf(bench, 'import-password'));
    expect(document.activeElement?.id).toBe('import-password');
    expect(await complaints(bench.find('dialog[open]'))).toEqual([]);
    await userEvent.fill(bench.find('#import-password'), 'guess');
    expect(errorOf(bench, 'import-password')).toBeUndefined();
    bench.services.certificates.fail('importCertificate', new WorkbenchError('pkcs/password-wrong', { what: 'pfx' }));
    await submit(bench);
    await bench.eventually(() => errorOf(bench, 'import-password'));
    await userEvent.fill(bench.find('#import-password'), 'right');
    await submit(bench);
    await bench.eventually(() => dialogText(bench).includes('was imported'));
    const passwords = (asked(bench, 'importCertificate') as [string, { password?: string }][]).map(
      ([, { password }]) => password,
    );
    expect(passwords).toEqual([undefined, 'guess', 'right']);
    await bench.press('button', 'Import more');
    expect(bench.host.querySelector('#import-password')).toBeNull();
    expect(bench.find<HTMLTextAreaElement>('#import-source').value).toBe('');
  });

  test('keeps a key where it is to be kept, and says what cannot be read', async () => {
    const bench = await openImport();
    await userEvent.click(bench.byRole('radio', 'Bound to this browser').closest('label') as HTMLElement);
    await userEvent.fill(bench.find('#import-source'), 'x');
    bench.services.certificates.fail('importCertificate', new WorkbenchError('certificate/key-alone', {}));
    await submit(bench);
    await bench.eventually(() => bench.host.querySelector('dialog[open] [role=alert]'));
    expect((asked(bench, 'importCertificate') as [string, unknown, string][])[0]?.[2]).toBe('browser');
    expect(bench.find<HTMLTextAreaElement>('#import-source').value).toBe('x');
  });

  test('takes a file that is dropped while the dialog is open, but none that is too large', async () => {
    const bench = await openImport();
    const drop = (file: File): void => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(file);
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    };
    drop(new File(['one'], 'dropped.pem'));
    await bench.eventually(() => dialogText(bench).includes('dropped.pem'));
    drop(new File([new Uint8Array(4_194_305)], 'film.mp4'));
    await bench.eventually(() => errorOf(bench, 'import-source')?.includes('film.mp4 is larger'));
    expect(bench.findAll('.source-file').length).toBe(1);
  });
});

describe('what is kept', () => {
  test('that cannot be read is told, and asked for again', async () => {
    const bench = await openWorkbench('#/certificates', ({ certificates }) => {
      const { watch } = certificates;
      let failures = 1;
      Object.assign(certificates, {
        watch: (listener: (shelf: Shelf) => void) => {
          failures -= 1;
          return failures < 0 ? watch(listener) : Promise.reject(new WorkbenchError('vault/unavailable', {}));
        },
      });
    });
    await bench.press('button', 'Try again');
    await bench.eventually(() => bench.text().includes('No authority yet'));
  });

  test('but not under an id that is gone leads back to all', async () => {
    const bench = await openRoom(SAMPLE_SHELF, '#/certificates/authorities/gone');
    expect(bench.text()).toContain('This certificate is not here');
    await bench.press('link', 'All certificates');
    await bench.eventually(() => bench.host.querySelector('.authorities'));
  });

  test('is shown anew when it changes, in this tab or another', async () => {
    const bench = await openRoom(EMPTY_SHELF);
    bench.services.certificates.setShelf(REAL_SHELF);
    await bench.eventually(() => bench.text().includes('Vector root'));
  });
});
