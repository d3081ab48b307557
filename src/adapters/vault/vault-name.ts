/** The one vault of this origin: every worker opens the same. */
export const VAULT_NAME = 'device-workbench-vault';
