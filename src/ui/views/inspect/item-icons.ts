import type { InspectedKind } from '#core/inspect/inspection';
import { icons, type Icon } from '../../elements/icon/icon.ts';

/** The icon of each kind of thing. */
export const itemIcons: Readonly<Record<InspectedKind, Icon>> = {
  certificate: icons.certificate,
  request: icons.pencil,
  'private-key': icons.key,
  'encrypted-key': icons.key,
  'public-key': icons.key,
  pfx: icons.layers,
  pkcs7: icons.layers,
  'revocation-list': icons.list,
  'connection-string': icons.plug,
  'sas-token': icons.shield,
  'symmetric-key': icons.key,
  thumbprint: icons.check,
  'edge-config': icons.settings,
  'connect-code': icons.qrCode,
  'locked-code': icons.qrCode,
  'foreign-code': icons.qrCode,
  unknown: icons.circleQuestion,
};
