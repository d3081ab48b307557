import { html, type TemplateResult } from 'lit';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import { uiCloudDevicesWords } from '#core/words/en/ui-cloud-devices';
import { DEVICE_STATUSES, type CloudDevicePage, type CloudDeviceQuery } from '#app/cloud-devices';
import type { CloudGroup } from '#app/cloud-groups';
import { searchInput } from '../../../elements/field/search-input.ts';
import { segmented } from '../../../elements/field/segmented.ts';
import { selectInput } from '../../../elements/field/select-input.ts';

const words = uiCloudDevicesWords.filters;
type Connection = CloudDeviceQuery['connection'];
const CONNECTIONS: readonly Connection[] = ['all', 'connected', 'disconnected'];

/** What is asked for, and what there is to ask for. */
export interface DeviceFiltersOptions {
  readonly query: CloudDeviceQuery;
  readonly counts: CloudDevicePage['counts'];
  readonly groups: readonly CloudGroup[];
  readonly onChange: (part: Partial<CloudDeviceQuery>) => void;
  /** What stands at the end of the first line. */
  readonly menu: TemplateResult;
}

/** The ways to find some devices among very many. */
export function deviceFilters({ query, counts, groups, onChange, menu }: DeviceFiltersOptions): TemplateResult {
  return html`<div class="device-filters" role="search" aria-label=${words.label}>
    <div class="device-finders">
      ${searchInput({
        id: 'find-cloud-device',
        label: uiCloudDevicesWords.search,
        value: query.search,
        onInput: (search) => onChange({ search }),
        shortcut: '/',
      })}
      ${select('device-connection', words.connection, {
        value: query.connection,
        options: CONNECTIONS.map((value) => ({ value, label: words.connections[value] })),
        onChange: (connection) => onChange({ connection }),
      })}
      ${select('device-group', words.group, {
        value: query.group,
        options: groupOptions(groups, query.group),
        onChange: (group) => onChange({ group }),
      })}
      ${menu}
    </div>
    ${segmented<CloudDeviceQuery['status']>({
      name: 'device-status',
      label: words.status,
      options: [
        { value: 'all', label: words.all },
        ...DEVICE_STATUSES.map((value) => ({
          value,
          label: uiCloudWords.status.words[value],
          count: counts[value],
        })),
      ],
      value: query.status,
      onChange: (status) => onChange({ status }),
    })}
  </div>`;
}

/** A group that was deleted may still stand in the address. */
function groupOptions(groups: readonly CloudGroup[], chosen: string): { value: string; label: string }[] {
  const known = groups.map(({ id, displayName }) => ({ value: id, label: displayName }));
  const isGone = chosen !== '' && !groups.some(({ id }) => id === chosen);
  return [
    { value: '', label: words.anyGroup },
    ...known,
    ...(isGone ? [{ value: chosen, label: words.goneGroup(chosen) }] : []),
  ];
}

function select<Value extends string>(
  id: string,
  label: string,
  options: Parameters<typeof selectInput<Value>>[1],
): TemplateResult {
  return html`<div class="device-finder">
    <label class="sr" for=${id}>${label}</label>
    ${selectInput<Value>({ id, label, invalid: false, describedBy: undefined }, options)}
  </div>`;
}
