import { printVariable } from '../export/print-variable.ts';
import { quoteForShell } from '../export/quote-for-shell.ts';
import { printConnectionString } from '../identity/connection-string.ts';
import type { KeptCertificate } from '../ports/certificate-maker.ts';
import { certificateExportWords } from '../words/en/certificate-export.ts';
import type { OutputSettings } from './certificate-output.ts';
import { pathOn } from './device-path.ts';
import { namesOf } from './output-names.ts';
import { requireSetting } from './require-setting.ts';

/**
 * Prints the environment of a device with a certificate: the names of the Plug and Play and IoT Central samples, those of
 * the samples of Python, Node and embedded C, and where the hub is known those of its samples. No password stands in it.
 * Throws a TypeError for a value that `printVariable` cannot print.
 */
export function printX509Env(certificate: KeptCertificate, settings: OutputSettings): string {
  const { commonName } = certificate.facts;
  const { directory, dpsHost, hubHost } = settings;
  const idScope = requireSetting(settings, 'idScope');
  const names = namesOf(certificate);
  const shown = pathOn(directory, names.shown);
  const key = pathOn(directory, names.key);
  const store = pathOn(directory, names.store);
  const merge = `cat ${[shown, key].map(quoteForShell).join(' ')} > ${quoteForShell(store)}`;
  return [
    ...printVariables({
      IOTHUB_DEVICE_SECURITY_TYPE: 'DPS',
      IOTHUB_DEVICE_DPS_ENDPOINT: dpsHost,
      IOTHUB_DEVICE_DPS_ID_SCOPE: idScope,
      IOTHUB_DEVICE_DPS_DEVICE_ID: commonName,
      IOTHUB_DEVICE_X509_CERT: shown,
      IOTHUB_DEVICE_X509_KEY: key,
    }),
    `# ${certificateExportWords.dotNetSamples}`,
    `# ${printVariable('IOTHUB_DEVICE_X509_CERT', pathOn(directory, names.pfx))}`,
    '# IOTHUB_DEVICE_X509_PASSWORD=',
    ...printVariables({
      PROVISIONING_HOST: dpsHost,
      PROVISIONING_IDSCOPE: idScope,
      PROVISIONING_REGISTRATION_ID: commonName,
      DPS_X509_REGISTRATION_ID: commonName,
      CERTIFICATE_FILE: shown,
      KEY_FILE: key,
      X509_CERT_FILE: shown,
      X509_KEY_FILE: key,
    }),
    `# ${certificateExportWords.certificateStore(merge)}`,
    ...printVariables({
      AZ_IOT_PROVISIONING_ID_SCOPE: idScope,
      AZ_IOT_PROVISIONING_REGISTRATION_ID: commonName,
      AZ_IOT_DEVICE_X509_CERT_PEM_FILE_PATH: store,
    }),
    ...(hubHost === undefined ? [] : printVariables(describeHub(commonName, hubHost, shown, key))),
    '',
  ].join('\n');
}

function describeHub(deviceId: string, hubHost: string, certificate: string, key: string): Record<string, string> {
  const connection = { hostName: hubHost, deviceId, credential: { kind: 'x509' } } as const;
  return {
    IOTHUB_DEVICE_CONNECTION_STRING: printConnectionString(connection),
    PATH_TO_CERTIFICATE_FILE: certificate,
    PATH_TO_KEY_FILE: key,
    HOSTNAME: hubHost,
    DEVICE_ID: deviceId,
    AZ_IOT_HUB_HOSTNAME: hubHost,
    AZ_IOT_HUB_DEVICE_ID: deviceId,
  };
}

function printVariables(variables: Readonly<Record<string, string>>): string[] {
  return Object.entries(variables).map(([name, value]) => printVariable(name, value));
}
