import { html, nothing, type TemplateResult } from 'lit';
import { fileNamesOf } from '#core/issuing/file-names';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { printRollingCommand } from '#core/rolling/print-rolling-command';
import type { RollingKind, RollingStep } from '#core/rolling/rolling-steps';
import { describeStep } from '#core/words/en/rolling';
import { uiCertificateEndsWords } from '#core/words/en/ui-certificates-ends';
import type { NoticeBody } from '#app/stores/notices';
import '../../../elements/button/button.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { commandWords, textBlock } from '../../../elements/text-block/text-block.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import './ends.css';
import type { StepActs } from './step-acts.ts';

const words = uiCertificateEndsWords.guide;

/** One step of a rolling. */
export interface GuideStepOptions {
  readonly number: number;
  readonly step: RollingStep;
  readonly kind: RollingKind;
  readonly old: KeptCertificate;
  readonly replacement: KeptCertificate | undefined;
  readonly outcome: 'done' | 'next' | 'later';
  readonly isBusy: boolean;
  /** Why it was not done when it was tried here. */
  readonly problem: NoticeBody | 'nowhere' | undefined;
  readonly acts: StepActs;
  readonly onDone: () => void;
  readonly onTakeBack: () => void;
}

/** A step with what it is, where it is done, and what can be pressed; one that is done shows no more than that. */
export function guideStep(options: GuideStepOptions): TemplateResult {
  const { number, step, kind, old, outcome, onTakeBack } = options;
  const { role, facts, pair } = old;
  const oldPlace = pair?.slot ?? 'primary';
  const { title, explanation, portal } = describeStep(step, { kind, role, commonName: facts.commonName, oldPlace });
  const mark = html`<span class="guide-mark">${outcome === 'done' ? icon(icons.check) : number}</span>`;
  if (outcome === 'done') {
    return html`<li class="guide-step done">
      ${mark}
      <div class="guide-words">
        <p class="guide-title">${title}<span class="sr">, ${words.done}</span></p>
      </div>
      <button class="btn small ghost" type="button" aria-label="${words.takeBack}: ${title}" @click=${onTakeBack}>
        ${words.takeBack}
      </button>
    </li>`;
  }
  return html`<li class="guide-step ${outcome}" aria-current=${outcome === 'next' ? 'step' : nothing}>
    ${mark}
    <details class="guide-words" ?open=${outcome === 'next'}>
      <summary class="guide-title">${title}</summary>
      <div class="guide-body">
        <p>${explanation}</p>
        ${portal === undefined ? nothing : html`<p class="guide-portal"><strong>${words.portal}:</strong> ${portal}</p>`}
        ${command(options)}${problem(options.problem)}${acts(options, title)}
      </div>
    </details>
  </li>`;
}

function command({ step, kind, old, replacement }: GuideStepOptions): TemplateResult | typeof nothing {
  const { role, profile, facts, pair } = old;
  const fileOf = (one: KeptCertificate): string =>
    fileNamesOf({ profile, role, name: one.facts.commonName, slot: one.pair?.slot }).certificate;
  const text = printRollingCommand(step, {
    kind,
    role,
    commonName: facts.commonName,
    oldPlace: pair?.slot ?? 'primary',
    oldFile: fileOf(old),
    newFile: fileOf(replacement ?? old),
  });
  if (text === undefined) return nothing;
  const names = [...new Set([...text.matchAll(/"\$([A-Z_]+)"/g)].map(([, name]) => name))].filter(
    (name) => name !== 'ETAG',
  );
  return html`<details class="disclosure">
    <summary>${words.command}</summary>
    ${textBlock({ label: words.command, text, content: commandWords(text) })}
    ${names.length === 0 ? nothing : html`<p class="small muted">${words.commandHint(names.join(', '))}</p>`}
  </details>`;
}

function problem(body: GuideStepOptions['problem']): TemplateResult | typeof nothing {
  if (body !== 'nowhere') return problemNotice(body);
  return notice({ tone: 'info', ...words.nowhere, announce: true });
}

function acts({ acts: { buttons, choice, lacking }, isBusy, onDone }: GuideStepOptions, title: string): TemplateResult {
  return html`${choice ?? nothing}${lacking === undefined ? nothing : html`<p class="small muted">${lacking}</p>`}
    <div class="actions guide-acts">
      ${buttons.map(
        ({ label, icon: sign, run, isMain = false }) =>
          html`<button
            class="btn ${isMain ? 'primary' : ''}"
            type="button"
            aria-busy=${isMain && isBusy ? 'true' : nothing}
            @click=${run}
          >
            ${icon(sign)}${label}
          </button>`,
      )}
      <button class="btn" type="button" aria-label="${words.markDone}: ${title}" @click=${onDone}>
        ${icon(icons.check)}${words.markDone}
      </button>
    </div>`;
}
