import type { LocalCloudAddress, Services, WorkbenchInfo } from '#app/services';
import { createFakeCamera, type FakeCamera } from './fake-camera.ts';
import { createFakeCertificateMaker, type FakeCertificateMaker } from './fake-certificate-maker.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createFakeCodeReader, type FakeCodeReader } from './fake-code-reader.ts';
import { createFakeDeviceHost, type FakeDeviceHost } from './fake-device-host.ts';
import { createFakeInspector, type FakeInspector } from './fake-inspector.ts';
import { createFakeKeyMaker, type FakeKeyMaker } from './fake-key-maker.ts';
import { createFakeInstallation, type FakeInstallation } from './fake-installation.ts';
import { createFakeOperator, type FakeOperator } from './fake-operator.ts';

/** Everything the app asks of the world, in memory. */
export interface FakeServices extends Services {
  readonly devices: FakeDeviceHost;
  readonly keys: FakeKeyMaker;
  readonly certificates: FakeCertificateMaker;
  readonly inspector: FakeInspector;
  readonly camera: FakeCamera;
  readonly codes: FakeCodeReader;
  readonly clock: FakeClock;
  readonly installation: FakeInstallation;
  /** Of the server's cloud, and of the cloud in the tab. */
  readonly operators: Readonly<Record<LocalCloudAddress['kind'], FakeOperator>>;
  /** What was copied, saved and called, in order; of a saved Blob its size and type. */
  readonly seen: string[];
  /** What the server says of its cloud. */
  setWorkbench(answer: () => Promise<WorkbenchInfo>): void;
}

/** The cloud of the server that a test's page came from. */
export const SERVER_CLOUD = {
  host: 'localhost',
  idScope: '0ne0000AAAA',
  groupId: 'SAS-IoT-Devices',
  primaryKey: btoa('s'.repeat(64)),
  operatorToken: 'SharedAccessSignature of-the-server',
};

/** The key of the group in the tab's cloud. */
export const TAB_GROUP_KEY = btoa('t'.repeat(64));

/** Gives services with no devices, a server that has a cloud, and a cloud in the tab. */
export function createFakeServices(): FakeServices {
  const clock = createFakeClock();
  const operators = { node: createFakeOperator(), tab: createFakeOperator() };
  const seen: string[] = [];
  let workbench: () => Promise<WorkbenchInfo> = () => Promise.resolve({ cloud: SERVER_CLOUD });
  operators.tab.answer('GET /_emu/cloud', 200, { host: 'this-browser.local', idScope: '0ne0000BBBB' });
  operators.tab.answer('GET /api/enrollmentGroups/SAS-IoT-Devices', 200, {
    attestation: { type: 'symmetricKey', symmetricKey: { primaryKey: TAB_GROUP_KEY, secondaryKey: TAB_GROUP_KEY } },
  });
  return {
    devices: createFakeDeviceHost(),
    keys: createFakeKeyMaker(clock),
    certificates: createFakeCertificateMaker(),
    inspector: createFakeInspector(),
    camera: createFakeCamera(),
    codes: createFakeCodeReader(),
    clock,
    operators,
    seen,
    setWorkbench: (answer) => void (workbench = answer),
    operator: (address) => operators[address.kind],
    readWorkbench: () => workbench(),
    crypto,
    clipboard: { write: async (text) => void seen.push(`copy ${text}`) },
    files: {
      save: (name, mediaType, content) => void seen.push(`save ${name} ${mediaType} ${describeContent(content)}`),
    },
    drawQr: async (text, level = 'L') => {
      seen.push(`draw ${level} ${text}`);
      return { size: 2, modules: Uint8Array.of(1, 0, 0, 1) };
    },
    paintQr: async ({ size }) => new Blob([`a picture of ${size} by ${size}`], { type: 'image/png' }),
    keepScreenAwake: () => {
      seen.push('keep awake');
      return () => void seen.push('let sleep');
    },
    preferences: { read: () => undefined, write: (name, value) => void seen.push(`prefer ${name} ${value}`) },
    otherTabs: { callOut: (name) => void seen.push(`call ${name}`), onCall: () => () => undefined },
    installation: createFakeInstallation(),
    origin: 'http://localhost:8080',
    address: 'http://localhost:8080/',
    about: { version: '1.2.3', browser: 'Test browser' },
  };
}

function describeContent(content: string | Blob): string {
  return typeof content === 'string' ? content : `${content.size} bytes of ${content.type}`;
}
