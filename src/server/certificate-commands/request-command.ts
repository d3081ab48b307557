import { encodeBase64 } from '#core/bytes/base64';
import { printEncryptedKey, printKey } from '#core/certificate-export/print-key';
import { fileNamesOf } from '#core/issuing/file-names';
import { issueSigningRequest } from '#core/issuing/issue-signing-request';
import { judgeCommonName } from '#core/issuing/judge-name';
import { generateKeyPair } from '#core/issuing/key-pair';
import { printPem } from '#core/x509/pem';
import { forbidTogether } from '../commands/command-options.ts';
import { flag, text, value } from '../commands/option-set.ts';
import { settle } from '../commands/refusal.ts';
import type { CertificateCommand } from './certificate-command.ts';
import { FOLDER_OPTIONS, KEY_FILE_OPTIONS } from './certificate-options.ts';
import { readKeyKind } from './certificate-values.ts';
import { chooseFilePassword, printPasswordFile } from './file-password.ts';
import { requireOption } from './require-option.ts';
import type { ResultFile } from './result.ts';

const OPTIONS = {
  ...FOLDER_OPTIONS,
  commonName: text('--common-name', '--name', '--cn', '--device-id', '-d'),
  forDps: flag('--for-dps'),
  keyKind: value(readKeyKind, '--key-kind'),
  ...KEY_FILE_OPTIONS,
};

/** `certificate request`: a new key, and a request for its certificate. */
export const REQUEST: CertificateCommand<typeof OPTIONS> = {
  options: OPTIONS,
  async make(options, context) {
    const { forDps, plainKey } = options;
    const wished = requireOption(options.commonName, '--common-name');
    forbidTogether(['--for-dps', forDps], ['--key-kind', options.keyKind]);
    // What DPS has issued is for a device; any other may be for an authority, whose name is free.
    const commonName = settle(judgeCommonName(forDps ? 'device' : 'intermediate', wished), context.note);
    const password = await chooseFilePassword(options, ['pem'], context);
    const { crypto } = context;
    // Azure, "Certificate management with DPS": the issuing authority signs keys on P-384.
    const keyKind = forDps ? 'P-384' : (options.keyKind ?? 'P-256');
    const keys = await generateKeyPair(crypto.subtle, keyKind, true);
    const der = await issueSigningRequest(crypto, { commonName, keys });
    const names = fileNamesOf({ profile: 'azure', role: 'device', name: commonName });
    const files: ResultFile[] = [
      { form: 'request', name: names.request, content: printPem('CERTIFICATE REQUEST', der), isSecret: false },
    ];
    if (forDps) {
      const name = names.request.replace(/\.pem$/, '.base64.txt');
      files.push({ form: 'request-base64', name, content: `${encodeBase64(der)}\n`, isSecret: false });
    }
    const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
    files.push(
      plainKey
        ? { form: 'key', name: names.key, content: printKey(pkcs8), isSecret: true }
        : {
            form: 'encrypted-key',
            name: names.encryptedKey,
            content: await printEncryptedKey(crypto, pkcs8, { ...password }),
            isSecret: true,
          },
    );
    return { made: [{ kind: 'request', commonName, keyKind, files }], ...printPasswordFile(password, names.archive) };
  },
};
