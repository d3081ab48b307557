import type { CameraDenial } from '#core/errors/code-facts';
import { WorkbenchError } from '#core/errors/workbench-error';

/** What the browser remembers of the page's permission, where it tells. */
export type KnownPermission = PermissionState | undefined;

/**
 * Gives our error for what `getUserMedia` rejects with (Media Capture and Streams, 10.2), or the original when it is none
 * that is foreseen. Names that end in `Error` and are not of the standard are of older WebKit and Chromium.
 */
export function identifyCameraError(error: unknown, permission: KnownPermission): unknown {
  if (!(error instanceof Error)) return error;
  switch (error.name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
    case 'SecurityError':
      return new WorkbenchError('camera/denied', { denial: judgeDenial(error, permission) }, { cause: error });
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return new WorkbenchError('camera/none', {}, { cause: error });
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return new WorkbenchError('camera/busy', {}, { cause: error });
    default:
      return error;
  }
}

function judgeDenial({ message }: Error, permission: KnownPermission): CameraDenial {
  // Chromium says so; and a page that may use the camera can be refused by the system alone.
  if (permission === 'granted' || /\bsystem\b/i.test(message)) return 'system';
  return permission === 'denied' ? 'remembered' : 'this-time';
}
