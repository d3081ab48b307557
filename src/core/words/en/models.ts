import { SCHEMA_DEPTH_LIMIT } from '../../model/read-schema.ts';
import type { ModelFault, ModelFinding } from '../../model/model-finding.ts';

/** What is wrong, as a sentence, and how to mend it. */
interface FaultWords {
  readonly explanation: string;
  readonly remedy: string;
}

const FAULTS: Readonly<Record<ModelFault, FaultWords>> = {
  'not-an-object': {
    explanation: 'There is something other than an object in braces { }.',
    remedy: 'Write an object there, or take the entry out.',
  },
  'no-interface': {
    explanation: 'The document holds no interface.',
    remedy: 'A model is a JSON object with "@type": "Interface", or a list of such objects.',
  },
  context: {
    explanation: 'The document does not say that it is written in DTDL.',
    remedy: 'Add "@context": "dtmi:dtdl:context;2".',
  },
  'context-version': {
    explanation: 'The document is written in a version of DTDL that is not read here.',
    remedy: 'Write it in version 2, which IoT Central takes, or in version 3.',
  },
  type: {
    explanation: 'The "@type" is missing, or does not fit this place.',
    remedy:
      'A model has "Interface", and each of its contents has Telemetry, Property, Command, Component or Relationship.',
  },
  id: {
    explanation: 'The ID of the model is missing, or is not one.',
    remedy: 'Use the form dtmi:com:example:Thermostat;1 with at most 128 characters.',
  },
  'id-version': {
    explanation: 'The ID has no version.',
    remedy: 'DTDL version 2 asks for a number at the end, such as ;1.',
  },
  'duplicate-id': {
    explanation: 'Two interfaces that differ have the same ID.',
    remedy: 'Give one of them another ID or another version.',
  },
  name: {
    explanation: 'The name is missing, or has characters that names of DTDL do not have.',
    remedy: 'Use letters, digits and underscores, with a letter first and no underscore last.',
  },
  'duplicate-name': {
    explanation: 'The same name or value stands here twice, perhaps in an interface that this one extends.',
    remedy: 'Rename one of the two, or take it out.',
  },
  text: {
    explanation: 'A text is too long, or is no text.',
    remedy: 'Shorten it: a display name has at most 64 characters in DTDL version 2, a description 512.',
  },
  schema: {
    explanation: 'There is no such schema.',
    remedy: 'Use one of DTDL, such as double, string or an Object, or the ID of a schema that the interface holds.',
  },
  'schema-depth': {
    explanation: `The schema has more than ${SCHEMA_DEPTH_LIMIT} levels.`,
    remedy: 'Make it flatter, or send the inner part as a text.',
  },
  'schema-array': {
    explanation: 'The property holds an array, which DTDL version 2 does not have.',
    remedy: 'Use a Map or an Object, or write the model in DTDL version 3.',
  },
  'schema-members': {
    explanation: 'A part of the schema is missing, or is of another kind than it must be.',
    remedy: 'An Object has fields, an Enum has valueSchema and enumValues that fit it, a Map has mapKey and mapValue.',
  },
  unit: {
    explanation: 'The unit does not fit.',
    remedy: 'A unit needs a second "@type" such as Temperature, and a schema that is a number.',
  },
  member: {
    explanation: 'DTDL version 2 has no such member here.',
    remedy: 'Look for a slip of the pen. Members of IoT Central need "dtmi:iotcentral:context;2" in the "@context".',
  },
  value: {
    explanation: 'The value is of another kind than it must be.',
    remedy: 'Writable and durable are true or false, and contents is a list.',
  },
  'too-many': {
    explanation: 'There are more entries than DTDL allows.',
    remedy: 'DTDL version 2 has at most 300 contents, 2 extended interfaces, 30 fields and 100 values of an Enum.',
  },
  'too-complex': {
    explanation: 'The model is too large to be read.',
    remedy: 'Split it, and look for schemas that name each other many times over.',
  },
  reference: {
    explanation: 'An interface that is named here is not at hand.',
    remedy: 'Add its document, too: nothing is looked up on the internet.',
  },
  cycle: {
    explanation: 'The interface extends itself, directly or by others.',
    remedy: 'Take one of the extends out.',
  },
  'extends-depth': {
    explanation: 'Interfaces extend each other, or hold each other, on more than 10 levels.',
    remedy: 'Join some of them.',
  },
  'component-in-component': {
    explanation: 'The interface of a component has components of its own.',
    remedy: 'Put them all into the model itself.',
  },
};

/** A finding in words: where it is, what is wrong, and the next step. */
export interface ModelFindingWords extends FaultWords {
  readonly place: string;
}

/** Gives the words for one finding in a model. */
export function describeModelFinding({ path, fault, found }: ModelFinding): ModelFindingWords {
  const { explanation, remedy } = FAULTS[fault];
  const place = path === '' ? 'The document' : path;
  return { place, explanation: found === undefined ? explanation : `${explanation} It is “${found}”.`, remedy };
}

/** Gives the same as one sentence or two, for an error of REST. */
export function printModelFinding(finding: ModelFinding): string {
  const { place, explanation, remedy } = describeModelFinding(finding);
  return `${place}: ${explanation} ${remedy}`;
}
