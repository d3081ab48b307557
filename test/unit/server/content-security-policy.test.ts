import { describe, expect, test } from 'vitest';
import { printContentSecurityPolicy } from '#server/content-security-policy';

const directives = (policy: string) =>
  new Map(policy.split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1)]));

describe('the content security policy', () => {
  const policy = printContentSecurityPolicy({ extraHosts: ['hub.example.com'], meta: false });

  test('lets the app connect to itself, to this machine, to Azure’s device hosts and to named hosts', () => {
    expect(directives(policy).get('connect-src')).toEqual([
      "'self'",
      'ws://localhost:*',
      'wss://localhost:*',
      'http://localhost:*',
      'https://localhost:*',
      'ws://127.0.0.1:*',
      'wss://127.0.0.1:*',
      'http://127.0.0.1:*',
      'https://127.0.0.1:*',
      'https://*.azure-devices.net',
      'wss://*.azure-devices.net',
      'https://*.azure-devices.cn',
      'wss://*.azure-devices.cn',
      'https://*.azure-devices.us',
      'wss://*.azure-devices.us',
      'https://*.azure-devices-provisioning.net',
      'wss://*.azure-devices-provisioning.net',
      'https://*.azure-devices-provisioning.cn',
      'wss://*.azure-devices-provisioning.cn',
      'https://*.azure-devices-provisioning.us',
      'wss://*.azure-devices-provisioning.us',
      'https://hub.example.com',
      'wss://hub.example.com',
    ]);
  });

  test('begins with nothing allowed and turns Trusted Types on', () => {
    expect(directives(policy).get('default-src')).toEqual(["'none'"]);
    expect(directives(policy).get('require-trusted-types-for')).toEqual(["'script'"]);
    expect(policy).not.toMatch(/unsafe-/);
  });

  test('forbids framing where that has an effect, which a meta element has not', () => {
    expect(directives(policy).get('frame-ancestors')).toEqual(["'none'"]);
    expect(printContentSecurityPolicy({ extraHosts: [], meta: true })).not.toContain('frame-ancestors');
  });
});
