import { listComponents } from '../services/template-capabilities.ts';
import { answerCollection } from './central-collection.ts';
import { withIdentity, type Route } from './route.ts';

/** The components of a device: those of its template, or those seen on the wire when it has none. */
export const centralComponentRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/devices/:id/components',
    handle: withIdentity((context, identity, request) => {
      const components = listComponents(context, identity).map(({ name, displayName }) => {
        return { '@id': name, '@type': 'Component', name, displayName };
      });
      return answerCollection(context, request, components);
    }),
  },
];
