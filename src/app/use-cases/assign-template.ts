import { findingOf, type Finding } from '#core/errors/workbench-error';
import type { CloudTemplates } from '../cloud-templates.ts';

/** What became of giving a template to devices. */
export interface TemplateAssignment {
  /** Devices that have it now. */
  readonly done: number;
  readonly failures: readonly { readonly id: string; readonly finding: Finding }[];
}

/**
 * Gives devices a template, or none, one after the other. A device that the cloud refuses does not keep the others from
 * theirs; a cloud that is gone does. Rejects with `cloud/unreachable`, and with our mistakes.
 */
export async function assignTemplate(
  templates: Pick<CloudTemplates, 'assign'>,
  ids: readonly string[],
  templateId: string | null,
): Promise<TemplateAssignment> {
  const failures: { id: string; finding: Finding }[] = [];
  for (const id of ids) {
    try {
      await templates.assign(id, templateId);
    } catch (error) {
      const finding = findingOf(error);
      if (finding === undefined || finding.code === 'cloud/unreachable') throw error;
      failures.push({ id, finding });
    }
  }
  return { done: ids.length - failures.length, failures };
}
