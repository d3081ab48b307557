import '#ui/tokens/tokens';
import '#ui/views/shell/workbench-root';
import { createSystemClock } from '#adapters/clock/system-clock';
import { createLazyCamera } from '#adapters/camera/lazy-camera';
import { createBrowserClipboard } from '#adapters/clipboard/browser-clipboard';
import { createDownloadSaver } from '#adapters/files/download-saver';
import { createWebLocks } from '#adapters/locks/web-locks';
import { createChannelOperator } from '#adapters/operator/channel-operator';
import { createHttpOperator } from '#adapters/operator/http-operator';
import { createBrowserInstallation } from '#adapters/pwa/browser-installation';
import { createLocalPreferences } from '#adapters/preferences/local-preferences';
import { createScreenKeeper } from '#adapters/screen/keep-screen-awake';
import { CALL_CHANNEL, createBroadcastTabs } from '#adapters/tabs/broadcast-tabs';
import { connectCertificateMaker } from '#adapters/threads/connect-certificate-maker';
import { connectCodeReader } from '#adapters/threads/connect-code-reader';
import { connectDeviceHost } from '#adapters/threads/connect-device-host';
import { connectInspector } from '#adapters/threads/connect-inspector';
import { connectKeyMaker } from '#adapters/threads/connect-key-maker';
import { startCloudWhenSought } from '#adapters/threads/start-cloud-when-sought';
import { createEndableWorker, startOnce, startWorker } from '#adapters/threads/start-worker';
import { createTabCloudFinder } from '#adapters/threads/tab-cloud-finder';
import { createWorkbenchReader } from '#adapters/workbench/fetch-workbench';
import { createOperatorToken } from '#adapters/workbench/operator-token';
import { createApp } from '#app/app';
import { makeMistakeReport } from '#app/mistake-report';
import type { Services } from '#app/services';
import { createLinkedCode } from '#app/stores/linked-code';
import type { OperatorClient } from '#core/ports/rest';
import { createStore } from '#core/store';
import { VERSION } from '#core/version';
import { createRouter } from '#ui/routes';
import { followSecretFragments } from '#ui/secret-fragment';
import type { DialogName } from '#ui/services-context';
import { applyTheme } from '#ui/views/shell/apply-theme';
import { runWhenIdle } from '#ui/views/shell/run-when-idle';
import certificateWorkerUrl from './certificate-worker.ts?worker&url';
import cloudWorkerUrl from './cloud-worker.ts?worker&url';
import codeWorkerUrl from './code-worker.ts?worker&url';
import deviceWorkerUrl from './device-worker.ts?worker&url';
import inspectWorkerUrl from './inspect-worker.ts?worker&url';
import keyWorkerUrl from './key-worker.ts?worker&url';

const { crypto } = globalThis;
const clock = createSystemClock();
const deviceWorker = startWorker(deviceWorkerUrl, 'devices', tellMistake);
const startCloud = startOnce(cloudWorkerUrl, 'cloud', tellMistake);
const tabPorts = { clock, locks: createWebLocks(navigator.locks), crypto };
const tabOperator = createChannelOperator(tabPorts, createTabCloudFinder(tabPorts));
const readWorkbench = createWorkbenchReader((address, options) => fetch(address, options));
const token = createOperatorToken(readWorkbench);
const serverOperator = (origin: string): OperatorClient =>
  token.renewing(createHttpOperator({ origin, authorization: token.read }));

// The development server's files change under the page: it gets no offline copy.
const importCopy = import.meta.env.PROD ? () => import('#adapters/pwa/browser-copy') : undefined;
const installation = createBrowserInstallation(window, clock, importCopy);

const services: Services = {
  devices: connectDeviceHost(deviceWorker),
  keys: connectKeyMaker(startOnce(keyWorkerUrl, 'keys', tellMistake)),
  certificates: connectCertificateMaker(startOnce(certificateWorkerUrl, 'certificates', tellMistake)),
  inspector: connectInspector(createEndableWorker(inspectWorkerUrl, 'inspector', tellMistake), clock),
  codes: connectCodeReader(
    startOnce(codeWorkerUrl, 'frames', tellMistake),
    createEndableWorker(codeWorkerUrl, 'pictures', tellMistake),
  ),
  operator: (address) => (address.kind === 'tab' ? tabOperator : serverOperator(address.origin)),
  readWorkbench,
  clock,
  crypto,
  clipboard: createBrowserClipboard(navigator),
  files: createDownloadSaver(document),
  drawQr: async (text, level) => (await import('#adapters/qr-image/draw-qr')).drawQr(text, level),
  paintQr: async (matrix) => (await import('#adapters/qr-image/paint-qr')).paintQr(matrix),
  camera: createLazyCamera(async () => {
    const { createBrowserCamera } = await import('#adapters/camera/browser-camera');
    const { mediaDevices, permissions } = navigator;
    return createBrowserCamera({ isSecureContext, mediaDevices, permissions });
  }),
  keepScreenAwake: createScreenKeeper({ wakeLock: navigator.wakeLock, document }),
  preferences: createLocalPreferences(() => localStorage),
  otherTabs: createBroadcastTabs(new BroadcastChannel(CALL_CHANNEL)),
  installation,
  origin: location.origin,
  address: location.origin + location.pathname,
  about: { version: VERSION, browser: navigator.userAgent },
};

const app = createApp(services);
applyTheme(app.theme);
// An event without an error is a remark of the browser, such as on a ResizeObserver that goes on in the next frame.
window.addEventListener('error', ({ error }) => error instanceof Error && tellMistake(error));
window.addEventListener('unhandledrejection', ({ reason }) => tellMistake(reason));
startCloudWhenSought(startCloud);
followSecretFragments(window, ({ kind, text }) => {
  if (kind === 'connect') app.keep(createLinkedCode).set(text);
  else void app.run(() => pair(text));
});

const root = document.createElement('dw-workbench');
root.context = { app, router: createRouter(window), dialog: createStore<DialogName | undefined>(undefined) };
document.body.append(root);
// Once the worker runs, this browser has a cloud of its own whatever becomes of the server.
runWhenIdle(() => void startCloud());
runWhenIdle(() => void installation.begin());

/** Comes with its first use: few browsers are ever paired. */
async function pair(pairingToken: string): Promise<void> {
  const [{ pairWithServer }, { pairWithOrigin }] = await Promise.all([
    import('#app/use-cases/pair-with-server'),
    import('#adapters/workbench/pair-with-origin'),
  ]);
  const { notices, serverCloud } = app;
  const bring = (text: string): Promise<void> => pairWithOrigin((...asked) => fetch(...asked), text);
  await pairWithServer({ notices, serverCloud, pair: bring }, pairingToken);
}

/** What nobody foresaw and nothing caught is our mistake, and said. */
function tellMistake(error: unknown): void {
  app.notices.add({ kind: 'mistake', report: makeMistakeReport(error, services.about, clock.now()) });
}
