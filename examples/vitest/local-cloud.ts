import { startCloud } from 'device-workbench';
import type { TestProject } from 'vitest/node';

// One cloud for the whole run. Tests share it, so each takes IDs of its own.
export default async function setUp({ provide }: TestProject): Promise<() => Promise<void>> {
  const cloud = await startCloud({ scenario: './scenario.json' });
  const { idScope, enrollmentGroups, operatorToken, ports, caFile } = cloud;
  const groupKey = enrollmentGroups[0]?.primaryKey ?? '';
  provide('cloud', { idScope, groupKey, operatorToken, ports, caFile });
  return () => cloud.close();
}

declare module 'vitest' {
  interface ProvidedContext {
    cloud: {
      idScope: string;
      groupKey: string;
      operatorToken: string;
      ports: { http: number; https: number | null; mqtts: number | null };
      caFile: string | null;
    };
  }
}
