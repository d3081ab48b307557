// First, so that the order of the style layers is stated before any of them begins.
import { complaints, mount, nextFrame, settle, type Mounted } from '../support/mount.ts';
import { html } from 'lit';
import { describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Chart } from '#ui/elements/chart/chart';
import '#ui/elements/chart/chart';
import { ChartData, type ChartSeries } from '#ui/elements/chart/chart-data';
import { chooseScales } from '#ui/elements/chart/line-scales';

function makeSeries(name: string, values: readonly number[], from = 1000, unit?: string): ChartSeries {
  const times = Float64Array.from(values, (_, index) => from + index);
  return { name, times, values: Float64Array.from(values), unit };
}

const wave = (count: number, height = 1): number[] =>
  Array.from({ length: count }, (_, i) => height * Math.sin(i / 20));

async function mountChart(): Promise<Mounted & { chart: Chart }> {
  const place = await mount(html`<dw-chart label="Telemetry" .windowMinutes=${0}></dw-chart>`);
  return { ...place, chart: place.find<Chart>('dw-chart') };
}

/** The plotting library comes by itself; the first drawing is there when its canvas is. */
async function drawn({ host }: Mounted): Promise<HTMLCanvasElement> {
  await vi.waitUntil(() => host.querySelector('canvas') !== null);
  await settle();
  const canvas = host.querySelector('canvas');
  if (canvas === null) throw new TypeError('no canvas');
  return canvas;
}

function pictureOf(canvas: HTMLCanvasElement): string {
  return canvas.toDataURL();
}

/** How many pixels are painted in about that colour. */
function pixelsLike(canvas: HTMLCanvasElement, [red, green, blue]: readonly [number, number, number]): number {
  const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    const far =
      Math.abs((data[at] ?? 0) - red) + Math.abs((data[at + 1] ?? 0) - green) + Math.abs((data[at + 2] ?? 0) - blue);
    if (far < 30 && (data[at + 3] ?? 0) > 200) count++;
  }
  return count;
}

/** The first column of pixels that has about that colour; the width when there is none. */
function leftmost(canvas: HTMLCanvasElement, [red, green, blue]: readonly [number, number, number]): number {
  const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
  let first = canvas.width;
  for (let at = 0; at < data.length; at += 4) {
    const far =
      Math.abs((data[at] ?? 0) - red) + Math.abs((data[at + 1] ?? 0) - green) + Math.abs((data[at + 2] ?? 0) - blue);
    if (far < 30 && (data[at + 3] ?? 0) > 200) first = Math.min(first, (at / 4) % canvas.width);
  }
  return first;
}

