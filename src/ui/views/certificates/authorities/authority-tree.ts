import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import type { AuthorityNode } from '#app/stores/authority-tree';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { menuButton, type MenuItem } from '../../../elements/menu/menu-button.ts';
import type { CertificateWish } from '../certificate-wish.ts';
import { certificateHref } from '../shared/certificate-link.ts';
import { endsCell, keyTag } from '../shared/certificate-table.ts';
import './authority-tree.css';

const words = uiCertificatesWords.authorities;

/** Authorities, each with those below it as a list of its own. `onWish`: something was chosen of one's menu. */
export function authorityTree(
  nodes: readonly AuthorityNode[],
  now: number,
  onWish: (wish: CertificateWish) => void,
): TemplateResult {
  const list = (level: readonly AuthorityNode[], label: string | undefined): TemplateResult =>
    html`<ul class="authorities" aria-label=${label ?? nothing}>
      ${repeat(
        level,
        ({ authority }) => authority.id,
        (node) => html`<li class="authority-branch">
          ${authorityRow(node, now, onWish)}${node.below.length === 0 ? nothing : list(node.below, undefined)}
        </li>`,
      )}
    </ul>`;
  return html`<div class="authorities-box">${list(nodes, words.list)}</div>`;
}

function authorityRow(
  { authority, below, signed, logged }: AuthorityNode,
  now: number,
  onWish: (wish: CertificateWish) => void,
): TemplateResult {
  const { id, role, facts } = authority;
  const name = facts.commonName || facts.subjectName;
  return html`<div class="authority-row">
    <div class="authority-name">
      <span class="authority-mark">${icon(role === 'root' ? icons.authority : icons.layers)}</span>
      <span class="authority-words"
        ><a class="authority-link" href=${certificateHref(authority)}><bdi>${name}</bdi></a
        ><span class="authority-role">${uiCertificatesWords.roles[role]}</span></span
      >
    </div>
    <div class="authority-signed"><span>${words.signed(below.length, signed)}</span><span>${words.logged(logged)}</span></div>
    <div class="authority-ends">${endsCell(authority, now)}</div>
    <div class="authority-key">${keyTag(authority)}</div>
    <div class="authority-menu">
      ${
        authority.key.kind === 'elsewhere'
          ? nothing
          : menuButton({
              id: `authority-menu-${id}`,
              label: uiCertificatesWords.row.menu(name),
              icon: icons.more,
              items: whatItSigns(authority, onWish),
            })
      }
    </div>
  </div>`;
}

function whatItSigns({ id, facts }: AuthorityNode['authority'], onWish: (wish: CertificateWish) => void): MenuItem[] {
  const device: MenuItem = {
    label: words.makeDevice,
    icon: icons.plus,
    run: () => onWish({ kind: 'make-device', authorityId: id }),
  };
  const intermediate: MenuItem = {
    label: words.makeIntermediate,
    icon: icons.layers,
    run: () => onWish({ kind: 'make-intermediate', authorityId: id }),
  };
  return facts.pathLength === 0 ? [device] : [device, intermediate];
}
