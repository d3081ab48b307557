import { describe, expect, test } from 'vitest';
import { NO_CLOUDS } from '#app/stores/endpoint';
import { createLocalClouds } from '#app/stores/local-clouds';
import { createFakeServices, SERVER_CLOUD, TAB_GROUP_KEY } from '../../../support/fake-services.ts';

function open() {
  const services = createFakeServices();
  return { services, clouds: createLocalClouds(services) };
}

describe('the local clouds of a form', () => {
  test('are known by their hosts once they were asked, and what they hold is asked for by name', async () => {
    const { clouds } = open();
    expect(clouds.known.get()).toBe(NO_CLOUDS);
    await Promise.all([clouds.askServer(), clouds.askBrowser()]);
    expect(clouds.known.get()).toEqual({
      server: { origin: 'http://localhost:8080', host: 'localhost' },
      browser: { host: 'this-browser.local' },
    });
    expect(clouds.at('server')).toMatchObject({ groupKey: SERVER_CLOUD.primaryKey });
    expect(clouds.at('browser')).toMatchObject({ groupKey: TAB_GROUP_KEY });
    expect(clouds.at('global')).toBeUndefined();
    expect(JSON.stringify(clouds.known.get())).not.toContain(TAB_GROUP_KEY);
  });

  test('have no server where none has a cloud', async () => {
    const { services, clouds } = open();
    services.setWorkbench(() => Promise.resolve({ cloud: null }));
    await clouds.askServer();
    expect(clouds.known.get().server).toBeUndefined();
  });

  test('tell why the one in this browser cannot be had, and ask it once', async () => {
    const { services, clouds } = open();
    services.operators.tab.answer('GET /_emu/cloud', 500, {});
    await expect(clouds.askBrowser()).rejects.toMatchObject({ code: 'cloud/refused' });
    services.operators.tab.answer('GET /_emu/cloud', 200, { host: 'this-browser.local', idScope: '0ne0000BBBB' });
    await clouds.askBrowser();
    services.operators.tab.answer('GET /_emu/cloud', 500, {});
    await clouds.askBrowser();
    expect(clouds.at('browser')?.idScope).toBe('0ne0000BBBB');
  });

  test('are forgotten with their keys, and an answer that comes late is dropped', async () => {
    const { services, clouds } = open();
    await clouds.askBrowser();
    let answer = (): void => undefined;
    services.setWorkbench(() => new Promise((resolve) => (answer = () => resolve({ cloud: SERVER_CLOUD }))));
    const asking = clouds.askServer();
    clouds.forget();
    answer();
    await asking;
    expect(clouds.known.get()).toBe(NO_CLOUDS);
    expect([clouds.at('server'), clouds.at('browser')]).toEqual([undefined, undefined]);
  });
});