describe('a chart', () => {
  test('says that there is nothing yet, then draws, then draws what is added', async () => {
    const place = await mountChart();
    expect(place.find('.chart-empty').textContent).toContain('No values');
    place.chart.setSeries([makeSeries('temperature', wave(100))]);
    const canvas = await drawn(place);
    expect(place.host.querySelector('.chart-empty')).toBeNull();
    const before = pictureOf(canvas);
    place.chart.addPoints([makeSeries('temperature', [5], 1100)]);
    await settle();
    expect(pictureOf(canvas)).not.toBe(before);
  });

  test('draws each line in the colour of its series, and again when the theme changes', async () => {
    document.documentElement.dataset['theme'] = 'light';
    const place = await mountChart();
    place.chart.setSeries([makeSeries('temperature', wave(100)), makeSeries('humidity', wave(100, 40))]);
    const canvas = await drawn(place);
    expect(pixelsLike(canvas, [0x0b, 0x7a, 0x83])).toBeGreaterThan(50);
    expect(pixelsLike(canvas, [0xb4, 0x53, 0x0a])).toBeGreaterThan(50);
    document.documentElement.dataset['theme'] = 'dark';
    await settle();
    expect(pixelsLike(canvas, [0x4c, 0xc2, 0xc9])).toBeGreaterThan(50);
    expect(pixelsLike(canvas, [0x0b, 0x7a, 0x83])).toBe(0);
  });

  test('shows the newest values in its legend, with their units', async () => {
    const place = await mountChart();
    place.chart.setSeries([makeSeries('temperature', [20, 21.25], 1000, '°C')]);
    await drawn(place);
    expect(place.find('.chart-value').textContent).toBe('21.25 °C');
    place.chart.addPoints([makeSeries('temperature', [22.5], 1002, '°C')]);
    await vi.waitUntil(() => place.find('.chart-value').textContent === '22.5 °C');
  });

  test('shows the values under the pointer, and the newest again when it has gone', async () => {
    await page.viewport(900, 700);
    const place = await mountChart();
    place.chart.setSeries([
      makeSeries('count', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]),
    ]);
    await drawn(place);
    const over = place.find('.u-over');
    const { left, top, width } = over.getBoundingClientRect();
    over.dispatchEvent(new MouseEvent('mouseenter', { clientX: left + 2, clientY: top + 20 }));
    over.dispatchEvent(
      new MouseEvent('mousemove', { bubbles: true, clientX: left + width / 2, clientY: top + 20, movementX: 1 }),
    );
    await vi.waitUntil(() => place.find('.chart-value').textContent === '11');
    expect(place.find('.chart-time').textContent).toMatch(/:50\.000$/);
    over.dispatchEvent(new MouseEvent('mouseleave', { clientX: left - 50, clientY: top - 50 }));
    await vi.waitUntil(() => place.find('.chart-value').textContent === '21');
  });

  test('shows the whole window up to now, which goes on while no point comes', async () => {
    let now = 1_060_000;
    const place = await mount(html`<dw-chart label="Telemetry" .windowMinutes=${1} .now=${() => now}></dw-chart>`);
    const chart = place.find<Chart>('dw-chart');
    chart.setSeries([makeSeries('temperature', wave(21), 1040)]);
    const canvas = await drawn(place);
    const before = leftmost(canvas, [0x0b, 0x7a, 0x83]);
    expect(before).toBeGreaterThan(canvas.width / 2);
    now += 20_000;
    await vi.waitUntil(() => leftmost(canvas, [0x0b, 0x7a, 0x83]) < before - canvas.width / 10, 3000);
  });

  test('hides a line by its legend and shows it again', async () => {
    const place = await mountChart();
    place.chart.setSeries([makeSeries('temperature', wave(100))]);
    const canvas = await drawn(place);
    const colour = [0x0b, 0x7a, 0x83] as const;
    await userEvent.click(place.find('.chart-line'));
    await settle();
    expect(place.find('.chart-line').getAttribute('aria-pressed')).toBe('false');
    expect(pixelsLike(canvas, colour)).toBe(0);
    await userEvent.click(place.find('.chart-line'));
    await settle();
    expect(pixelsLike(canvas, colour)).toBeGreaterThan(50);
  });

  test('says in words what it shows of the last minutes', async () => {
    const place = await mountChart();
    place.chart.windowMinutes = 1;
    place.chart.now = () => 1_061_000;
    place.chart.setSeries([makeSeries('temperature', [99, ...Array.from({ length: 60 }, () => 20), 22], 1000, '°C')]);
    await drawn(place);
    expect(place.find('figcaption').textContent.trim()).toBe(
      'temperature: now 22 °C, lowest 20 °C, highest 22 °C, 61 values.',
    );
  });

  test('draws once a frame, and does not draw while it is paused', async () => {
    const place = await mountChart();
    place.chart.setSeries([makeSeries('temperature', wave(50))]);
    const canvas = await drawn(place);
    place.chart.paused = true;
    await settle();
    const before = pictureOf(canvas);
    for (let point = 0; point < 30; point++) {
      place.chart.addPoints([makeSeries('temperature', [point], 1100 + point)]);
      await nextFrame();
    }
    expect(pictureOf(canvas)).toBe(before);
    place.chart.paused = false;
    await settle();
    expect(pictureOf(canvas)).not.toBe(before);
  });

  test('takes up a line that begins later', async () => {
    const place = await mountChart();
    place.chart.setSeries([makeSeries('temperature', wave(50))]);
    await drawn(place);
    place.chart.addPoints([makeSeries('humidity', [50, 51], 1060)]);
    await settle();
    expect(place.findAll('.chart-name').map((name) => name.textContent)).toEqual(['temperature', 'humidity']);
  });

  test('follows the width of its place', async () => {
    await page.viewport(1000, 700);
    const place = await mountChart();
    place.chart.setSeries([makeSeries('temperature', wave(50))]);
    const canvas = await drawn(place);
    await page.viewport(400, 700);
    await vi.waitUntil(() => canvas.getBoundingClientRect().width <= 400);
    expect(place.host.scrollWidth).toBeLessThanOrEqual(400);
  });

  test('comes back whole when it is taken out of the page and put in again', async () => {
    const place = await mountChart();
    place.chart.setSeries([makeSeries('temperature', wave(50))]);
    await drawn(place);
    place.chart.remove();
    expect(place.chart.querySelector('canvas')).toBeNull();
    place.host.append(place.chart);
    const canvas = await drawn(place);
    expect(pixelsLike(canvas, [0x0b, 0x7a, 0x83])).toBeGreaterThan(50);
  });

  test.each(['light', 'dark'])('is accessible in %s colours', async (theme) => {
    document.documentElement.dataset['theme'] = theme;
    const place = await mountChart();
    place.chart.setSeries([makeSeries('temperature', wave(50)), makeSeries('humidity', wave(50, 40))]);
    await drawn(place);
    expect(await complaints(place.host)).toEqual([]);
  });
});

