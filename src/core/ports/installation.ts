import type { ReadableStore } from '../store.ts';

/** Which build a copy is of: the product's version, and a digest over all its files. */
export interface AppBuild {
  readonly version: string;
  readonly digest: string;
}

/** How the app stands with working offline. One word at a time, never a set of flags. */
export type OfflineState =
  /** Not looked at yet. */
  | { readonly kind: 'unknown' }
  /** `development`: the development server keeps no copy. `browser`: this browser, or this page in it, cannot. */
  | { readonly kind: 'unsupported'; readonly reason: 'development' | 'browser' }
  /** The first copy is being fetched. */
  | { readonly kind: 'preparing' }
  /** The first copy could not be made; the next visit tries again. */
  | { readonly kind: 'not-kept' }
  /** The app opens with its server stopped. `build` is undefined where the copy does not say. */
  | { readonly kind: 'ready'; readonly build: AppBuild | undefined }
  /** Ready, and a newer build is there and waits for the user's word. */
  | { readonly kind: 'update-waiting'; readonly build: AppBuild | undefined }
  /** The user has said so: the newer build takes over, and the page reloads. */
  | { readonly kind: 'updating' }
  /** A newer build was let in by another tab, or by this one, whose user then stayed; this page is still the older one. */
  | { readonly kind: 'updated-elsewhere' }
  /** This page is the copy, and what answers at its address now is not Device Workbench. */
  | { readonly kind: 'other-program' }
  /** The user has removed the copy. */
  | { readonly kind: 'removed' };

/** What it takes to put the app beside the other apps of this machine. */
export type InstallState =
  /** It is, and this page runs in a window of its own. */
  | { readonly kind: 'installed' }
  /** `promptInstall` opens the browser's dialog. */
  | { readonly kind: 'offered' }
  /** The browser makes no offer; the user has to do it in the browser's own menus. */
  | { readonly kind: 'by-hand'; readonly browser: InstallingBrowser };

/** Browsers whose way of installing differs. */
export type InstallingBrowser = 'safari-ios' | 'safari-mac' | 'firefox-android' | 'firefox' | 'other';

/** Whether the browser may clear what the app keeps, when the disk gets short. */
export type StorageState =
  /** Not asked yet, or the browser does not tell. */
  | 'unknown'
  | 'kept'
  | 'may-be-cleared'
  /** It was asked to keep it, and did not agree. */
  | 'refused';

/** The app as the browser keeps it: its offline copy, its place beside other apps, and the storage of both. */
export interface Installation {
  readonly offline: ReadableStore<OfflineState>;
  readonly install: ReadableStore<InstallState>;
  readonly storage: ReadableStore<StorageState>;
  /** Looks for a newer build, and whether the copy and its storage are as they were. Never rejects. */
  look(): Promise<void>;
  /** Lets the waiting build take over and reloads this page, which ends what runs in it. */
  update(): void;
  /** Loads this page again, which ends what runs in it. */
  reload(): void;
  /** Opens the browser's own dialog, once per offer. */
  promptInstall(): Promise<void>;
  /** Asks the browser to keep the app's storage when the disk gets short; some browsers ask the user in turn. */
  keepStorage(): Promise<void>;
  /** Removes the offline copy and nothing else: devices and keys stay. The next visit makes a new copy. */
  forget(): Promise<void>;
}
