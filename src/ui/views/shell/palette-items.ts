import { deviceName } from '#core/identity/device-record';
import type { DeviceSummary } from '#core/ports/device-host';
import { uiDevicesWords } from '#core/words/en/ui-devices';
import { uiKeysWords } from '#core/words/en/ui-keys';
import { uiShellWords as words } from '#core/words/en/ui-shell';
import { THEMES } from '#app/stores/theme';
import { icons } from '../../elements/icon/icon.ts';
import type { PaletteItem } from '../../elements/palette/palette.ts';
import { CERTIFICATES, CONNECTIONS, HOME, INSPECT, KEYS, SCAN } from '../../routes.ts';
import type { ViewContext } from '../../services-context.ts';
import { switchDevice, tryIt, tryWithCertificate } from '../devices/device-actions.ts';
import { isRunning } from '../devices/device-status.ts';
import { makeNewKeys } from '../keys/make-new-keys.ts';

/** Everything that can be done or gone to, as it is now. */
export function paletteItems(context: ViewContext): PaletteItem[] {
  return [...actionItems(context), ...deviceItems(context), ...placeItems(context), ...themeItems(context)];
}

function actionItems(context: ViewContext): PaletteItem[] {
  const { app, dialog, router } = context;
  return [
    {
      id: 'add',
      label: uiDevicesWords.addDevice,
      hint: words.palette.action,
      icon: icons.plus,
      run: () => dialog.set('add-device'),
    },
    {
      id: 'try',
      label: uiDevicesWords.tryIt,
      hint: words.palette.action,
      icon: icons.wand,
      run: () => void tryIt(context),
    },
    {
      id: 'try-certificate',
      label: uiDevicesWords.tryCertificate,
      hint: words.palette.action,
      icon: icons.wand,
      run: () => void tryWithCertificate(context),
    },
    {
      id: 'new-group-keys',
      label: uiKeysWords.group.makeNewGroup,
      hint: words.palette.action,
      icon: icons.key,
      run: () => {
        router.go(KEYS);
        makeNewKeys(app, 64);
      },
    },
    {
      id: 'labels',
      label: uiKeysWords.printLabels,
      hint: words.palette.action,
      icon: icons.printer,
      run: () => router.go({ room: 'scan', tab: 'labels' }),
    },
    {
      id: 'shortcuts',
      label: words.shortcuts,
      hint: words.palette.action,
      icon: icons.keyboard,
      run: () => dialog.set('shortcuts'),
    },
    { id: 'about', label: words.about, hint: words.palette.action, icon: icons.info, run: () => dialog.set('about') },
  ];
}

function deviceItems({ app, router }: ViewContext): PaletteItem[] {
  const list = app.devices.state.get();
  if (list.kind !== 'ready') return [];
  const go = (id: string): void => router.go({ room: 'device', id, tab: undefined });
  const pages = list.devices.map(({ record }) => ({
    id: `go-${record.id}`,
    label: deviceName(record.route),
    hint: words.palette.device,
    icon: icons.device,
    run: () => go(record.id),
  }));
  const switches = list.devices.map((device) => switchItem(app, device));
  return [...pages, ...switches];
}

function switchItem(app: ViewContext['app'], device: DeviceSummary): PaletteItem {
  const name = deviceName(device.record.route);
  const running = isRunning(device.state);
  return {
    id: `switch-${device.record.id}`,
    label: running ? words.palette.stop(name) : words.palette.start(name),
    hint: words.palette.action,
    icon: running ? icons.power : icons.play,
    run: () => void switchDevice(app, device),
  };
}

function placeItems({ router }: ViewContext): PaletteItem[] {
  const cloud = { room: 'cloud', place: undefined, tab: 'devices', device: undefined } as const;
  return [
    {
      id: 'room-devices',
      label: words.rooms.devices,
      hint: words.palette.room,
      icon: icons.list,
      run: () => router.go(HOME),
    },
    {
      id: 'room-scan',
      label: words.rooms.scan,
      hint: words.palette.room,
      icon: icons.qrCode,
      run: () => router.go(SCAN),
    },
    {
      id: 'room-keys',
      label: words.rooms.keys,
      hint: words.palette.room,
      icon: icons.key,
      run: () => router.go(KEYS),
    },
    {
      id: 'room-certificates',
      label: words.rooms.certificates,
      hint: words.palette.room,
      icon: icons.certificate,
      run: () => router.go(CERTIFICATES),
    },
    {
      id: 'room-inspect',
      label: words.rooms.inspect,
      hint: words.palette.room,
      icon: icons.inspect,
      run: () => router.go(INSPECT),
    },
    {
      id: 'room-cloud',
      label: words.rooms.cloud,
      hint: words.palette.room,
      icon: icons.cloud,
      run: () => router.go(cloud),
    },
    {
      id: 'room-connections',
      label: words.rooms.connections,
      hint: words.palette.room,
      icon: icons.plug,
      run: () => router.go(CONNECTIONS),
    },
  ];
}

function themeItems({ app }: ViewContext): PaletteItem[] {
  return THEMES.map((theme) => ({
    id: `theme-${theme}`,
    label: words.theme[theme],
    hint: words.palette.theme,
    icon: icons.sliders,
    run: () => app.theme.set(theme),
  }));
}
