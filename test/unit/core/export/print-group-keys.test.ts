import { describe, expect, test } from 'vitest';
import { printAzGroupCommand } from '#core/export/az-command';
import { printGroupKeys } from '#core/export/print-group-keys';

const KEY = btoa('+/?'.repeat(8));

describe('the keys of a group as a file', () => {
  test('are the variables that the command for the group reads', () => {
    const text = printGroupKeys({ primaryKey: KEY, secondaryKey: 'c2Vjb25k' });
    expect(text).toBe(`GROUP_KEY=${KEY}\nSECONDARY_GROUP_KEY=c2Vjb25k\n`);
    const command = printAzGroupCommand({ hasSecondaryKey: true });
    for (const [name] of text.matchAll(/^\w+(?==)/gm)) expect(command).toContain(`"$${name}"`);
  });

  test('are one line where the group has one key', () => {
    expect(printGroupKeys({ primaryKey: KEY })).toBe(`GROUP_KEY=${KEY}\n`);
  });
});
