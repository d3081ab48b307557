import type { Camera } from '#core/ports/camera';
import type { CertificateMaker } from '#core/ports/certificate-maker';
import type { Clipboard } from '#core/ports/clipboard';
import type { Clock } from '#core/ports/clock';
import type { CodeReader } from '#core/ports/code-reader';
import type { DeviceHost } from '#core/ports/device-host';
import type { FileSaver } from '#core/ports/file-saver';
import type { Inspector } from '#core/ports/inspector';
import type { KeyMaker } from '#core/ports/key-maker';
import type { Installation } from '#core/ports/installation';
import type { DrawQr, PaintQr } from '#core/ports/qr-drawer';
import type { OtherTabs } from '#core/ports/other-tabs';
import type { Preferences } from '#core/ports/preferences';
import type { OperatorClient } from '#core/ports/rest';
import type { KeepScreenAwake } from '#core/ports/screen-wake';
import type { CloudAddress } from '#core/identity/device-record';

/** A local cloud: in the Node server that served the page, or in this browser. */
export type LocalCloudAddress = Exclude<CloudAddress, { kind: 'azure' }>;

/** What `/workbench.json` says of the server's own cloud. Holds keys: never kept in a store that views show. */
export interface WorkbenchInfo {
  readonly cloud: {
    readonly host: string;
    readonly idScope: string;
    readonly groupId: string;
    readonly primaryKey: string;
    readonly operatorToken: string;
  } | null;
}

/** Everything the app asks of the world. Made once by `entries/page.ts`; tests hand in fakes. */
export interface Services {
  readonly devices: DeviceHost;
  /** Works in a thread of its own, which begins with the first call. */
  readonly keys: KeyMaker;
  /** In a thread of its own, as well. */
  readonly certificates: CertificateMaker;
  /** Works in a thread of its own, which begins with the first call. */
  readonly inspector: Inspector;
  /** A signed-in client of one local cloud's operator interface. */
  readonly operator: (address: LocalCloudAddress) => OperatorClient;
  /** Asks the page's own origin for its cloud. Rejects when no server answers; the caller sets the time limit. */
  readonly readWorkbench: () => Promise<WorkbenchInfo>;
  readonly clock: Clock;
  readonly crypto: Pick<Crypto, 'getRandomValues' | 'subtle'>;
  readonly clipboard: Clipboard;
  readonly files: FileSaver;
  /** Comes with its first use. */
  readonly drawQr: DrawQr;
  readonly paintQr: PaintQr;
  readonly camera: Camera;
  /** Works in a thread of its own, which begins with the first call. */
  readonly codes: CodeReader;
  readonly keepScreenAwake: KeepScreenAwake;
  readonly preferences: Preferences;
  readonly otherTabs: OtherTabs;
  readonly installation: Installation;
  /** The page's origin, such as `http://localhost:8080`. */
  readonly origin: string;
  /** The page's address up to its path, which links to it begin with. */
  readonly address: string;
  /** For reports of our mistakes: the product's version and the browser's name. */
  readonly about: { readonly version: string; readonly browser: string };
}
