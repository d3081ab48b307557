import { html, type TemplateResult } from 'lit';
import { uiAddDeviceWords } from '#core/words/en/ui-add-device';
import './credential-comparison.css';

/** Which credential suits which device, in one table that is closed until it is asked for. */
export function credentialComparison(): TemplateResult {
  const { summary, columns, rows } = uiAddDeviceWords.compare;
  return html`<details class="disclosure comparison">
    <summary>${summary}</summary>
    <table>
      <thead>
        <tr>
          <th scope="col">${columns.name}</th>
          <th scope="col">${columns.fits}</th>
          <th scope="col">${columns.mind}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <th scope="row">${row.name}<span class="comparison-here">${row.here}</span></th>
              <td data-heading=${columns.fits}>${row.fits}</td>
              <td data-heading=${columns.mind}>${row.mind}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}
