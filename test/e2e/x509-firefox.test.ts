import { describe } from 'vitest';
import { openFirefoxForPerson } from '../support/person.ts';
import { testX509Devices } from './x509-devices.ts';

describe('in Firefox ESR,', () => testX509Devices(openFirefoxForPerson, '127.0.0.3'));
