import type { Installation, InstallState, OfflineState, StorageState } from '#core/ports/installation';
import { createStore, type Store } from '#core/store';

/** An installation whose states a test sets by hand. */
export interface FakeInstallation extends Installation {
  readonly offline: Store<OfflineState>;
  readonly install: Store<InstallState>;
  readonly storage: Store<StorageState>;
  /** What was asked of it, in order. */
  readonly asked: string[];
}

/** Gives an installation that is ready offline, not installed, and does nothing but note what it is asked. */
export function createFakeInstallation(): FakeInstallation {
  const asked: string[] = [];
  return {
    offline: createStore<OfflineState>({ kind: 'ready', build: { version: '1.2.3', digest: '0123456789ab' } }),
    install: createStore<InstallState>({ kind: 'by-hand', browser: 'other' }),
    storage: createStore<StorageState>('unknown'),
    asked,
    look: async () => void asked.push('look'),
    update: () => void asked.push('update'),
    reload: () => void asked.push('reload'),
    promptInstall: async () => void asked.push('prompt'),
    keepStorage: async () => void asked.push('keep'),
    forget: async () => void asked.push('forget'),
  };
}
