import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { CameraChoice } from '#core/ports/camera';
import { uiViewfinderWords as words } from '#core/words/en/ui-viewfinder';
import type { Scanner } from '#app/stores/scanner';
import type { ScannerCamera, ScannerState } from '#app/stores/scanner-state';
import '../../../elements/button/button.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { menuButton } from '../../../elements/menu/menu-button.ts';
import { notice } from '../../../elements/notice/notice.ts';

type On = Extract<ScannerState, { kind: 'on' }>;
/** What somebody can do with a camera that is on. */
type Controls = Pick<Scanner, 'turnOff' | 'choose' | 'setTorch' | 'setZoom'>;

/** Light, zoom and other cameras, each where the camera has it, and the way to turn it off. */
export function viewfinderControls(state: On, scanner: Controls): TemplateResult {
  const { camera, cameras } = state;
  return html`<div class="viewfinder-controls ${hasFewControls(state) ? 'few' : ''}">
    ${camera.zoom === undefined ? nothing : zoomSlider(camera.zoom, scanner)}
    <div class="actions">
      ${camera.hasTorch ? lightButton(camera, scanner) : nothing}${cameraChoice(camera, cameras, scanner)}
      <button class="btn" type="button" data-focus @click=${() => scanner.turnOff()}>
        ${icon(icons.power)}${words.turnOff}
      </button>
    </div>
  </div>`;
}

/** Whether there is nothing to do but to turn it off. */
export function hasFewControls({ camera, cameras }: On): boolean {
  return camera.zoom === undefined && !camera.hasTorch && cameras.length < 2;
}

function lightButton({ isTorchOn }: ScannerCamera, scanner: Controls): TemplateResult {
  return html`<button
    class="btn"
    type="button"
    aria-pressed=${isTorchOn}
    @click=${() => scanner.setTorch(!isTorchOn)}
  >
    ${icon(icons.light)}${words.light}
  </button>`;
}

function zoomSlider(zoom: NonNullable<ScannerCamera['zoom']>, scanner: Controls): TemplateResult {
  const { min, max, step, value } = zoom;
  // Some cameras count from 100.
  const times = words.zoomed(value / min);
  return html`<label class="viewfinder-zoom">
    <span>${words.zoom}</span>
    <input
      type="range"
      min=${min}
      max=${max}
      step=${step}
      .value=${live(String(value))}
      aria-valuetext=${times}
      @input=${({ target }: Event) => scanner.setZoom((target as HTMLInputElement).valueAsNumber)}
    />
    <span aria-hidden="true">${times}</span>
  </label>`;
}

function cameraChoice(
  { id }: ScannerCamera,
  cameras: readonly CameraChoice[],
  scanner: Controls,
): TemplateResult | typeof nothing {
  const others = cameras.filter((one) => one.id !== id);
  const [other] = others;
  if (other === undefined) return nothing;
  if (others.length === 1) {
    return html`<button class="btn" type="button" @click=${() => scanner.choose(other.id)}>
      ${icon(icons.otherCamera)}${words.otherCamera}
    </button>`;
  }
  return menuButton({
    id: 'viewfinder-cameras',
    label: words.cameras,
    text: words.label,
    icon: icons.otherCamera,
    items: cameras.map((one, index) => {
      const label = words.camera(one.label, index + 1);
      return one.id === id
        ? { label: words.chosen(label), icon: icons.check, run: () => undefined }
        : { label, run: () => scanner.choose(one.id) };
    }),
  });
}

/** What to try when no code comes; only what this camera can do. */
export function quietAdvice({ camera }: On): TemplateResult {
  const { title, steady, blurred, zoom, light, glare, photo } = words.quiet;
  const canZoom = camera.zoom !== undefined;
  const canLight = camera.hasTorch && !camera.isTorchOn;
  const advice = [steady, canZoom ? zoom : blurred, ...(canLight ? [light] : []), glare, photo];
  return notice({
    tone: 'info',
    title,
    explanation: html`<ul class="viewfinder-advice">
      ${advice.map((one) => html`<li>${one}</li>`)}
    </ul>`,
  });
}
