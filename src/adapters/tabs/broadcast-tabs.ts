import type { OtherTabs } from '#core/ports/other-tabs';

/** Every tab of the app listens here; a message is the name of a device. */
export const CALL_CHANNEL = 'device-workbench-call';

/** Reaches the app's other tabs by BroadcastChannel, which never answers the tab that calls. */
export function createBroadcastTabs(channel: BroadcastChannel): OtherTabs {
  return {
    callOut: (deviceName) => channel.postMessage(deviceName),
    onCall(listener) {
      const hear = ({ data }: MessageEvent): void => {
        if (typeof data === 'string') listener(data);
      };
      channel.addEventListener('message', hear);
      return () => channel.removeEventListener('message', hear);
    },
  };
}
