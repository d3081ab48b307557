import { describe } from 'vitest';
import { openChromiumForPerson } from '../support/person.ts';
import { testX509Devices } from './x509-devices.ts';

describe('in Chromium,', () => testX509Devices(openChromiumForPerson, '127.0.0.2'));
