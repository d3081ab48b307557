import { WorkbenchError } from '#core/errors/workbench-error';
import type { Camera } from '#core/ports/camera';
import { BrowserFeed } from './browser-feed.ts';
import { identifyCameraError, type KnownPermission } from './identify-camera-error.ts';

/** What of a browser has to do with cameras. */
export interface CameraPlatform {
  readonly isSecureContext: boolean;
  /** Missing in browsers without cameras, and on pages that are not secure. */
  readonly mediaDevices?: Pick<MediaDevices, 'getUserMedia' | 'enumerateDevices'> | undefined;
  readonly permissions?: Pick<Permissions, 'query'> | undefined;
}

/** Enough for a code of 161 squares a side that fills the height; more makes each frame slower to read. */
const PICTURE = { width: { ideal: 1920 }, height: { ideal: 1080 } } as const;
const REAR: MediaTrackConstraints = { ...PICTURE, facingMode: { ideal: 'environment' } };

/** Gives the browser's cameras. */
export function createBrowserCamera(platform: CameraPlatform): Camera {
  const { isSecureContext, mediaDevices, permissions } = platform;

  const readPermission = async (): Promise<KnownPermission> => {
    try {
      return (await permissions?.query({ name: 'camera' }))?.state;
    } catch {
      // Browsers that do not know this permission refuse its name.
      return undefined;
    }
  };

  const request = async (devices: Pick<MediaDevices, 'getUserMedia'>, video: MediaTrackConstraints) => {
    try {
      return await devices.getUserMedia({ audio: false, video });
    } catch (error) {
      throw identifyCameraError(error, await readPermission());
    }
  };

  return {
    async open(cameraId) {
      if (!isSecureContext) throw new WorkbenchError('camera/insecure', {});
      if (mediaDevices === undefined) throw new WorkbenchError('camera/unsupported', {});
      const isThere = cameraId !== undefined && (await listCameras(mediaDevices)).some(({ id }) => id === cameraId);
      const video = isThere ? { ...PICTURE, deviceId: { exact: cameraId } } : REAR;
      return new BrowserFeed(await request(mediaDevices, video));
    },
    list: async () => (mediaDevices === undefined ? [] : listCameras(mediaDevices)),
    isBlocked: async () => (await readPermission()) === 'denied',
  };
}

async function listCameras(devices: Pick<MediaDevices, 'enumerateDevices'>): ReturnType<Camera['list']> {
  const all = await devices.enumerateDevices();
  // Before anybody allowed the camera, there is one without an id that stands for all.
  const cameras = all.filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '');
  return cameras.map(({ deviceId, label }) => ({ id: deviceId, label }));
}
