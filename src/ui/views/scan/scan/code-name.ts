import type { ConnectCode } from '#core/qr/payload';
import { codeFormNames, foreignWords } from '#core/words/en/codes';
import { uiScanWords as words } from '#core/words/en/ui-scan';
import { describeFinding } from '#core/words/words';
import type { ScanResult } from '#app/stores/scan-room';
import { icons, type Icon } from '../../../elements/icon/icon.ts';

/** How a code is shown among others. */
export interface CodeName {
  readonly title: string;
  readonly text: string;
  readonly icon: Icon;
}

/** Gives what a code is called: the device that it is for, else what it is. */
export function nameCode(result: ScanResult): CodeName {
  switch (result.kind) {
    case 'connect':
      return { title: deviceOf(result.code), text: sayForm(result.form), icon: icons.device };
    case 'locked':
      return { title: words.kinds.locked, text: sayForm(result.locked.form), icon: icons.lock };
    case 'foreign':
      return { title: foreignWords[result.foreign].title, text: '', icon: icons.qrCode };
    case 'refused':
      return { title: words.kinds.refused, text: describeFinding(result.findings[0]).title, icon: icons.circleAlert };
  }
}

/** Gives the name that services know the device of a code by. */
export function deviceOf({ route }: ConnectCode): string {
  if (route.kind === 'dps') return route.registrationId;
  return route.moduleId === undefined ? route.deviceId : `${route.deviceId}/${route.moduleId}`;
}

/** Gives the name of a form as a sentence of its own. */
export function sayForm(form: keyof typeof codeFormNames): string {
  const name = codeFormNames[form];
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}
