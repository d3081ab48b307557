/** What is wrong at a place of a scenario, in the words that follow the name of the place. */
export const SCENARIO_FAULTS = {
  object: 'here must be an object in braces',
  list: 'here must be a list in brackets',
  id: 'here must be a name that is not empty',
  idScope: 'an ID scope is 0ne and eight hexadecimal digits, such as 0ne00C0FFEE',
  twice: 'an entry before this one has this name already',
  unknown: (known: readonly string[]) => `there is no such name here; there are: ${known.join(', ')}`,
  refused: (status: number) => `the local cloud refused it with status ${status}`,
} as const;
