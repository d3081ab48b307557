import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  parseDpsRequest,
  parseDpsResponse,
  printDpsResponse,
  printPollTopic,
  printRegisterTopic,
} from '#core/wire/dps-topics';
import type { DpsRequest, DpsResponse } from '#core/wire/dps-topics';
import * as hub from '#core/wire/hub-topics';
import { parsePropertyBag, printPropertyBag, type PropertyBag } from '#core/wire/property-bag';
import { parseUserName, printDpsUserName, printHubUserName } from '#core/wire/user-name';
import type { DpsUserName, HubUserName } from '#core/wire/user-name';
import vectors from '../../vectors/wire.json' with { type: 'json' };

interface Row<Parsed> {
  readonly text: string;
  readonly parsed: Parsed;
  /** False where the text is one of several forms of the same thing, and we print another. */
  readonly canonical?: boolean;
  readonly source?: string;
}

/** One test for each row and direction: the text is read as the row says, and printed again where it is canonical. */
function checkRows<Parsed>(
  rows: readonly unknown[],
  parse: (text: string) => Parsed | undefined,
  print: (parsed: Parsed) => string,
  revive: (parsed: unknown) => unknown = (parsed) => parsed,
): void {
  const known = rows as readonly Row<unknown>[];
  test.each(known)('reads $text', ({ text, parsed }) => {
    expect(parse(text)).toEqual(revive(parsed));
  });
  test.each(known.filter((row) => row.canonical !== false))('prints $text', ({ text, parsed }) => {
    expect(print(revive(parsed) as Parsed)).toBe(text);
  });
}

function checkRefused(texts: readonly string[], parse: (text: string) => unknown): void {
  test.each(texts)('does not take “%s”', (text) => {
    expect(parse(text)).toBeUndefined();
  });
}

const toBag = (pairs: unknown): PropertyBag => new Map(pairs as [string, string | null][]);

function printUserName(name: DpsUserName | HubUserName): string {
  return name.service === 'dps' ? printDpsUserName(name) : printHubUserName(name);
}

function printDpsRequest(request: DpsRequest): string {
  return request.kind === 'register'
    ? printRegisterTopic(request.rid)
    : printPollTopic(request.rid, request.operationId);
}

function printHubTopic(topic: hub.HubTopic): string {
  switch (topic.kind) {
    case 'events':
      return hub.printEventsTopic(topic, topic.bag);
    case 'messages':
      return hub.printMessagesTopic(topic.deviceId, topic.bag);
    case 'twin-get':
      return hub.printTwinGet(topic.rid);
    case 'reported-patch':
      return hub.printReportedPatch(topic.rid);
    case 'twin-response':
      return hub.printTwinResponse(topic);
    case 'desired-patch':
      return hub.printDesiredPatch(topic.version);
    case 'method-request':
      return hub.printMethodRequest(topic.name, topic.rid);
    case 'method-response':
      return hub.printMethodResponse(topic.status, topic.rid);
  }
}

function reviveTopic(parsed: unknown): unknown {
  const topic = parsed as { bag?: unknown };
  return topic.bag === undefined ? topic : { ...topic, bag: toBag(topic.bag) };
}

describe('user names', () => {
  checkRows<DpsUserName | HubUserName>(vectors.userNames, parseUserName, printUserName);
  checkRefused(vectors.notUserNames, parseUserName);

  test('the versions of the SDKs are the ones we name', () => {
    expect(printDpsUserName({ idScope: '0ne00ABCDEF', registrationId: 'd' })).toBe(
      '0ne00ABCDEF/registrations/d/api-version=2019-03-31',
    );
    expect(printHubUserName({ host: 'h.azure-devices.net', deviceId: 'd' })).toBe(
      'h.azure-devices.net/d/?api-version=2021-04-12',
    );
  });

  test('a model ID that could break the user name is encoded', () => {
    const text = printHubUserName({ host: 'h', deviceId: 'd', modelId: 'a&b/c?' });
    expect(text).toBe('h/d/?api-version=2021-04-12&model-id=a%26b%2Fc%3F');
    expect(parseUserName(text)).toMatchObject({ modelId: 'a&b/c?' });
  });
});

describe('topics of DPS', () => {
  checkRows<DpsRequest>(vectors.dpsRequests, parseDpsRequest, printDpsRequest);
  checkRefused(vectors.notDpsRequests, parseDpsRequest);
  checkRows<DpsResponse>(vectors.dpsResponses, parseDpsResponse, printDpsResponse);
  checkRefused(vectors.notDpsResponses, parseDpsResponse);
});