describe('the points of a chart', () => {
  const rows = (data: ChartData): unknown[] =>
    data.times.map((time, row) => [time, ...data.columns.map((column) => column[row])]);

  test('of lines with different times stand in one ascending row of times', () => {
    const data = new ChartData(100);
    data.append([makeSeries('a', [1, 2, 3], 10), makeSeries('b', [7, 8], 11)]);
    data.append([makeSeries('b', [9], 13)]);
    expect(rows(data)).toEqual([
      [10, 1, undefined],
      [11, 2, 7],
      [12, 3, 8],
      [13, undefined, 9],
    ]);
  });

  test('that come late are put where they belong', () => {
    const data = new ChartData(100);
    data.append([makeSeries('a', [1], 10)]);
    data.append([makeSeries('a', [3], 12)]);
    data.append([makeSeries('a', [2], 11)]);
    data.append([makeSeries('b', [5], 10)]);
    expect(rows(data)).toEqual([
      [10, 1, 5],
      [11, 2, undefined],
      [12, 3, undefined],
    ]);
  });

  test('keep to the limit, and the oldest go first', () => {
    const data = new ChartData(100);
    for (let time = 0; time < 1000; time++) data.append([makeSeries('a', [time], time)]);
    expect(data.times.length).toBeLessThanOrEqual(120);
    expect(data.times.at(-1)).toBe(999);
    expect(data.columns[0]?.length).toBe(data.times.length);
    expect(data.columns[0]).toEqual(data.times);
  });

  test('are interrupted where one comes much later than usual, and whole at another pace', () => {
    const data = new ChartData(100);
    data.append([makeSeries('a', wave(10), 1000)]);
    data.append([makeSeries('a', wave(10), 1049)]);
    expect(data.columns[0]?.filter((value) => value === null)).toHaveLength(1);
    expect(data.valueAt(0, 10)).toBeUndefined();
    expect(data.times[10]).toBe(1029);
    for (let time = 1118; time < 2000; time += 60) data.append([makeSeries('a', [1], time)]);
    expect(data.columns[0]?.slice(-8)).toEqual(Array.from({ length: 8 }, () => 1));
  });

  test('that are seconds apart, or few, are not interrupted', () => {
    const data = new ChartData(100);
    data.append([{ name: 'a', times: Float64Array.of(1, 1.2, 1.4, 5), values: Float64Array.of(1, 1, 1, 1) }]);
    data.append([{ name: 'b', times: Float64Array.of(1, 61, 121), values: Float64Array.of(1, 1, 1) }]);
    expect(data.columns.flat()).not.toContain(null);
  });

  test('are pushed to the same arrays, not copied', () => {
    const data = new ChartData(100);
    data.append([makeSeries('a', [1], 1)]);
    const { times } = data;
    const [column] = data.columns;
    data.append([makeSeries('a', [2], 2)]);
    expect(data.times).toBe(times);
    expect(data.columns[0]).toBe(column);
  });
});

describe('the scales of a chart', () => {
  test('are shared by lines of one unit; at most two have an axis', () => {
    const data = new ChartData(10);
    data.append([
      makeSeries('a', [1], 1, '°C'),
      makeSeries('b', [900], 1, '°C'),
      makeSeries('c', [1], 1, '%'),
      makeSeries('d', [1], 1, 'V'),
    ]);
    const { ofLine, withAxis } = chooseScales(data);
    expect(ofLine[0]).toBe(ofLine[1]);
    expect(new Set(ofLine).size).toBe(3);
    expect(withAxis).toHaveLength(2);
  });

  test('without units are shared by lines of like size', () => {
    const data = new ChartData(10);
    data.append([makeSeries('x', [1.2]), makeSeries('y', [-3.4]), makeSeries('pressure', [101_325])]);
    const { ofLine } = chooseScales(data);
    expect(ofLine[0]).toBe(ofLine[1]);
    expect(ofLine[2]).not.toBe(ofLine[0]);
  });
});
