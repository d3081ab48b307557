import { nothing, type TemplateResult } from 'lit';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import type { CloudDeviceRow, CloudDeviceStatus, DeviceAccess } from '#app/cloud-devices';
import { icons, type Icon } from '../../elements/icon/icon.ts';
import type { MenuItem } from '../../elements/menu/menu-button.ts';
import { tag, type TagTone } from '../../elements/tag/tag.ts';

const TONES: Readonly<Record<CloudDeviceStatus, TagTone>> = {
  blocked: 'err',
  waiting: 'warn',
  unassociated: 'plain',
  registered: 'info',
  provisioned: 'ok',
};

const ICONS: Readonly<Record<DeviceAccess, Icon>> = {
  approve: icons.check,
  block: icons.unplug,
  unblock: icons.plug,
  reset: icons.refresh,
  move: icons.server,
};

/** Whether a row is a module: what lets in and keeps out belongs to its device. */
export function isModule({ id }: Pick<CloudDeviceRow, 'id'>): boolean {
  return id.includes('/');
}

/** IoT Central's one word for a device; modules have none. */
export function deviceStatusTag(device: Pick<CloudDeviceRow, 'id' | 'status'>): TemplateResult | typeof nothing {
  const { status } = device;
  return isModule(device) ? nothing : tag(uiCloudWords.status.words[status], TONES[status]);
}

/** What can be done now to let a device in or keep it out, the likeliest first. */
export function listAccess({ status, source }: Pick<CloudDeviceRow, 'status' | 'source'>): readonly DeviceAccess[] {
  const first: readonly DeviceAccess[] =
    status === 'waiting' ? ['approve', 'block'] : status === 'blocked' ? ['unblock'] : ['block'];
  // What was added to the hub by hand has no registration to go back to, or to be told another hub by; and what is not
  // in yet has nothing to give up.
  return source === 'hub' || status === 'waiting' || status === 'registered' ? first : [...first, 'reset', 'move'];
}

/** The same as items of a menu. */
export function accessItems(device: CloudDeviceRow, run: (access: DeviceAccess) => void): readonly MenuItem[] {
  return listAccess(device).map((access) => accessItem(access, run));
}

/** One of them. */
export function accessItem(access: DeviceAccess, run: (access: DeviceAccess) => void): MenuItem {
  return { label: uiCloudWords.access.verbs[access], icon: ICONS[access], run: () => run(access) };
}