describe('topics of IoT Hub', () => {
  checkRows<hub.HubTopic>(vectors.hubTopics, hub.parseHubTopic, printHubTopic, reviveTopic);
  checkRefused(vectors.notHubTopics, hub.parseHubTopic);

  test('filters name the device as topics do', () => {
    expect(hub.messagesFilter('workbench-01')).toBe('devices/workbench-01/messages/devicebound/#');
    expect(hub.messagesFilter('a#b+c')).toBe('devices/a%23b%2Bc/messages/devicebound/#');
  });

  test.each([
    ['devices/a%40b/messages/events/', { deviceId: 'a@b' }, true],
    ['devices/a%40b/messages/events/', { deviceId: 'a%40b' }, true],
    ['devices/a%40b/messages/events/', { deviceId: 'a' }, false],
    ['devices/A/messages/events/', { deviceId: 'a' }, false],
    ['devices/a/modules/m/messages/events/', { deviceId: 'a', moduleId: 'm' }, true],
    ['devices/a/modules/m%20/messages/events/', { deviceId: 'a', moduleId: 'm%20' }, true],
    ['devices/a/modules/m/messages/events/', { deviceId: 'a' }, false],
    ['devices/a/messages/events/', { deviceId: 'a', moduleId: 'm' }, false],
    ['devices/a/messages/devicebound/', { deviceId: 'a' }, true],
    ['devices/a/messages/devicebound/', { deviceId: 'a', moduleId: 'm' }, false],
  ])('%s names %o: %s', (text, identity, named) => {
    const topic = hub.parseHubTopic(text);
    if (topic?.kind !== 'events' && topic?.kind !== 'messages') expect.unreachable();
    else expect(hub.namesIdentity(topic, identity)).toBe(named);
  });
});

describe('property bags', () => {
  checkRows<PropertyBag>(vectors.bags, parsePropertyBag, printPropertyBag, toBag);
  checkRefused(vectors.notBags, parsePropertyBag);

  test('half a surrogate pair is printed as the replacement character, since UTF-8 has no form for it', () => {
    expect(printPropertyBag(new Map([['a', '\ud83c']]))).toBe('a=%EF%BF%BD');
  });
});

describe('whatever comes over the wire', () => {
  const fragments =
    '$iothub/ $dps/registrations/ devices/ d / ? $rid= & = % %2F %zz messages/ events/ devicebound/ twin/ res/ ' +
    'PATCH/properties/ desired/ reported/ methods/POST/ 200 api-version=1 registrations $version= -1 \u0000 \ud800 ü';
  const fragment = fc.constantFrom(...fragments.split(' '));
  const noise = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(fragment, { maxLength: 12 }).map((all) => all.join('')),
  );
  const parsers = [parseUserName, parseDpsRequest, parseDpsResponse, hub.parseHubTopic, parsePropertyBag];

  test('no parser throws', () => {
    fc.assert(
      fc.property(noise, (text) => {
        for (const parse of parsers) parse(text);
      }),
      { numRuns: 3000 },
    );
  });

  const id = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .filter((text) => !/[\p{Surrogate}]/u.test(text));
  const bag = fc
    .array(fc.tuple(id, fc.option(fc.string({ unit: 'grapheme', maxLength: 20 }))), { maxLength: 6 })
    .map((pairs): PropertyBag => new Map(pairs));

  test('every bag that is printed is read as it was', () => {
    fc.assert(
      fc.property(bag, (properties) => {
        expect(parsePropertyBag(printPropertyBag(properties))).toEqual(properties);
      }),
    );
  });

  test('every ID and bag survives its topic', () => {
    fc.assert(
      fc.property(id, fc.option(id, { nil: undefined }), bag, (deviceId, moduleId, properties) => {
        const identity = { deviceId, ...(moduleId === undefined ? {} : { moduleId }) };
        const topic = hub.parseHubTopic(hub.printEventsTopic(identity, properties));
        expect(topic).toMatchObject({ kind: 'events', ...identity, bag: properties });
        const message = hub.parseHubTopic(hub.printMessagesTopic(deviceId, properties));
        expect(message).toMatchObject({ kind: 'messages', deviceId, bag: properties });
      }),
    );
  });

  test('every command name survives its topic', () => {
    fc.assert(
      fc.property(id, (name) => {
        expect(hub.parseHubTopic(hub.printMethodRequest(name, '1f'))).toEqual({
          kind: 'method-request',
          name,
          rid: '1f',
        });
      }),
    );
  });

  test('every client type and model survives the user name', () => {
    fc.assert(
      fc.property(id, id, (modelId, clientType) => {
        const parsed = parseUserName(printHubUserName({ host: 'h.net', deviceId: 'd', modelId, clientType }));
        expect(parsed).toMatchObject({ modelId, clientType });
      }),
    );
  });
});
